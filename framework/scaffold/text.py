"""Text as every other module sees it: normalised, hashed, split into words; English and Chinese alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_IS_HAN = re.compile(f"[{_HAN}]")
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


def language(text: str) -> str:
    """`zh`, `en` or `other`, by the script most letters are written in; `none` without letters."""
    letters = [c for c in text if c.isalpha()]
    if letters and text.isascii():
        return "en"
    if not letters:
        return "none"
    han = sum(1 for c in letters if _IS_HAN.match(c))
    latin = sum(1 for c in letters if "LATIN" in unicodedata.name(c, ""))
    if han * 3 >= len(letters):
        return "zh"
    return "en" if latin * 2 > len(letters) else "other"


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
