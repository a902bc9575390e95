"""Numbers that stand for one person: of records, insurances, accounts, papers, cars and devices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.checksums import iban, luhn, nhs
from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])", re.ASCII
)
CARD = re.compile(r"(?<![\d.,])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![\d.,]\d|\d)", re.ASCII)

_SUBJECT = (
    r"hospital|patient|medical|health|record|case|chart|file|clinic|unit|nhs|chi|h&c|mrn|mrd|emr|ehr|insurance|policy"
    r"|member(?:ship)?|subscriber|group|plan|claim|medicare|medicaid|social\s+security|ssn|national\s+insurance"
    r"|ni(?:no)?"
    r"|passport|driv(?:er['’]?s|ing)\s+licen[cs]e|driver\s+licen[cs]e|licen[cs]e(?:\s+plate)?|number\s+plate"
    r"|registration|reg|vehicle|car|plate|vin|account|acct|a/c|bank|sort\s+code|card|credit\s+card|device|serial"
    r"|implant"
    r"|pacemaker|lot|batch|model|pump|accession|specimen|sample|lab|requisition|request|referral|encounter|visit"
    r"|admission|episode|appointment|booking|order|invoice|employee|staff|student|user|login|username|gmc|npi|dea"
    r"|nmc|gdc"
    r"|pin|ubrn|ref(?:erence)?|our\s+ref|your\s+ref|id(?:entity)?(?:\s+card)?|identification|identifier|tax|tin|study"
    r"|subject|participant|trial|barcode|wristband|blood\s+bag|donor|prescription|rx"
)
_LABEL = (
    rf"(?:(?:{_SUBJECT})[\s/-]{{1,2}}){{0,3}}(?:(?:{_SUBJECT})\s?)"
    r"(?:\s?(?:no|num|number|nr|id|code|key|identifier|ref(?:erence)?)\b\.?|\s?#|\s?№)*"
)
_CODE = r"[A-Za-z0-9]{1,14}(?:[-/. _]?[A-Za-z0-9]{1,12}){0,5}"
_CUED = re.compile(
    rf"(?<![A-Za-z])(?P<label>{_LABEL})\s?(?:\((?:nhs|mrn|hosp(?:ital)?|uk|us|old|new)\)\s?)?"
    rf"(?:[:：=#]|\bis\b|\bwas\b|\bof\b|\bending\b|\s)\s*(?:no\.?\s?|#\s?)?(?P<code>{_CODE})(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_ZH_CUED = re.compile(
    r"(?:病历|病案|住院|门诊|就诊|登记|检查|检验|标本|样本|影像|病理|床位|医保|社保|医疗保险|保险单?|保单|参保|护照|身份证|证件|军官证"
    r"|驾驶?证|车牌|账|帐|账户|银行卡|卡|工|工作证|执业证|处方|流水|条码|设备|序列|机身|编|档案|患者|病人|就诊卡|订单|发票|学)"
    r"(?:号码|编号|序列号|卡号|证号|ID|号)\s*(?:[:：为是#]|码)?\s*(?P<code>[A-Za-z0-9][A-Za-z0-9*]{2,23}"
    r"(?:[-_/ ][A-Za-z0-9]{1,12}){0,4})"
)
_ZH_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
    r"(?![A-Za-z0-9])"
)
_RESIDENT = re.compile(
    r"(?<![A-Za-z0-9])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx](?![A-Za-z0-9])"
)
_NHS = re.compile(r"(?<![\w.,+-])\d{3} ?\d{3} ?\d{4}(?![\w-]|[.,]\d)", re.ASCII)
_SSN = re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])", re.ASCII)
_NINO = re.compile(r"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])")
_UK_PLATE = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{2}\d{2} ?[A-HJ-PR-Z]{3}(?![A-Za-z0-9-])")
_MAC = re.compile(r"(?<![A-Za-z0-9:])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![A-Za-z0-9:])")
_ADDRESS_OF_NET = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]\d|\d)"
)
_UUID = re.compile(r"(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])")
_DOTTED = re.compile(r"(?<![\w.,-])\d{3}(?:\.\d{3}){2,3}(?:[-/][\dXx]{1,2})?(?![\w-]|[.,]\d)", re.ASCII)
_LONG = re.compile(r"(?<![\w.,+/-])\d{7,24}(?![\w/]|[.,]\d|-\d)", re.ASCII)
_GROUPS = re.compile(r"(?<![\w.,+/-])\d{2,6}(?:[- ]\d{2,6}){2,6}(?![\w/-]|[.,]\d)", re.ASCII)
_MIXED = re.compile(
    r"(?<![\w.,/+@-])(?=[A-Za-z0-9/-]*\d[A-Za-z0-9/-]*\d[A-Za-z0-9/-]*\d[A-Za-z0-9/-]*\d)"
    r"(?:\d{5,}[/-][A-Z0-9]{1,4}|[A-Z]{1,6}[-/ ]?\d{4,}(?:[-/]?[A-Z0-9]+)*|\d{2,}[A-Z]{1,4}\d{2,}[A-Z0-9]*"
    r"|[A-Z]{1,6}(?:-[A-Z0-9]{1,10}){1,5}"
    r"|\d{2,}(?:-[A-Z0-9]{1,8}){1,4}|[A-Z0-9]{8,24})(?![\w/@-]|\.\d)",
    re.ASCII,
)
# Trial registers, gene variants, references of papers and articles, and the like: known to everybody, of nobody.
_PUBLIC = re.compile(
    r"(?:NCT|ISRCTN|EUDRACT|PMID|PMC|DOI|ISO|ICD|SNOMED|LOINC|OMIM|HGVS|UMLS|MESH|CUI|RS|ATC|CAS|EC|GRCH|COVID|SARS"
    r"|ACTRN|DRKS|CHICTR|HP|MONDO|ORPHA|NM|NP|EN|BS|ISBN|ISSN|IL|CD|HLA|TNF|CYP|BRCA|PD|IGG|VITAMIN|OMEGA|OD|BP|HR|RR)"
    r"[-: /]?.*",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"\s?(?:mg|mcg|µg|ug|g|kg|ml|mL|l|L|mmol|mol|units?|iu|IU|%|mmHg|bpm|kcal|kJ|cm|mm|m|copies|cells|/|×"
    r"|x10)(?![A-Za-z])"
)


def _always(_: str) -> bool:
    return True


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (IBAN, iban),
    (CARD, luhn),
    (_RESIDENT, _always),
    (_NHS, nhs),
    (_SSN, _always),
    (_NINO, _always),
    (_UK_PLATE, _always),
    (_ZH_PLATE, _always),
    (_MAC, _always),
    (_ADDRESS_OF_NET, _always),
    (_UUID, _always),
    (_DOTTED, _always),
)


def find_codes(text: str) -> Iterator[Finding]:
    """Numbers by their form and check digits, and codes behind a word that announces them."""
    for pattern, check in _FORMS:
        for match in pattern.finditer(text):
            if check(match.group()):
                yield Finding(match.start(), match.end(), "ID")
    yield from _announced(text)


def find_long_numbers(text: str) -> Iterator[Finding]:
    """Long numbers of no unit, and mixes of letters and digits, that nothing announces."""
    for pattern in (_LONG, _GROUPS, _MIXED):
        for match in pattern.finditer(text):
            if _is_code(match.group()) and not _MEASURES.match(text, match.end()):
                yield Finding(match.start(), match.end(), "ID")


def _announced(text: str) -> Iterator[Finding]:
    for match in _ZH_CUED.finditer(text):
        if any(map(str.isdigit, match["code"])):
            yield Finding(match.start("code"), match.end("code"), "ID")
    at = 0
    while (cued := _CUED.search(text, at)) is not None:
        start, end = cued.span("code")
        code = _first_words(text[start:end])
        if code and _is_announced(cued["label"], code):
            yield Finding(start, start + len(code), "ID")
            at = start + len(code)
        else:
            at = max(cued.start() + 1, cued.end("label") - 1)


def _first_words(code: str) -> str:
    """As much of a code as still looks like one: up to the last part with a digit, no part a plain word."""
    end = 0
    for part in re.finditer(r"[A-Za-z0-9]+", code):
        plain = part.group()
        has_digit = any(map(str.isdigit, plain))
        if not has_digit and not (plain.isupper() and len(plain) <= 4):
            break
        if has_digit:
            end = part.end()
        elif end and part.start() > end and code[end] == " ":
            # Capitals after a blank may begin what follows, unless they are the single check letter of a number.
            if len(plain) > 1:
                break
            end = part.end()
        elif end and len(plain) <= 2:
            end = part.end()
    return code[:end]


_STRONG = re.compile(
    r"no|num|number|nr|id|#|mrn|ssn|nhs|chi|policy|passport|serial|account|acct|plate|ref|licen|insurance|member|record"
    r"|registration|vin|accession|barcode|wristband|ubrn|gmc|npi|dea|nmc|pin",
    re.IGNORECASE,
)


def _is_announced(label: str, code: str) -> bool:
    """Whether a code behind a label is one: long enough, and the longer the weaker the label is."""
    digits = sum(map(str.isdigit, code))
    whole = sum(map(str.isalnum, code))
    strong = re.search(r"(?:no|num|number|nr|id|code|ref(?:erence)?)\b|#|№", label, re.IGNORECASE) is not None
    if re.fullmatch(r"(?:\d{1,2}[-/. ]){2}\d{2,4}|(?:19|20)\d\d(?:[-/.]\d\d?){0,2}", code):
        return False
    if strong:
        return digits >= 3 or (digits >= 2 and whole >= 5)
    return digits >= 4 and whole >= 5 and _STRONG.search(label) is not None


def _is_code(code: str) -> bool:
    """Whether a long number or a mix of letters and digits is likely one person's: no date, no public number."""
    if _PUBLIC.fullmatch(code) or re.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])", code):
        return False
    if re.fullmatch(
        r"(?:\d{1,2}[- ]){2}(?:\d{2}|\d{4})|(?:19|20)\d\d(?:[- ]\d\d?){1,2}|(?:19|20)\d\d-(?:19|20)?\d\d", code
    ):
        return False
    digits = sum(map(str.isdigit, code))
    if code.isdigit():
        return digits >= 7
    return digits >= 6 or (digits >= 4 and any(map(str.isalpha, code)) and len(code) >= 6)
