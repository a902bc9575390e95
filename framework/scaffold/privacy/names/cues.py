"""What stands before and behind names: fields, closings of letters, roles."""

from __future__ import annotations

import re

from scaffold.privacy.names.lexicon import words

_EDGE = r"(?:^|(?<=[\n\r;|.,(\[{>*\"'=]))[ \t]*[-•]?[ \t]*"
_NOTE = r"(?:[ \t]*\([^()\n]{1,25}\))?"
_OF_WHOM = (
    "patient|pt|full|first|last|middle|given|family|maiden|preferred|legal|birth|contact|kin|clinician|doctor"
    "|consultant"
    "|physician|provider|gp|carer|mother|father|guardian|child|baby|client|nok|nurse|author|staff|guarantor"
    "|subscriber|insured"
)
FIELDS = re.compile(
    rf"{_EDGE}(?:(?:(?:{_OF_WHOM})(?:['’]?s)?[ \t]+){{0,3}}names?|fore\s?names?|sur\s?names?"
    r"|name\s+of\s+(?:the\s+)?(?:patient|next\s+of\s+kin|gp|carer|parent)"
    r"|signed(?:[ \t]+(?:by|off\s+by|electronically(?:\s+by)?))?|signature|(?:electronically\s+|e-)signed(?:\s+by)?"
    r"|yours[ \t]+(?:sincerely|faithfully|truly)|(?:with[ \t]+)?(?:kind(?:est)?|best|warm(?:est)?)[ "
    r"\t]+(?:regards|wishes)"
    r"|regards|sincerely|(?:with[ \t]+|many[ \t]+)?thanks(?:[ \t]+again)?|thank[ \t]+you|cheers|yours|dear"
    r"|next\s+of\s+kin|nok"
    r"|caller|emergency\s+contact|alias|aka|a\.k\.a\.|also\s+known\s+as)"
    rf"{_NOTE}[ \t]*(?:[:：=]|,?[ \t]*\n|,?[ \t]|-)[ \t]*\n?[ \t]*(?=\w)",
    re.IGNORECASE,
)
"""What is filled in behind these is a name, whatever it looks like."""

ROLES = re.compile(
    rf"{_EDGE}(?:patient|pt|client|re|regarding|gp|general\s+practitioner|consultant|doctor|physician|provider|surgeon"
    r"|anaesthetist|assistant|attending|registrar|referr(?:er|ing)(?:[ \t]+(?:gp|doctor|physician|clinician|provider))?"
    r"|(?:referred|seen|reviewed|assessed|dictated|typed|written|completed|reported|performed|authori[sz]ed"
    r"|verified|checked"
    r"|ordered|accompanied|requested)(?:[ \t]+by)?|informant|historian|carer|guardian|mother|father|parent|wife|husband"
    r"|spouse|partner|son|daughter|sister|brother|author|from|to|cc|c\.c\.|cop(?:y|ies)(?:[ \t]+to)?|attn"
    r"|attention|contact"
    r"|key[ \t]?worker|care[ \t]?coordinator|(?:named[ \t]+)?nurse|midwife|therapist|interpreter|social[ \t]+worker"
    r"|physio(?:therapist)?|pharmacist|team|present|clinician|radiologist|pathologist|operator"
    rf"|requesting[ \t]+(?:doctor|physician|clinician)){_NOTE}[ \t]*[:：=][ \t]*",
    re.IGNORECASE,
)
"""What is filled in behind these may be a name."""

CLOSED = re.compile(
    r"(?:\b(?:cc|c\.c\.|signed|per|pp|attn|fao)[ \t]+"
    r"|\b(?:discuss|spoke|speak|talk|agree|reconcil|check|liais|met|meet|cop(?:y|ied|ies)|repl|letter|refer|hand"
    r"|writ|wrote|seen|review|confer|message|call|rang|phone|email|triage|arrange|cover|dictat|typed|sign(?!s|al|if))\w*\s+"
    r"(?:(?!\n)\S+\s+){0,3}?(?:with|w/?|to|by|from|for|about)[ \t]+)",
    re.IGNORECASE,
)
"""Whom something is done with, or copied to."""

CALLED = re.compile(
    r"\b(?:calls?|called)[ \t](?:her|him|them)(?:sel(?:f|ves))?[ \t]"
    r"|\b(?:she|he|they)[ \t](?:is|are|was)[ \t](?:(?:also|better|usually|always)[ \t])?"
    r"(?:known|referred[ \t]to)[ \t](?:\w+[ \t]){0,3}?as[ \t]"
    r"|\b(?:goes|going)[ \t]by[ \t]"
    r"|\b(?:prefers|likes|wishes)[ \t](?:to[ \t]be[ \t](?:called|known[ \t]as)|the[ \t]name)[ \t]"
    r"|\b(?:name|names)[ \t](?:is|are|was|were)[ \t]",
    re.IGNORECASE,
)
"""What somebody is called stands behind these."""

LINE = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;:] )|(?<=[|>] ))[ \t]*(?:\d{1,2}[.)][ \t]+)?"
    r"(?:(?i:re|patient|pt|name|ref)\b[ \t]*[:.]?[ \t]+)?(?P<name>[^\W\d_])"
)
"""Where a line or a sentence begins that a name may head."""

