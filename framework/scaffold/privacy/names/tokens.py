"""The words of a text in Latin script, each with what its form says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import lexicon, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:['’`-][^\W\d_\u3400-\u9fff]+)*")
_POSSESSIVE = re.compile(r"['’`]s?$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;\n\r•*|\-–—\"“(\[]\s*$|^\s*$")
# Capitals inside that no name has, IgG and FUdR, unlike McDonald and DeShawn; or a digit beside: TGF-1.
_TWO_PARTS = re.compile(
    r"(?:Mc|Mac|Fitz|De|Di|Du|Da|Del|Des|La|Le|Lo|Van|Von|Vander|St|San|Al|El|Ap|Ben|Jo|Ann?|Mary|Ra|Ta|Sha|Ja|Ke|Mi|Ti|Te)"
    r"[A-ZÀ-Þ][a-zß-ÿ'’]{2,}"
)
_INNER = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]|[A-ZÀ-Þ]{2}[a-zß-ÿ]")
_DIGIT_BEHIND = re.compile(r"[-‐+]{0,2}\d|\+")
_FEW, _HARDLY, _STARTS = 3, 0.04, 0.3
_JOINT = re.compile(r"[ \t\u00a0]{1,2}|\.[ \t]?|[ \t]?[-‐][ \t]?|[ \t]?\n[ \t]?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word without its possessive ending.

    :ivar plain: in lower case.
    :ivar capital: begins with a capital, or is all capitals.
    :ivar shouted: all capitals, two or more.
    :ivar initial: one capital alone.
    :ivar first: may have its capital from standing first in a sentence.
    :ivar joined: only a blank, a hyphen or the dot of an initial divides it from the word before.
    :ivar owns: stood with a possessive ending.
    """

    start: int
    end: int
    plain: str
    capital: bool
    shouted: bool
    initial: bool
    first: bool
    joined: bool
    owns: bool

    def raised(self) -> Token:
        """The word as if it stood in a text with capitals: names of the lists have one, and single letters."""
        letter = self.end - self.start == 1 and self.plain not in "aix"
        named = self.plain not in lexicon().common and self.known
        return replace(self, capital=self.capital or named or letter, initial=letter)

    @property
    def known(self) -> bool:
        """A given or family name of the lists, or made of such."""
        return known(self.plain) or self.sure

    @property
    def sure(self) -> bool:
        """A name that is no everyday word and no disease."""
        return sure(self.plain)

    @property
    def everyday(self) -> bool:
        """A word that is often written with a capital and is no name."""
        return everyday(self.plain)


@lru_cache(maxsize=65536)
def known(word: str) -> bool:
    """Whether a word in lower case, or a part of it between hyphens, is a name of the lists."""
    names = lexicon()
    plain = word.replace("’", "'").replace("`", "'")
    return names.is_name(plain) or ("-" in plain and any(names.is_name(part) for part in plain.split("-")))


_BY_FORM = re.compile(
    r"(?:mc|mac(?!ro|ul|er|hi|ke|ad|am|e)(?=[bcdfghklmnpqrstvw])|o'|d'|fitz)[a-zà-ž]{3,}|(?:al|el|ben|abu|ou|van|ibn|bin|ap|te)-[a-zà-ž]{2,}"
)
_ACCENTS = re.compile(r"[à-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľłńņňōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžșțəạ-ỹ]")
_ACCENTED_WORDS = frozenset(
    [
        "naïve",
        "naïf",
        "café",
        "cafe-au-lait",
        "café-au-lait",
        "fiancé",
        "fiancée",
        "née",
        "bézier",
        "protégé",
        "cliché",
        "résumé",
        "façade",
        "crèche",
        "crème",
        "purée",
        "sauté",
        "entrée",
        "déjà",
        "première",
        "coöperate",
        "oedème",
        "fœtus",
        "fœtal",
        "œdema",
        "tête-à-tête",
        "grand-mère",
        "régime",
        "rôle",
        "élite",
        "señor",
        "señora",
        "vis-à-vis",
        "crêpe",
        "château",
    ]
)


def _looks_foreign(word: str) -> bool:
    """Whether a word has letters that English words do not have, or begins as only names do."""
    return bool(_BY_FORM.fullmatch(word)) or (
        len(word) > 2 and bool(_ACCENTS.search(word)) and word not in _ACCENTED_WORDS
    )


@lru_cache(maxsize=65536)
def sure(word: str) -> bool:
    """Whether a word in lower case is a name and nothing else."""
    names = lexicon()
    plain = word.replace("’", "'").replace("`", "'")
    if _looks_foreign(plain) and not all(part in names.eponyms or part in names.common for part in plain.split("-")):
        return True
    if names.is_name(plain):
        return not (plain in names.ambiguous or plain in names.common or plain in names.eponyms) and len(plain) > 2
    parts = plain.split("-")
    return len(parts) > 1 and any(sure(part) for part in parts) and not any(part in names.eponyms for part in parts)


@lru_cache(maxsize=65536)
def everyday(word: str) -> bool:
    """Whether a word in lower case is no name, though it may stand with a capital."""
    names = lexicon()
    listed = word in names.common or word in names.ambiguous or word in names.organisation or word in names.heads
    return listed and not (names.is_name(word) and word not in names.common)


def is_small(tokens: Sequence[Token]) -> bool:
    """Whether a text is written without capitals, also at the beginning of sentences."""
    starts = [token.capital for token in tokens if token.first]
    few = sum(token.capital for token in tokens) <= _HARDLY * len(tokens)
    return len(tokens) >= _FEW and few and sum(starts) <= _STARTS * len(starts)


def written(text: str) -> list[Token]:
    """Every word of a text, in order."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        base = _POSSESSIVE.sub("", word) if len(word) > 2 else word
        owns = base != word or text[end : end + 2] in ("'s", "’s")
        gap = text[last:start]
        letters = base.replace("'", "").replace("’", "").replace("-", "")
        word_like = not _is_code(text, base, start, start + len(base))
        found.append(
            Token(
                start,
                start + len(base),
                base.lower(),
                base[0].isupper() and word_like,
                len(letters) > 1 and letters.isupper(),
                len(base) == 1 and base.isupper(),
                bool(_SENTENCE_END.search(text[max(0, start - 4) : start])),
                _is_joint(gap, found),
                owns,
            )
        )
        last = end
    return found


def _is_code(text: str, word: str, start: int, end: int) -> bool:
    """Whether a word has the form of a code: of a gene, an antibody, a unit."""
    if len(word) < 2:
        return False
    beside = _DIGIT_BEHIND.match(text, end) or text[max(0, start - 1) : start].isdigit()
    if beside and not sure(word.lower()):
        return True
    return any(_INNER.search(part) and not _TWO_PARTS.fullmatch(part) for part in re.split("[-'’]", word))


def _is_joint(gap: str, before: list[Token]) -> bool:
    if not before or not _JOINT.fullmatch(gap):
        return False
    if "\n" in gap:
        return False
    return (
        "." not in gap
        or before[-1].initial
        or before[-1].plain in words("particles")
        or before[-1].end - before[-1].start <= 2
    )
