"""Telephone numbers, e-mail addresses and addresses of the web."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
PHONE = re.compile(
    r"(?<![\w.,-])(?:"
    r"\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}"
    r"|\(?0[1-9]\d{1,3}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}"
    r"|\(\d{3}\) ?\d{3}[ .-]?\d{4}|\d{3}[.-]\d{3}[.-]\d{4}"
    r"|1[3-9]\d{9})(?![\w-]|[.,]\d)",
    re.ASCII,
)
_URL = re.compile(
    r"(?<![\w@.])(?:(?:https?|ftp|sftp)://[^\s<>\"'）)\]，。；、\u4e00-\u9fff]+"
    r"|www\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"'）)\]，。；、\u4e00-\u9fff]*)?"
    r"|(?<![a-z0-9-])(?:[a-z0-9-]{1,63}\.){1,6}(?:com|org|net|edu|gov|info|health|care|io|co\.uk|org\.uk|ac\.uk"
    r"|nhs\.uk|gov\.uk|com\.cn"
    r"|org\.cn|gov\.cn|cn|de|fr|es|it|eu|ca|au|nz|ie|test|example|invalid)(?![\w.-]*@|\w)"
    r"(?:/[^\s<>\"'）)\]，。；、\u4e00-\u9fff]*)?)",
    re.ASCII | re.IGNORECASE,
)
_MORE = re.compile(
    r"(?<![\w.,/-])(?:"
    # UK and European groups, Chinese landlines and mobiles in groups, North America with blanks
    r"\(?0\d{2,5}\)?(?:[ .-]?\d{2,5}){1,4}"
    r"|0\d(?:[ .-]\d{2}){4}|0\d{2,3}[ -]\d{7,8}|[2-9]\d{2}-\d{4}"
    r"|\(?\+\d{1,3}\)?(?:[ .-]?\(?\d{1,5}\)?){2,6}"
    r"|00\d{2}(?:[ .-]?\d{2,5}){2,5}"
    r"|(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}"
    r"|1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|400[ -]?\d{3}[ -]?\d{4})(?:\s?(?:ext\.?|extension|x|转|分机)\s?\d{1,6})?(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"[2-9]\d{2}-\d{4}", re.ASCII)
_CUED = re.compile(
    r"(?:\b(?:tel(?:ephone)?|phone|mobile|mob|cell(?:phone)?|fax|facsimile|landline|pager|bleep|beep|whatsapp|contact"
    r" (?:no|number)|call(?:ed|back)?(?: (?:him|her|them|us|me|back))?|ring|rang|text(?:ed)?|dial|switchboard"
    r"|hotline|ext"
    r"|extension)\b\.?(?:\s?(?:no|number|nos)\b\.?)?(?:\s?\((?:home|work|mobile|h|w|m|day|night|office)\))?"
    r"(?:\s(?:is|on|at|to|him|her|them|via|was))*"
    r"|电话(?:号码)?|手机(?:号码?)?|传真|座机|联系方式|热线|分机|致电|拨打|微信)\s*[:：#=]?\s*(?:是|为)?\s*"
    r"(?P<number>[(+（]?\d[\d ().（）/-]{1,22}\d(?:\s?(?:ext\.?|extension|x|转|分机)\s?\d{1,6})?)(?![\d/])",
    re.IGNORECASE,
)
_TIME_LIKE = re.compile(r"\(?(19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|\d\d?[-./ ]\d\d?[-./ ](?:19|20)\d\d|\d\d?[./-]\d\d?")


def is_phone(number: str) -> bool:
    """Whether the number of digits is that of a telephone number (ITU-T E.164), and it is no date."""
    digits = sum(char.isdigit() for char in number)
    return 8 <= digits <= 15 and not re.fullmatch(r"\(?(19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?", number)


def find_emails(text: str) -> Iterator[Finding]:
    """E-mail addresses, also where a blank stands around the sign."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Finding(match.start(), match.end(), "EMAIL")
        for match in re.finditer(r"(?<![\w.+-])[\w.+-]{2,64}\s?[@＠]\s?[\w-]{2,}(?:\.[\w-]{2,})+", text, re.ASCII):
            yield Finding(match.start(), match.end(), "EMAIL")


def find_urls(text: str) -> Iterator[Finding]:
    """Addresses of the web, with or without the protocol."""
    for match in _URL.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?"))
        yield Finding(match.start(), end, "URL")


def find_phones(text: str) -> Iterator[Finding]:
    """Telephone and fax numbers: by their form, and shorter ones behind a word that announces them."""
    for pattern in (PHONE, _MORE):
        for match in pattern.finditer(text):
            if is_phone(match.group()) or _LOCAL.fullmatch(match.group()):
                yield Finding(*_trimmed(text, *match.span()), "PHONE")
    for match in _CUED.finditer(text):
        number = match["number"]
        if 4 <= sum(map(str.isdigit, number)) <= 16 and not _TIME_LIKE.fullmatch(number.strip()):
            yield Finding(*_trimmed(text, *match.span("number")), "PHONE")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a bracket that is opened or closed only."""
    piece = text[start:end]
    if piece[0] in "(（" and not any(char in piece for char in ")）"):
        start += 1
    if piece[-1] in ")）" and not any(char in piece for char in "(（"):
        end -= 1
    return start, end