TURNED = re.compile(
    r"(?m)^[ \t]*(?:(?i:re|patient|pt|name)[ \t]*:?[ \t]+)?(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ'’-]+(?:[ ][A-ZÀ-Þ'’-]{2,}){0,2})"
    r",[ ](?P<given>[A-ZÀ-Þ][a-zß-ÿ'’]+)(?:[ -][A-ZÀ-Þ][a-zß-ÿ'’]*\.?){0,2}[ \t]*"
    r"(?=[,;|(/\d]|$|(?i:dob|d\.o\.b|born|nhs|mrn|aged?)\b)"
)
"""A family name in capitals, a comma and given names at the head of a line."""

ROLE_BEHIND = re.compile(
    r"\s?[,(/;–-][ \t(]*(?:(?:staff|charge|practice|specialist|research|clinical|district|ward|senior|lead)?[ \t]?"
    r"(?:bleep|pager|ext|consultant|registrar|physio\w*|optometrist|optician|pharmacist|dieti[ct]ian|nurse"
    r"|midwife|surgeon"
    r"|physician|\w+ologist|psychiatrist|paediatrician|secretary|gp|sho|locum|therapist|technician|paramedic"
    r"|sister))\b",
    re.IGNORECASE,
)
"""What somebody is, behind the name."""

DATA_BEHIND = re.compile(
    r"\s?(?:[,|(/;–-]|,?[ \t]+(?=dob|d\.o\.b|nhs|mrn|id\b|born|chi\b|aged))[ \t|(]*"
    r"(?:(?:dob|d\.o\.b\.?|born|nhs|mrn|chi|id|hospital|hosp|aged?|tel|phone|mobile|email|date\s+of\s+birth|male"
    r"|female)\b"
    r"|flat\s\d|p\.?o\.?\s?box|[\w.+-]+@|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s\d"
    r"|\+?\(?\d[\d\w./ ()-]+)",
    re.IGNORECASE,
)
"""What is noted about somebody, behind the name."""

AFTER_NAME = re.compile(
    r"['’]?s?,?\s*(?:\(?(?:MD|MBBS|MB\s?ChB|MB\s?BS|MRCP|MRCS|MRCGP|FRCP|FRCS|FRCR|FRCPath|FRCA|FACS|FACP|DO|PhD"
    r"|RN|RGN|RMN"
    r"|NP|PA-C|PA|BSN|LCSW|DPT|PharmD|RPh|RM|CNM|DDS|DMD|OT|PT)\b"
    r"|\((?:his|her|the|their|patient['’]s)?\s?(?:daughter|son|wife|husband|mother|father|sister|brother|partner|carer"
    r"|neighbour|friend|nok|next\s+of\s+kin|gp|patient|niece|nephew|consultant|nurse|registrar|dob|d\.o\.b|born"
    r"|aged?\s+\d"
    r"|nhs|mrn|hospital|chi|\d{2}\s?(?:y|M\b|F\b|,|\)))|,?\s*(?:dob|d\.o\.b|date\s+of\s+birth|nhs|mrn"
    r"|hospital\s+number)\b"
    r"|,?\s+(?:is\s+|was\s+)?(?:a|an)\s+(?:very\s+)?(?:\w+\s+)?(?:\d{1,3}|\w+)[- ]year[- ]old"
    r"|,\s*(?:aged\s+)?\d{1,3}\s*(?:,|years|y/?o|yo\b|M\b|F\b)"
    r"|,\s*(?:specialist|general\s+practitioner|his|her|their|the\s+patient['’]s)\b)",
    re.IGNORECASE,
)
"""Degrees, kinship, age: what only people have."""

_STAFF = "|".join(sorted(words("staff")))
_KIN = "|".join(sorted(words("kin")))
SMALL = re.compile(
    rf"\b(?:(?:seen|reviewed|assessed|triaged?|signed|referred|checked|written|done)\b[^\n]{{0,28}}?\bby"
    rf"|hand(?:ed)?\s?over\s+to"
    rf"|discussed\s+w(?:ith)?|d/w|spoke\s+(?:to|with)|caller|signed|nok(?:\s+(?:his|her|their|the))?(?:\s+(?:{_KIN}))?"
    rf"|call\s+from\s+(?:(?:his|her|their)\s+)?(?:{_KIN})|(?:checked|reconciled)\s+w(?:ith)?|cc)[:,]?\s+(?=[^\W\d_])"
)
"""The same in a text without capitals, where names end with the line or before a number."""

SMALL_KIN = re.compile(
    rf"\b(?:his|her|their|my|late|with|by|and|to)\s+(?:{_KIN}),?\s+(?=[^\W\d_]{{3}}|[a-z]\.\s)"
    rf"|\b(?:{_STAFF}|driver|officer|manager|warden|worker|cleaner|cook|nanny|tutor),\s+(?=[^\W\d_]{{3}}|[a-z]\.?\s)"
)
"""Kin in a text without capitals; a name may follow."""

NO_PERSON = frozenset(
    [
        "gp",
        "patient",
        "team",
        "all",
        "colleague",
        "sir",
        "madam",
        "file",
        "notes",
        "records",
        "clinic",
        "ward",
        "department",
        "secretary",
        "hospital",
        "surgery",
        "practice",
        "pharmacy",
        "colleagues",
        "nurse",
        "doctor",
        "you",
        "again",
        "both",
        "everyone",
        "everybody",
        "reception",
        "family",
        "parents",
        "school",
        "home",
        "police",
        "ambulance",
        "staff",
        "relatives",
        "carers",
        "her",
        "him",
        "them",
        "us",
        "me",
        "it",
        "results",
    ]
)
"""Whom or what one writes to without naming anybody."""
