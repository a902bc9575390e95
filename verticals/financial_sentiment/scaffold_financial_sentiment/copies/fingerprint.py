"""What of an item is compared with stories."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scaffold.data.minhash import MinHash
from scaffold.text import short_hash
from scaffold_financial_sentiment.copies.address import plain_address
from scaffold_financial_sentiment.copies.figures import figures
from scaffold_financial_sentiment.copies.meanings import coarse
from scaffold_financial_sentiment.copies.title import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold_financial_sentiment.copies.buckets import Keys
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.understanding.understood import Understood

_MOST_FUNCTIONS = 130
_MISSED = 0.01
_SEED = 72
_BLOCK = 512


class Fingerprint(NamedTuple):
    """Marks of an item.

    :ivar title: plain headline.
    :ivar address: plain address; empty if there is none.
    :ivar companies: ids of the companies that it is about, sorted.
    :ivar figures: figures of the headline.
    :ivar facts: hash of companies and figures.
    :ivar vector: coarse vector; empty if there is none, or no company.
    :ivar keys: who shares none with it is no copy by address, title or words: uint32 (columns,).
    """

    title: str
    address: str
    companies: tuple[str, ...]
    figures: tuple[str, ...]
    facts: int
    vector: bytes
    keys: Keys


class Fingerprints:
    """Takes fingerprints.

    The keys are the hash of the title, that of the address, and bands of a MinHash signature, each mixed with figures
    and companies, since only stories that agree in them are compared by words.

    :param same_words: Jaccard similarity at which 99 of 100 pairs share a band.
    """

    def __init__(self, same_words: float) -> None:
        bands, rows = _shape(same_words)
        self._minhash = MinHash(bands, rows, _SEED)
        self.columns = bands + 2

    def of(self, items: Sequence[Item], understoods: Sequence[Understood]) -> Iterator[Fingerprint]:
        """A fingerprint an item; made in blocks, each of them the same as if it were made alone."""
        for start in range(0, len(items), _BLOCK):
            yield from self._block(items[start : start + _BLOCK], understoods[start : start + _BLOCK])

    def _block(self, items: Sequence[Item], understoods: Sequence[Understood]) -> Iterator[Fingerprint]:
        titles = [plain_title(item.text, item.source) for item in items]
        addresses = [plain_address(item.url) for item in items]
        companies = [about(understood) for understood in understoods]
        numbers = [figures(title) for title in titles]
        facts = [short_hash(repr(pair)) for pair in zip(companies, numbers, strict=True)]
        keys = self._keys(items, titles, addresses, facts)
        for i, understood in enumerate(understoods):
            vector = b"" if understood.vector is None or not companies[i] else coarse(understood.vector)
            yield Fingerprint(titles[i], addresses[i], companies[i], numbers[i], facts[i], vector, keys[i])

    def _keys(self, items: Sequence[Item], titles: list[str], addresses: list[str], facts: list[int]) -> Keys:
        bands = self._minhash.bands(self._minhash.signatures([padded(title) for title in titles]))
        bands ^= np.array(facts, dtype=np.uint64)[:, None]
        exact = np.array(
            [
                # An item without title or address shares that key with no other.
                (short_hash(title or f"\n{item.id}"), short_hash(address or f"\n{item.id}"))
                for item, title, address in zip(items, titles, addresses, strict=True)
            ],
            dtype=np.uint64,
        )
        keys = np.concatenate([bands, exact], axis=1)
        keys *= np.uint64(0x9E3779B97F4A7C15)
        return (keys >> np.uint64(32)).astype(np.uint32)


def about(understood: Understood) -> tuple[str, ...]:
    """Companies of an item, each once, sorted."""
    return tuple(sorted({mention.company for mention in understood.mentions}))


def padded(title: str) -> str:
    """A title with marks around it, so that its first and last characters weigh as much as others."""
    return f"||{title}||"


def _shape(level: float) -> tuple[int, int]:
    """Bands and rows that find 99 of 100 pairs at the level: as many rows as the functions suffice for."""
    for rows in range(10, 1, -1):
        bands = math.ceil(math.log(_MISSED) / math.log1p(-min(level**rows, 0.999)))
        if bands * rows <= _MOST_FUNCTIONS:
            return bands, rows
    return _MOST_FUNCTIONS, 1
