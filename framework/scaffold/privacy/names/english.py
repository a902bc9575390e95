"""Names of people in Latin script: by the words around them, by lists of names, and by what was found before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding
from scaffold.privacy.names.eponyms import called_after
from scaffold.privacy.names.lexicon import lexicon
from scaffold.privacy.names.tokens import PARTICLES, SUFFIXES, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_LONGEST = 5
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "doctor",
        "prof",
        "professor",
        "sir",
        "dame",
        "madam",
        "lady",
        "lord",
        "rev",
        "reverend",
        "fr",
        "father",
        "sr",
        "sister",
        "br",
        "brother",
        "master",
        "mstr",
        "nurse",
        "midwife",
        "matron",
        "capt",
        "captain",
        "col",
        "sgt",
        "pc",
        "hon",
        "judge",
        "rabbi",
        "imam",
        "sheikh",
        "pastor",
        "herr",
        "frau",
        "madame",
        "mme",
        "monsieur",
        "señor",
        "señora",
        "sra",
        "sri",
        "smt",
        "shri",
        "dott",
        "drs",
        "ing",
        "mlle",
        "messrs",
        "docent",
    ]
)
_HARD = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "dame",
        "rev",
        "herr",
        "frau",
        "mme",
        "señor",
        "señora",
        "mlle",
        "smt",
        "shri",
        "doctor",
        "messrs",
    ]
)
# What is filled in behind these is a name, whatever it looks like.
_FIELDS = re.compile(
    r"(?:^|(?<=[\n\r;|.,(\[{>*\"'=]))[ \t]*[-•]?[ \t]*(?:(?:(?:patient|pt|full|first|last|middle|given|family|maiden|preferred|legal|birth|contact|kin"
    r"|clinician|doctor|consultant|physician|provider|gp|carer|mother|father|guardian|child|baby|client|nok|nurse|author|staff|guarantor"
    r"|subscriber|insured)(?:['’]?s)?[ \t]+)*names?|fore\s?names?|sur\s?names?|name\s+of\s+(?:patient|the\s+patient|next\s+of\s+kin|gp|carer|parent)"
    r"|signed(?:[ \t]+(?:by|off\s+by|electronically(?:\s+by)?))?|signature|electronically\s+signed(?:\s+by)?|e-signed(?:\s+by)?|yours[ \t]+(?:sincerely|faithfully|truly)"
    r"|(?:with[ \t]+)?(?:kind(?:est)?|best|warm(?:est)?)[ \t]+(?:regards|wishes)|regards|sincerely|thanks(?:[ \t]+again)?|thank[ \t]+you|cheers|yours|dear|next\s+of\s+kin|nok|caller|emergency\s+contact|alias|aka|a\.k\.a\.|also\s+known\s+as)"
    r"(?:[ \t]*\((?:[^()\n]{1,25})\))?[ \t]*(?:[:：=]|,?[ \t]*\n|,?[ \t]|-)[ \t]*\n?[ \t]*(?=\w)",
    re.IGNORECASE,
)
# What is filled in behind these may be a name.
_ROLES = re.compile(
    r"(?:^|(?<=[\n\r;|.,(\[{>*\"']))[ \t]*[-•]?[ \t]*(?:patient|pt|client|re|regarding|gp|general\s+practitioner|consultant|doctor|physician|provider|surgeon"
    r"|anaesthetist|assistant|attending|registrar|referr(?:er|ing)(?:[ \t]+(?:gp|doctor|physician|clinician|provider))?|referred[ \t]+by|seen[ \t]+by|reviewed[ \t]+by"
    r"|assessed[ \t]+by|dictated(?:[ \t]+by)?|typed(?:[ \t]+by)?|written[ \t]+by|completed[ \t]+by|reported[ \t]+by|performed[ \t]+by|authori[sz]ed[ \t]+by|verified[ \t]+by|checked[ \t]+by"
    r"|ordered[ \t]+by|accompanied[ \t]+by|informant|historian|carer|guardian|mother|father|parent|wife|husband|spouse|partner|son|daughter|sister|brother"
    r"|author|from|to|cc|c\.c\.|copy(?:[ \t]+to)?|copies[ \t]+to|attn|attention|contact|key[ \t]?worker|care[ \t]?coordinator|named[ \t]+nurse|nurse|midwife|therapist|interpreter"
    r"|social[ \t]+worker|physio(?:therapist)?|pharmacist|team|present|clinician|radiologist|pathologist|operator|requested[ \t]+by|requesting[ \t]+(?:doctor|physician|clinician))"
    r"(?:[ \t]*\([^()\n]{1,25}\))?[ \t]*[:：=][ \t]*",
    re.IGNORECASE,
)
# What closes a letter, and words that say who was spoken or written to.
_CLOSED = re.compile(
    r"(?:\b(?:cc|c\.c\.|signed|per|pp|attn|fao)[ \t]+|\b(?:discuss|spoke|speak|talk|agree|reconcil|check|liais|met|meet|cop(?:y|ied|ies)|repl|letter|refer|hand|report|writ|wrote|seen|review|confer"
    r"|message|call|rang|phone|email)\w*\s+(?:(?!\n)\S+\s+){0,3}?(?:with|w/?|to|by|from|for)[ \t]+)",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;:] )|(?<=[|>] ))[ \t]*(?:\d{1,2}[.)][ \t]+)?(?:(?i:re|patient|pt|name|ref)\b[ \t]*[:.]?[ \t]+)?(?P<name>[^\W\d_])"
)
_ROLE_WORDS = frozenset(
    [
        "bleep",
        "pager",
        "ext",
        "consultant",
        "registrar",
        "specialist",
        "physiotherapist",
        "optometrist",
        "optician",
        "pharmacist",
        "dietitian",
        "dietician",
        "nurse",
        "midwife",
        "surgeon",
        "physician",
        "cardiologist",
        "neurologist",
        "dermatologist",
        "radiologist",
        "pathologist",
        "psychiatrist",
        "psychologist",
        "oncologist",
        "urologist",
        "paediatrician",
        "secretary",
        "gp",
        "sho",
        "fy1",
        "fy2",
        "st1",
        "st2",
        "st3",
        "st4",
        "st5",
        "ct1",
        "ct2",
        "np",
        "pa",
        "rn",
        "hca",
        "dob",
        "nhs",
        "mrn",
        "id",
        "hospital",
        "chi",
        "aged",
        "age",
        "tel",
        "phone",
        "email",
        "male",
        "female",
        "born",
        "date",
        "ward",
        "clinic",
        "practitioner",
        "therapist",
        "technician",
        "paramedic",
        "sister",
        "charge",
        "staff",
        "senior",
        "clinical",
        "lead",
        "locum",
    ]
)
_AFTER_HEADING = re.compile(
    r"\s?(?:[,|(/;–-]|,?[ \t]+(?=dob|d\.o\.b|nhs|mrn|id\b|born|chi\b|aged))[ \t|(]*(?:(?:dob|d\.o\.b\.?|born|nhs|mrn|chi|id|hospital|hosp|aged?|tel|phone|mobile|email|date\s+of\s+birth"
    r"|bleep|pager|ext|consultant|registrar|specialist|physio\w*|optometrist|optician|pharmacist|dieti[ct]ian|(?:staff|charge|practice|specialist|research|clinical|district)?[ \t]?nurse"
    r"|midwife|surgeon|physician|\w+ologist|psychiatrist|paediatrician|secretary|gp|sho|locum|therapist|technician|paramedic|male|female)\b|flat\s\d|p\.?o\.?\s?box"
    r"|[\w.+-]+@|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s\d|\+?\(?\d[\d\w./ ()-]{1,})",
    re.IGNORECASE,
)
# Words before a name inside of a sentence.
_KIN = frozenset(
    [
        "daughter",
        "son",
        "wife",
        "husband",
        "mother",
        "father",
        "sister",
        "brother",
        "partner",
        "spouse",
        "fiancé",
        "fiancée",
        "fiance",
        "fiancee",
        "niece",
        "nephew",
        "aunt",
        "uncle",
        "cousin",
        "grandson",
        "granddaughter",
        "grandmother",
        "grandfather",
        "grandma",
        "grandpa",
        "granny",
        "stepson",
        "stepdaughter",
        "stepmother",
        "stepfather",
        "carer",
        "caregiver",
        "neighbour",
        "neighbor",
        "friend",
        "girlfriend",
        "boyfriend",
        "twin",
        "sibling",
        "mum",
        "mom",
        "dad",
        "flatmate",
        "landlord",
        "colleague",
    ]
)
_STAFF = frozenset(
    [
        "patient",
        "consultant",
        "registrar",
        "surgeon",
        "physician",
        "gp",
        "nurse",
        "physiotherapist",
        "physio",
        "therapist",
        "pharmacist",
        "midwife",
        "dietitian",
        "dietician",
        "psychologist",
        "psychiatrist",
        "cardiologist",
        "neurologist",
        "oncologist",
        "radiologist",
        "pathologist",
        "paediatrician",
        "pediatrician",
        "dermatologist",
        "urologist",
        "haematologist",
        "hematologist",
        "rheumatologist",
        "nephrologist",
        "gastroenterologist",
        "endocrinologist",
        "ophthalmologist",
        "anaesthetist",
        "anesthesiologist",
        "geriatrician",
        "gynaecologist",
        "obstetrician",
        "practitioner",
        "paramedic",
        "dentist",
        "optician",
        "secretary",
        "receptionist",
        "interpreter",
        "coordinator",
        "counsellor",
        "chaplain",
        "solicitor",
        "teacher",
        "worker",
        "intern",
        "resident",
        "fellow",
        "trainee",
        "hca",
        "sho",
        "fy1",
        "st3",
        "np",
        "pa",
        "rn",
    ]
)
_BY = frozenset(["by"])
_CALLED = frozenset(["called", "named", "nicknamed", "née", "nee", "alias", "surname", "surnamed", "forename"])
_MET = frozenset(
    [
        "with",
        "under",
        "told",
        "informed",
        "phoned",
        "rang",
        "contacted",
        "met",
        "asked",
        "spoke",
        "thanks",
        "from",
        "per",
        "via",
        "to",
        "and",
        "for",
        "saw",
    ]
)
_AFTER_NAME = re.compile(
    r"['’]?s?,?\s*(?:\(?(?:MD|MBBS|MB\s?ChB|MB\s?BS|MRCP|MRCS|MRCGP|FRCP|FRCS|FRCR|FRCPath|FRCA|FACS|FACP|DO|PhD|RN|RGN|RMN|NP|PA-C|PA|BSN|LCSW|DPT|PharmD|RPh|RM|CNM|DDS"
    r"|DMD|OT|PT)\b"
    r"|\((?:his|her|the|their|patient['’]s)?\s?(?:daughter|son|wife|husband|mother|father|sister|brother|partner|carer|neighbour|friend|nok|next\s+of\s+kin|gp|patient|niece|nephew"
    r"|consultant|nurse|registrar|dob|d\.o\.b|born|aged?\s+\d|nhs|mrn|hospital|chi|\d{2}\s?(?:y|M\b|F\b|,))"
    r"|,?\s*(?:dob|d\.o\.b|date\s+of\s+birth|nhs|mrn|chi\s+number|hospital\s+number)\b"
    r"|,?\s+(?:is\s+|was\s+)?(?:a|an)\s+(?:very\s+)?(?:\w+\s+)?(?:\d{1,3}|\w+)[- ]year[- ]old|,\s*(?:aged\s+)?\d{1,3}\s*(?:,|years|y/?o|yo\b|M\b|F\b)"
    r"|,\s*(?:consultant|registrar|staff\s+nurse|specialist|physiotherapist|general\s+practitioner|gp|ward\s+sister|clinical\s+nurse|secretary|his|her|their|the\s+patient['’]s)\b)",
    re.IGNORECASE,
)
_PERSON_DOES = frozenset(
    [
        "limps",
        "coughs",
        "gets",
        "sees",
        "washes",
        "shuffles",
        "sits",
        "likes",
        "cannot",
        "keeps",
        "finds",
        "wakes",
        "woke",
        "fell",
        "noticed",
        "notices",
        "lost",
        "sleeps",
        "eats",
        "went",
        "gave",
        "looks",
        "seems",
        "appears",
        "turns",
        "needs",
        "wanted",
        "needed",
        "tells",
        "told",
        "moved",
        "runs",
        "coped",
        "copes",
        "manages",
        "managed",
        "struggles",
        "struggled",
        "became",
        "uses",
        "used",
        "breathes",
        "vomits",
        "itches",
        "weighs",
        "weighed",
        "gained",
        "grew",
        "hears",
        "heard",
        "hurt",
        "hurts",
        "cries",
        "wheezes",
        "bleeds",
        "bled",
        "fainted",
        "collapsed",
        "tripped",
        "slipped",
        "wrote",
        "writes",
        "sends",
        "sent",
        "rings",
        "phones",
        "emailed",
        "consents",
        "does",
        "did",
        "stopped",
        "started",
        "stops",
        "starts",
        "goes",
        "comes",
        "gave",
        "gives",
        "ate",
        "drank",
        "attended",
        "attends",
        "presented",
        "presents",
        "reports",
        "reported",
        "denies",
        "denied",
        "complains",
        "complained",
        "called",
        "rang",
        "phoned",
        "telephoned",
        "states",
        "stated",
        "says",
        "said",
        "feels",
        "felt",
        "lives",
        "asked",
        "asks",
        "agreed",
        "agrees",
        "wishes",
        "wants",
        "was",
        "is",
        "has",
        "had",
        "who",
        "came",
        "arrived",
        "returned",
        "remains",
        "underwent",
        "tolerated",
        "described",
        "describes",
        "mentioned",
        "explained",
        "thinks",
        "works",
        "smokes",
        "drinks",
        "walks",
        "takes",
        "took",
        "visited",
        "consented",
        "declined",
        "refused",
        "will",
        "would",
        "did",
        "does",
        "developed",
        "suffered",
        "suffers",
        "confirmed",
        "accompanied",
        "brought",
        "requested",
        "signed",
        "dictated",
        "reviewed",
        "saw",
        "examined",
        "assessed",
        "advised",
        "prescribed",
        "recommended",
        "performed",
        "operated",
    ]
)
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
    ]
)


class EnglishNames:
    """Looks for the names of one text.

    :param known: words in lower case that are known to be names of people in this text.
    """

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._lexicon = lexicon()
        self._safe = called_after(text, self._tokens)
        self._names: dict[int, int] = {}
        self._seeds = {word for word in known if len(word) > 1}

    def findings(self) -> Iterator[Finding]:
        """Every name, as long as it is written."""
        if self._tokens:
            self._behind_fields()
            for index in range(len(self._tokens)):
                self._look(index)
            self._again()
        for first, last in sorted(self._names.items()):
            yield Finding(self._tokens[first].start, self._tokens[last].end, "NAME")

    @property
    def words(self) -> set[str]:
        """What the names are made of, in lower case."""
        parts = {self._tokens[i].plain for first, last in self._names.items() for i in range(first, last + 1)}
        return {
            part for part in parts if len(part) > 1 and part not in PARTICLES and part not in SUFFIXES
        } | self._seeds

    def _behind_fields(self) -> None:
        starts = {token.start: index for index, token in enumerate(self._tokens)}
        for match in _FIELDS.finditer(self._text):
            index = starts.get(match.end())
            if index is not None and self._tokens[index].plain not in _TITLES and index not in self._safe:
                strong = any(mark in match.group() for mark in ":=：") or self._closes(index)
                self._take(index, everything=strong, comma=True)
        for match in _CLOSED.finditer(self._text):
            index = starts.get(match.end())
            if index is not None and self._closes(index) and self._tokens[index].plain not in _TITLES:
                self._take(index, everything=True)
        for match in _LINE.finditer(self._text):
            index = starts.get(match.start("name"))
            if index is not None:
                self._heading(index)
        for match in _ROLES.finditer(self._text):
            index = starts.get(match.end())
            if index is not None and self._plausible(index):
                self._take(index, comma=True)

    def _closes(self, index: int) -> bool:
        """Whether words with capitals from here on are all that is left of their line or sentence."""
        last = index
        while (
            last + 1 < len(self._tokens)
            and self._tokens[last + 1].joined
            and self._tokens[last + 1].start - self._tokens[last].end < 3
        ):
            last += 1
        words = self._tokens[index : last + 1]
        ends = re.match(r"['’]?s?\.?[ \t]*(?:$|\n|[,;|()]|\.)", self._text[words[-1].end : words[-1].end + 6])
        named = all(word.capital or word.plain in PARTICLES or word.plain in ("ap", "te") for word in words)
        return bool(ends) and named and len(words) <= _LONGEST and not _is_function(words[0].plain)

    def _heading(self, index: int) -> None:
        """A line that begins with a name, and goes on with a date, a number or a role."""
        first, last = index, index
        comma = False
        while last + 1 < len(self._tokens) and last - first < _LONGEST:
            gap = self._text[self._tokens[last].end : self._tokens[last + 1].start]
            turns = (
                gap == ", "
                and not comma
                and self._tokens[last].capital
                and self._tokens[last + 1].plain not in _ROLE_WORDS
            )
            if not (self._tokens[last + 1].joined or turns) or not self._in_heading(last + 1):
                break
            if turns and not (self._tokens[first].shouted or self._tokens[last + 1].known):
                break
            comma = comma or turns
            last += 1
        tokens = self._tokens[first : last + 1]
        if not self._in_heading(first) or not _AFTER_HEADING.match(self._text, tokens[-1].end):
            return
        known = any(token.known for token in tokens)
        if (
            any(token.sure for token in tokens)
            or (known and not tokens[0].everyday)
            or (
                len(tokens) > 1
                and not any(
                    token.plain in self._lexicon.common or token.plain in self._lexicon.heads for token in tokens
                )
            )
        ):
            self._names[first] = last

    def _in_heading(self, index: int) -> bool:
        token = self._tokens[index]
        if index in self._safe or _is_function(token.plain) or token.plain in _TITLES or token.plain in _MONTHS:
            return token.plain == "may" and index not in self._safe
        plain = token.capital or token.plain in PARTICLES
        return plain and (token.known or token.plain not in self._lexicon.common) and token.plain not in _ROLE_WORDS

    def _plausible(self, index: int) -> bool:
        """Whether what stands in a field could be a name: a known one, or two words with capitals that are no words."""
        token = self._tokens[index]
        if index in self._safe or not token.capital:
            return False
        if token.sure or (token.known and self._follows(index + 1)):
            return True
        return not token.everyday and not token.shouted and self._follows(index + 1)

    def _follows(self, index: int) -> bool:
        """Whether the name goes on with this word."""
        if index >= len(self._tokens):
            return False
        token = self._tokens[index]
        return token.joined and self._may_stand(index) and index not in self._safe

    def _may_stand(self, index: int) -> bool:
        token = self._tokens[index]
        if token.plain in _MONTHS and re.match(r"\s+\d", self._text[token.end : token.end + 6]):
            return False
        return token.initial or (token.capital and (token.known or not token.everyday))

    def _look(self, index: int) -> None:
        token = self._tokens[index]
        if token.plain in _TITLES:
            self._titled(index)
        if index in self._safe or token.plain in _TITLES or not (token.capital or token.sure):
            return
        if self._announced(index) or self._listed(index) or self._described(index):
            self._take(self._begins(index))

    def _titled(self, index: int) -> None:
        """A title, and behind it a name; two titles with "and" between them share it."""
        title = self._tokens[index]
        at = index + 1
        text = self._text
        while at < len(self._tokens) and (self._tokens[at].plain in _TITLES or self._tokens[at].plain in ("and", "or")):
            if not re.fullmatch(r"\.?[ \t&/]*", text[self._tokens[at - 1].end : self._tokens[at].start]):
                return
            at += 1
        if at >= len(self._tokens) or not re.fullmatch(
            r"\.?[ \t\u00a0]{0,2}&?[ \t]?", text[self._tokens[at - 1].end : self._tokens[at].start]
        ):
            return
        token = self._tokens[at]
        hard = title.plain in _HARD and token.plain not in self._lexicon.common - {
            "porter",
            "green",
            "king",
            "prince",
            "hall",
            "park",
            "bridge",
            "may",
        }
        if (
            hard
            and (token.capital or token.known or (not title.capital and not token.everyday))
            and not _is_function(token.plain)
            and token.plain not in _MONTHS
        ):
            self._take(at, everything=True)
        elif title.capital and token.capital and not token.everyday and at not in self._safe:
            self._take(at)

    def _announced(self, index: int) -> bool:
        """Whether the words before say that a person follows."""
        token = self._tokens[index]
        if index == 0 or not token.capital:
            return False
        gap = self._text[self._tokens[index - 1].end : token.start]
        before = self._tokens[index - 1]
        if before.plain in ("is", "was") and index > 1 and re.fullmatch(r"\s+", gap):
            before = self._tokens[index - 2]
            if before.plain == "name":
                return not token.everyday
            return before.plain in _KIN and (token.known or self._follows(index + 1)) and not token.everyday
        if not re.fullmatch(r"\s{1,2}|,\s|\s?\(|:\s|\s['\"“‘]", gap):
            return False
        if before.plain in _CALLED:
            return not token.everyday and not token.shouted
        if before.plain in _KIN or before.plain in _BY:
            return (token.known or not token.everyday) and not token.shouted and not self._is_house(index)
        if before.plain in _STAFF:
            plain = not token.everyday and not token.first and not token.shouted
            return (token.known and not token.first) or (plain and self._follows(index + 1))
        if before.plain in _MET:
            return (token.known or not token.everyday) and self._follows(index + 1) and not self._is_house(index)
        return False

    def _listed(self, index: int) -> bool:
        """Whether the lists of names say so."""
        token, names = self._tokens[index], self._lexicon
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) and self._tokens[index + 1].joined else None
        if token.initial:
            return self._initials(index)
        if self._is_house(index) or (after and after.plain in names.organisation and after.plain not in names.surnames):
            return False
        if not token.capital:
            return bool(after) and token.plain in names.given and after.plain in names.surnames and after.sure
        if token.sure:
            return not (token.shouted and len(token.plain) < 4 and not (after and after.known))
        return self._pair(index)

    def _pair(self, index: int) -> bool:
        """An everyday word that is a given name, and a family name behind it; or one before a comma."""
        token, names = self._tokens[index], self._lexicon
        if not self._follows(index + 1) or self._tokens[index + 1].initial:
            return self._reversed(index)
        after = self._tokens[index + 1]
        if token.plain not in names.given or _is_function(token.plain):
            return False
        if after.sure:
            return True
        both = after.plain in names.surnames and after.plain not in names.organisation and not _is_function(after.plain)
        return (
            both
            and not token.shouted
            and after.plain not in names.heads
            and not (token.first and token.plain in names.common)
        )

    def _reversed(self, index: int) -> bool:
        """`Young, Mary` and `Young M.`"""
        token = self._tokens[index]
        if token.plain not in self._lexicon.surnames or index + 1 >= len(self._tokens) or _is_function(token.plain):
            return False
        after = self._tokens[index + 1]
        gap = self._text[token.end : after.start]
        if gap == ", " and after.capital and after.plain in self._lexicon.given and after.sure:
            return not token.first or token.shouted
        return False

    def _initials(self, index: int) -> bool:
        """One or two initials before a family name."""
        at = index
        dotted = False
        while at < len(self._tokens) and self._tokens[at].initial and at - index < 3:
            dotted = dotted or self._text[self._tokens[at].end : self._tokens[at].end + 1] == "."
            at += 1
        if at >= len(self._tokens) or not self._tokens[at].joined or at in self._safe:
            return False
        token = self._tokens[at]
        if not token.capital or _is_function(token.plain) or token.plain in _MONTHS:
            return False
        if token.sure and not token.shouted:
            return self._tokens[index].plain not in ("a", "i") or dotted or not self._tokens[index].first
        after_number = re.search(
            r"\d\s?$|/$", self._text[max(0, self._tokens[index].start - 2) : self._tokens[index].start]
        )
        return dotted and not after_number and (token.known or not token.everyday) and not self._is_house(at)

    def _described(self, index: int) -> bool:
        """Whether two unknown words with capitals are spoken of as a person."""
        token = self._tokens[index]
        if token.everyday or token.shouted or token.initial or not self._follows(index + 1) or self._is_house(index):
            return False
        last = self._end(index)
        if any(
            self._tokens[i].shouted or self._tokens[i].plain in self._lexicon.eponyms for i in range(index, last + 1)
        ):
            return False
        if _AFTER_NAME.match(self._text, self._tokens[last].end):
            return True
        after = self._tokens[last + 1] if last + 1 < len(self._tokens) else None
        return bool(after) and after.joined and after.plain in _PERSON_DOES and not token.first

    def _is_house(self, index: int) -> bool:
        """Whether the words from here on are the name of a hospital, a street or the like."""
        for at in range(index, min(index + 4, len(self._tokens))):
            token = self._tokens[at]
            if at > index and not (
                token.joined or self._text[self._tokens[at - 1].end : token.start] in ("'s ", "’s ")
            ):
                return False
            if at > index and token.capital and token.plain in self._lexicon.organisation:
                return token.plain not in self._lexicon.surnames or at > index + 1
            if not (token.capital or token.plain in PARTICLES or token.plain in ("and", "of", "the")):
                return False
        return False

    def _begins(self, index: int) -> int:
        """The first word of the name that `index` is in: given names and initials before it, known or not."""
        while index > 0 and self._tokens[index].joined and index - 1 not in self._safe:
            before = self._tokens[index - 1]
            goes_on = before.capital and not (before.everyday or _is_function(before.plain) or before.plain in _TITLES)
            particle = before.plain in PARTICLES and index > 1 and self._tokens[index - 1].joined and not before.first
            unknown = goes_on and (before.known or before.initial or not before.first)
            known_first = unknown and not (before.first and before.plain in self._lexicon.ambiguous)
            if before.shouted and not self._tokens[index].shouted:
                known_first = known_first and before.known
            if not (known_first or (particle and self._tokens[index - 2].capital)):
                return index
            index -= 1
        return index

    def _end(self, index: int, *, everything: bool = False) -> int:
        """The last word of the name that begins at `index`."""
        last = index
        while last + 1 < len(self._tokens) and last - index < _LONGEST:
            token = self._tokens[last + 1]
            if not token.joined or self._tokens[last].owns or last + 1 in self._safe:
                break
            if token.plain in SUFFIXES and token.capital:
                return last + 1
            if token.plain in PARTICLES and self._particle(last + 1):
                last += 1
                continue
            if token.initial and not re.match(
                r"\.?(?:\s+[A-Z]|[,;:)\n.]|$|\s+\()", self._text[token.end : token.end + 4]
            ):
                break
            if not self._may_stand(last + 1) or (token.shouted and not self._tokens[index].shouted and not token.known):
                break
            if (
                not token.initial
                and not token.sure
                and token.plain in self._lexicon.common
                and last > index
                and not everything
            ):
                break
            last += 1
        return last

    def _particle(self, index: int) -> bool:
        """Whether a small word inside of a name leads on to a further part of it."""
        after = index + 1
        while after < len(self._tokens) and self._tokens[after].joined and self._tokens[after].plain in PARTICLES:
            after += 1
        return (
            after < len(self._tokens)
            and self._tokens[after].joined
            and self._tokens[after].capital
            and self._may_stand(after)
        )

    def _take(self, index: int, *, everything: bool = False, comma: bool = False) -> None:
        """The words from `index` on are a name."""
        token = self._tokens[index]
        if not (token.capital or token.known or everything):
            return
        if not everything and not token.initial and token.everyday:
            return
        if everything and (_is_function(token.plain) or (token.plain in self._lexicon.common and not token.known)):
            return
        last = self._end(index, everything=everything)
        if comma and last + 1 < len(self._tokens):
            after = self._tokens[last + 1]
            if (
                self._text[self._tokens[last].end : after.start] == ", "
                and self._may_stand(last + 1)
                and not _is_function(after.plain)
            ):
                if after.plain not in _TITLES and (after.known or after.initial):
                    last = self._end(last + 1)
        self._names[index] = max(last, self._names.get(index, index))

    def _again(self) -> None:
        """What was found once is found wherever it stands, alone, with capitals, or in lower case if it is no word."""
        words = self.words
        taken = {i for first, last in self._names.items() for i in range(first, last + 1)}
        for index, token in enumerate(self._tokens):
            if index in taken or index in self._safe:
                continue
            if (token.plain in words and self._is_again(index)) or (
                "-" in token.plain and token.capital and words & set(token.plain.split("-")) and not token.everyday
            ):
                self._names[index] = index

    def _is_again(self, index: int) -> bool:
        token, names = self._tokens[index], self._lexicon
        word = token.plain
        weak = word in names.ambiguous or word in names.common or word in names.heads or word in names.eponyms
        if not weak:
            return token.capital or (len(word) > 3)
        if not token.capital or _is_function(word) or word in _MONTHS or self._is_house(index):
            return False
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        does = after is not None and after.joined and after.plain in _PERSON_DOES
        return token.owns or does or (token.shouted and len(word) > 3) or not (token.first or token.shouted)


_FUNCTION = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "without",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "their",
        "its",
        "our",
        "your",
        "my",
        "this",
        "that",
        "these",
        "those",
        "not",
        "no",
        "nor",
        "as",
        "if",
        "so",
        "than",
        "then",
        "there",
        "when",
        "where",
        "who",
        "whom",
        "which",
        "what",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "do",
        "does",
        "did",
        "am",
        "me",
        "him",
        "them",
        "us",
        "per",
        "via",
        "yes",
        "both",
        "all",
        "any",
        "each",
        "other",
        "patient",
        "clinic",
        "hospital",
        "ward",
    ]
) - {"may", "will"}


def _is_function(word: str) -> bool:
    return word in _FUNCTION


def english_names(text: str, known: Sequence[str] = ()) -> tuple[list[Finding], set[str]]:
    """Names of people in Latin script, and the words they are made of."""
    names = EnglishNames(text, known)
    return list(names.findings()), names.words
