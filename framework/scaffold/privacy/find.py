"""Everything personal in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.addresses import find_addresses
from scaffold.privacy.ages import find_ages
from scaffold.privacy.codes import find_codes, find_long_numbers
from scaffold.privacy.contacts import find_emails, find_phones, find_urls
from scaffold.privacy.dates import find_dates
from scaffold.privacy.finding import USUAL, Finding, settled
from scaffold.privacy.names.chinese import chinese_names
from scaffold.privacy.names.english import english_names
from scaffold.privacy.organisations import find_organisations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from scaffold.privacy.finding import Finder, Kind

# Where two fit the same characters the earlier one is believed.
_BY_FORM: tuple[tuple[Kind, Finder], ...] = (
    ("EMAIL", find_emails),
    ("URL", find_urls),
    ("ADDRESS", find_addresses),
    ("DATE", find_dates),
    ("AGE", find_ages),
    ("ID", find_codes),
    ("PHONE", find_phones),
    ("ID", find_long_numbers),
    ("ORGANISATION", find_organisations),
)
_NAMES, _OTHERS = len(_BY_FORM) - 1.5, len(_BY_FORM)


def find_identifiers(
    text: str, kinds: Collection[Kind] = USUAL, *, finders: Iterable[Finder] = (), known: Sequence[str] = ()
) -> list[Finding]:
    """What is personal in a text, in order, nothing over anything else.

    Patterns, check digits, words around and lists of names are asked together; what any of them finds is found.
    Time is linear in the length of the text.

    :param finders: further ones, whose findings are added.
    :param known: words and Chinese names that are known to be people's, such as those of the rest of a record.
    """
    found: list[tuple[Finding, float]] = [
        (each, rank) for rank, (kind, finder) in enumerate(_BY_FORM) if kind in kinds for each in finder(text)
    ]
    if "NAME" in kinds:
        found += [(each, _NAMES) for each in names_in(text, known)[0]]
    found += [(each, _OTHERS) for finder in finders for each in finder(text) if each.kind in kinds]
    return settled(_joined(text, _decided(found)))


def names_in(text: str, known: Sequence[str] = ()) -> tuple[list[Finding], set[str]]:
    """Names of people, and the words that would be found again."""
    latin, words = english_names(text, [word for word in known if word[:1].isascii() or not _is_han(word)])
    chinese, names = chinese_names(text, [word for word in known if _is_han(word)])
    return latin + chinese, words | names


def _is_han(word: str) -> bool:
    return bool(word) and "\u4e00" <= word[0] <= "\u9fff"


def _decided(found: Iterable[tuple[Finding, float]]) -> Iterator[Finding]:
    """Of findings over one another the surer one whole, or the one that holds it; of others what is left."""
    kept: list[tuple[Finding, float]] = []
    for one, rank in sorted(found, key=lambda each: (each[0].start, -each[0].end, each[1])):
        if not kept or one.start >= kept[-1][0].end:
            kept.append((one, rank))
            continue
        last, before = kept[-1]
        if last.kind == one.kind:
            kept[-1] = (last._replace(end=max(last.end, one.end)), min(rank, before))
        elif rank >= before or (last.start < one.start and last.end >= one.end):
            if one.end > last.end:
                kept.append((one._replace(start=last.end), rank))
        else:
            kept[-1:] = [(last._replace(end=one.start), before)] if last.start < one.start else []
            kept.append((one._replace(end=max(one.end, last.end)) if one.end < last.end else one, rank))
    return (each for each, _ in kept)


def _joined(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """Pieces of one address as one."""
    last: Finding | None = None
    for one in sorted(found):
        if last and one.kind == last.kind == "ADDRESS" and len(text[last.end : one.start].strip(" ,\n\t，")) == 0:
            last = last._replace(end=one.end)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last
