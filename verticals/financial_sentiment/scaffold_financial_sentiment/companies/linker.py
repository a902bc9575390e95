"""Which companies a text speaks of, and where; all names are looked for in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from scaffold.rules.matching.folding import Span, fold
from scaffold.rules.matching.phrases import Phrase, PhraseIndex
from scaffold_financial_sentiment.companies.everyday import is_everyday, needs_capitals
from scaffold_financial_sentiment.companies.legal_form import without_legal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold_financial_sentiment.companies.company import Company

# What was found; of two that stand at the same place the smaller one counts.
_FULL, _NAME, _TICKER, _CONTEXT = range(4)

# `$HRLD`, `(HRLD)`, `(HRLD.L)`, `<HRLD.N>`, `NYSE: HRLD`, `(NYSE:HRLD)`
_BEFORE_TICKER = re.compile(r"(?:[$(（<]\s?|(?:^|[^A-Za-z])[A-Z]{2,10}\s?[:：]\s?)$")
_AFTER_BRACKET = re.compile(r"(?:\.[A-Z]{1,3})?\s?[)）>]")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A company that a text names.

    :ivar company: its id.
    :ivar spans: where its names stand, as (start, end) of the text, from left to right; never overlapping.
    """

    company: str
    spans: tuple[Span, ...]


class _Hit(NamedTuple):
    start: int
    end: int
    kind: int
    company: int

    def overlaps(self, other: _Hit) -> bool:
        return self.start < other.end and other.start < self.end


class Linker:
    """Finds the companies of a table.

    A name is found in any case, with and without its legal form, and with `'s`; one that is an everyday word, or an
    abbreviation of two or three letters, only with its capitals. A ticker is found in capitals: marked as one, as in
    `$HRLD` or `(NYSE:HRLD)`, or by itself if it has three letters, or letters and digits, and is no common
    abbreviation. Of names that overlap the longest counts. A company is not found in a text that holds a phrase of its
    negative context, but for a marked ticker or a name with its legal form.

    :param table: the companies, such as a `CompanyTable`.
    """

    def __init__(self, table: Iterable[Company]) -> None:
        companies = list(table)
        self._ids = [company.id for company in companies]
        self._tickers = [company.ticker for company in companies]
        bare = _bare_names(companies)
        self._index = PhraseIndex(
            phrase
            for number, company in enumerate(companies)
            for phrase in _phrases(company, number * 4, bare.get(number, ()))
        )

    def find(self, text: str) -> tuple[Found, ...]:
        """The companies that a text names, in the order of their first names in it."""
        hits = self._hits(text)
        if not hits:
            return ()
        spans: dict[int, list[Span]] = {}
        for hit in sorted(_longest(hits)):
            spans.setdefault(hit.company, []).append((hit.start, hit.end))
        return tuple(Found(self._ids[number], tuple(own)) for number, own in spans.items())

    def _hits(self, text: str) -> list[_Hit]:
        """What stands for a company, in its own right."""
        found = [_Hit(start, end, owner % 4, owner // 4) for owner, (start, end) in self._index.find(text, fold(text))]
        contexts = [hit for hit in found if hit.kind == _CONTEXT]
        return [hit for hit in found if hit.kind != _CONTEXT and self._counts(text, hit, contexts)]

    def _counts(self, text: str, hit: _Hit, contexts: list[_Hit]) -> bool:
        """Whether a name or ticker stands for its company here."""
        is_sure = hit.kind == _FULL or (hit.kind == _TICKER and _is_marked(text, hit.start, hit.end))
        if hit.kind == _TICKER and not is_sure and not _stands_alone(text, self._tickers[hit.company]):
            return False
        own = [context for context in contexts if context.company == hit.company]
        return not own or (is_sure and not any(map(hit.overlaps, own)))


def _bare_names(companies: list[Company]) -> dict[int, tuple[str, ...]]:
    """Names without their legal form, but for those that would stand for two companies."""
    owners: dict[str, set[int]] = {}
    own: dict[int, tuple[str, ...]] = {}
    for number, company in enumerate(companies):
        own[number] = tuple(dict.fromkeys(without_legal_form(name) for name in company.names))
        for name in (*own[number], *company.names):
            owners.setdefault(_key(name), set()).add(number)
    written = {_key(name): number for number, company in enumerate(companies) for name in company.names}
    return {
        number: tuple(name for name in names if len(owners[_key(name)]) == 1 or written.get(_key(name)) == number)
        for number, names in own.items()
    }


def _key(name: str) -> str:
    return fold(name).text.strip()


def _phrases(company: Company, owner: int, bare: Iterable[str]) -> Iterator[Phrase]:
    names = {_key(name): name for name in bare}
    for name in names.values():
        yield from _name_phrases(name, owner + _NAME)
    for name in company.names:
        if _key(name) not in names:
            yield Phrase(name, owner + _FULL, inflect=False)
    if company.ticker:
        yield Phrase(company.ticker.upper(), owner + _TICKER, inflect=False, match_case=True)
    for context in company.negative_context:
        yield Phrase(context, owner + _CONTEXT)


def _name_phrases(name: str, owner: int) -> Iterator[Phrase]:
    if not needs_capitals(name):
        yield Phrase(name, owner, inflect=False)
        return
    for written in dict.fromkeys((name, name.upper())):
        yield Phrase(written, owner, inflect=False, match_case=True)


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """Hits that do not overlap; the longest first, then the leftmost."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit)):
        if not any(map(hit.overlaps, kept)):
            kept.append(hit)
    return kept


def _is_marked(text: str, start: int, end: int) -> bool:
    """Whether a ticker is written as one."""
    before = _BEFORE_TICKER.search(text, max(start - 14, 0), start)
    if before is None:
        return False
    return before[0][0] not in "(（<" or _AFTER_BRACKET.match(text, end) is not None


def _stands_alone(text: str, ticker: str) -> bool:
    """Whether a ticker without a mark can be told from any other word."""
    letters, digits = (sum(map(kind, ticker)) for kind in (str.isalpha, str.isdigit))
    if letters + min(digits, 2) < 3 or not letters or is_everyday(ticker):
        return False
    # In a headline of capitals only every word looks like a ticker.
    return not text.isupper() or _HAN.search(text) is not None
