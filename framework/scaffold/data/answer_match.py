"""How much a given answer has in common with the true ones."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from scaffold.text import spaced_han

if TYPE_CHECKING:
    from collections.abc import Sequence

_ARTICLE = re.compile(r"\b(a|an|the)\b")
_ASCII_MARKS = frozenset(string.punctuation)


def answer_words(text: str) -> list[str]:
    """The words two answers are compared by: no case, no punctuation, no English articles; of Chinese, characters.

    >>> answer_words("The U.S. Senate"), answer_words("北京市。")
    (['us', 'senate'], ['北', '京', '市'])
    """
    kept = "".join(character for character in text.casefold() if not _is_mark(character))
    return spaced_han(_ARTICLE.sub(" ", kept)).split()


def is_exact(given: str, true: Sequence[str]) -> bool:
    """Whether an answer says the same as one of the true ones; an empty one is right where there is none."""
    words = answer_words(given)
    return any(words == answer_words(each) for each in true or ("",))


def overlap(given: str, true: Sequence[str]) -> float:
    """F1 of the words of an answer against the true one it is closest to (Rajpurkar et al. 2016, section 6.1).

    An empty answer is right, with 1, where there is none, and wrong, with 0, elsewhere (Rajpurkar, Jia & Liang 2018).
    """
    words = answer_words(given)
    return max(_f1(words, answer_words(each)) for each in true or ("",))


def _f1(given: list[str], true: list[str]) -> float:
    if not given or not true:
        return float(given == true)
    common = (Counter(given) & Counter(true)).total()
    return 2 * common / (len(given) + len(true))


def _is_mark(character: str) -> bool:
    return character in _ASCII_MARKS or unicodedata.category(character).startswith("P")
