"""Text as every other module sees it: normalised, hashed, split into words; English and Chinese alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_IS_HAN = re.compile(f"[{_HAN}]")
_LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿＡ-Ｚａ-ｚ]")
_WORD = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+(?:['’][^\\W_{_HAN}]+)*", re.UNICODE)


def normalise(text: str) -> str:
    """NFC, control characters dropped, runs of white space folded to one blank, ends trimmed.

    >>> normalise("  where\\u00a0is\\n my card? ")
    'where is my card?'
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _CONTROL.sub("", text))).strip()


def has_control(text: str) -> bool:
    """Whether the text holds control characters other than white space."""
    return _CONTROL.search(text) is not None


def content_hash(text: str) -> str:
    """Hex SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_hash(text: str) -> int:
    """64 bits of a hash, for sets of many texts."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def folded_hash(text: str) -> int:
    """`short_hash` of the normalised text without regard to case: equal for texts that read the same.

    >>> folded_hash("My  card") == folded_hash("my card ")
    True
    """
    return short_hash(normalise(text).casefold())


def words(text: str) -> list[str]:
    """Case-folded search terms: words of alphabetic scripts, and for Chinese every character and pair.

    >>> words("Where's my card?")
    ["where's", 'my', 'card']
    >>> words("信用卡")
    ['信', '用', '卡', '信用', '用卡']
    """
    terms: list[str] = []
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        term = match.group()
        if _IS_HAN.match(term):
            terms.extend(term)
            terms.extend(term[i : i + 2] for i in range(len(term) - 1))
        else:
            terms.append(term)
    return terms


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every word; Chinese characters without a break between them are one span.

    >>> word_spans("my 信用卡!")
    [(0, 2), (3, 6)]
    """
    return [match.span() for match in _WORD.finditer(text)]


def spaced_han(text: str) -> str:
    """Blanks around every Chinese character.

    >>> spaced_han("我的card")
    ' 我  的 card'
    """
    return _IS_HAN.sub(r" \g<0> ", text)


def word_count(text: str) -> int:
    """Number of words; in Chinese every character counts as one.

    >>> word_count("my card"), word_count("信用卡, visa。")
    (2, 4)
    """
    han = len(_IS_HAN.findall(text))
    if not han:
        return len(text.split())
    return han + sum(1 for word in _IS_HAN.sub(" ", text).split() if any(map(str.isalnum, word)))


def language(text: str) -> str:
    """`zh`, `en` or `other`, by the script most letters are written in; `none` without letters.

    `en` stands for every language in Latin script.
    """
    letters = sum(map(str.isalpha, text))
    if not letters:
        return "none"
    if text.isascii():
        return "en"
    if len(_IS_HAN.findall(text)) * 3 >= letters:
        return "zh"
    return "en" if len(_LATIN.findall(text)) * 2 > letters else "other"


def join_tokens(tokens: Sequence[str]) -> str:
    """Tokens as one text: blanks between words, none between Chinese characters.

    >>> join_tokens(["my", "card"]), join_tokens(["信", "用", "卡"])
    ('my card', '信用卡')
    """
    parts: list[str] = []
    for token in tokens:
        if parts and not (_IS_HAN.match(parts[-1][-1:]) and _IS_HAN.match(token)):
            parts.append(" ")
        parts.append(token)
    return "".join(parts)
