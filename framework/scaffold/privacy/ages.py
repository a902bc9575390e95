"""Ages over 89: so few people reach them that they tell who is meant (45 CFR 164.514(b)(2)(i)(C))."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_OLD = r"(?:9\d|1[0-2]\d)"
_ENDS = r"(?![\w/%.,:-]*\d)"
_TENS = r"(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one)\s+hundred(?:\s+and\s+\w+)?)"
_SPAN = (
    r"(?:[- ]?(?:years?|yrs?|yr|y)\b\.?(?:[- /]?\s?(?:old|o|of\s+age)\b\.?)?|[- ]?y/?o\b|[- ]?yo(?:[mf])?\b|[- "
    r"]?y\.o\.)"
)
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w./])(?P<age>{_OLD}{_SPAN})",
        rf"\b(?P<age>{_TENS}[- ](?:years?|yrs?)(?:[- ](?:old|of[- ]age)\b)?)",
        rf"\b(?:aged?|ages)\b\s*(?:[:=]|is|was|of|about|around|at|approx\.?)?\s*(?P<age>{_OLD}){_ENDS}",
        rf"\baged?\s*(?:[:=]|is|was|of)?\s*(?P<age>{_TENS})\b",
        rf"(?<![\w./])(?P<age>{_OLD})(?=[- ]?(?:M|F|male|female|man|woman|lady|gentleman)\b)",
        rf"(?<=, )(?P<age>{_OLD})(?=\s?[,)])|(?<=\()(?P<age2>{_OLD})(?=\s?[,)])",
        rf"\b(?:turn(?:s|ed|ing)?|(?:\w+\s+)?birthday)\s+(?P<age>{_OLD}){_ENDS}",
        rf"\b(?P<age>{_OLD}(?:st|nd|rd|th))(?=\s+birthday)",
        rf"\b(?:he|she|who|now|patient)\s+(?:is|was|'s)\s+(?:now\s+|already\s+)?(?P<age>{_OLD})(?=\s*(?:[.,;]"
        rf"|and\b|with\b|or\b))",
        rf"\b(?:died|dead|deceased|death|alive|lived|living|passed\s+away|well|healthy|survived|reached|diagnosed"
        rf"|dx)\s+(?:at|to|until|till|till|aged|past|beyond)\s+(?:the\s+age\s+of\s+)?(?P<age>{_OLD}){_ENDS}",
        rf"\b(?:mother|father|grand\w+|great-\w+|aunt|uncle|brother|sister|wife|husband|parent|mum|dad|neighbour"
        rf"|partner)\s?(?:,|is|was|\()?\s?(?:now|aged|already|still)?\s?(?P<age>{_OLD})(?=\s?(?:[,.;)]|and\b|has"
        rf"|had|died|$))",
        rf"(?<=,\s)(?:now|aged|about|nearly|almost|over)\s(?P<age>{_OLD}){_ENDS}",
        rf"(?m:^[ \t]*(?:re:?\s|patient:?\s|name:?\s)?[^\d\n]{{3,50}},\s?(?P<age>{_OLD})[ \t]*$)",
        rf"(?<![\d.])(?P<age>{_OLD}\s?(?:周?岁|歲|余岁|多岁|岁余))",
        rf"(?:年龄|年齡|现年|享年|年届)\s*[:：]?\s*(?P<age>{_OLD})(?!\d)",
        r"(?P<age>(?:九十[一二三四五六七八九]?|一百[零一二三四五六七八九十]{0,3})[余多]?\s?周?岁)",
    )
)


def find_ages(text: str) -> Iterator[Finding]:
    """Ages from 90 on, in figures and in words, English and Chinese."""
    for form in _FORMS:
        for match in form.finditer(text):
            name = "age" if match["age"] else "age2"
            yield Finding(*match.span(name), "AGE")
