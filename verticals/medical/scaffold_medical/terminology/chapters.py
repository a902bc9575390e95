"""Chapters of ICD-10: which codes they hold, and which group of conditions each of them is.

The ranges are those of the World Health Organization's tabular list, 10th revision.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# The first three characters of the first code of each chapter.
_CHAPTERS = (
    ("A00", "I", "infection"),
    ("C00", "II", "neoplasm"),
    ("D50", "III", "blood"),
    ("E00", "IV", "endocrine"),
    ("F00", "V", "mental"),
    ("G00", "VI", "nervous"),
    ("H00", "VII", "eye_ear"),
    ("H60", "VIII", "eye_ear"),
    ("I00", "IX", "circulatory"),
    ("J00", "X", "respiratory"),
    ("K00", "XI", "digestive"),
    ("L00", "XII", "skin"),
    ("M00", "XIII", "musculoskeletal"),
    ("N00", "XIV", "genitourinary"),
    ("O00", "XV", "pregnancy"),
    ("P00", "XVI", "perinatal"),
    ("Q00", "XVII", "congenital"),
    ("R00", "XVIII", ""),
    ("S00", "XIX", "injury"),
    ("U00", "XXII", ""),
    ("V01", "XX", ""),
    ("Z00", "XXI", ""),
)
_FIRST = [code for code, _, _ in _CHAPTERS]
_GROUPS = {chapter: group for _, chapter, group in _CHAPTERS}
_CODE = re.compile(r"([A-Z][0-9][0-9A-Z])(?:[.]?[0-9A-Z]{1,4})?[*†+]?", re.IGNORECASE)


def is_icd(code: str) -> bool:
    """Whether it is written like a code of ICD-10.

    >>> is_icd("I21.0"), is_icd("E11"), is_icd("C0004096")
    (True, True, False)
    """
    return _CODE.fullmatch(code.strip()) is not None


def chapter_of(code: str) -> str:
    """The chapter of a code as a roman number; empty for what is no code.

    >>> chapter_of("I21.9"), chapter_of("h65"), chapter_of("T90"), chapter_of("x")
    ('IX', 'VIII', 'XIX', '')
    """
    found = _CODE.fullmatch(code.strip())
    return _CHAPTERS[bisect_right(_FIRST, found[1].upper()) - 1][1] if found else ""


def group_of(chapter: str) -> str:
    """The group of conditions of a chapter; empty where there is none.

    >>> group_of("IX"), group_of("XVIII")
    ('circulatory', '')
    """
    return _GROUPS.get(chapter, "")


def is_chapter(text: str) -> bool:
    """Whether it is the roman number of a chapter."""
    return text in _GROUPS


def category_of(code: str) -> str:
    """The category that a subdivided code belongs to; empty for a category itself, and for what is no code.

    >>> category_of("I21.0"), category_of("I21")
    ('I21', '')
    """
    found = _CODE.fullmatch(code.strip())
    return found[1].upper() if found and len(code.strip()) > len(found[1]) else ""
