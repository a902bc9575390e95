"""Finds the story that an item is a copy of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scaffold.data.minhash import similarities
from scaffold_financial_sentiment.copies.buckets import Buckets
from scaffold_financial_sentiment.copies.figures import compatible, figures
from scaffold_financial_sentiment.copies.fingerprint import Fingerprint, Fingerprints, about, padded
from scaffold_financial_sentiment.copies.meanings import Meanings
from scaffold_financial_sentiment.copies.opposites import opposed
from scaffold_financial_sentiment.understanding.understood import NEGATIVE, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_financial_sentiment.copies.entry import Entry
    from scaffold_financial_sentiment.understanding.understood import Understood

_MOST_COMPARED = 50


class StoryIndex:
    """Stories by address, title, words and meaning. An item is a copy of a story

    - that has its address or its title, and names all the companies that it names;
    - or whose headline has nearly the same words, the same companies, the same figures, and says nothing opposite;
    - or whose headline means the same, with the same companies, no other figures, and nothing opposite.

    Always the first headline of a story is compared, so that a chain of copies leads nowhere else.

    :param within: seconds between an item and the first of its story, at most.
    :param same_words: Jaccard similarity of the runs of three characters, at least.
    :param same_meaning: cosine of the vectors, at least.
    """

    def __init__(self, within: float, same_words: float, same_meaning: float) -> None:
        self._within, self._same_words, self._same_meaning = within, same_words, same_meaning
        self.fingerprints = Fingerprints(same_words)
        self._buckets = Buckets(self.fingerprints.columns)
        self._meanings = Meanings()
        self._numbered: list[Entry | None] = []
        self._named: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self._named)

    @property
    def last_place(self) -> int:
        """The place of the story that was added last, of those that are there; -1 if there are none."""
        return next((entry.place for entry in reversed(self._numbered) if entry is not None), -1)

    def get(self, story: str) -> Entry | None:
        """A story by its id."""
        return self._named.get(story)

    def add(self, entry: Entry, fingerprint: Fingerprint) -> None:
        """Take in a story; they are added in the order of their places."""
        if self._buckets.is_full:
            self._compact()
        entry.number = self._buckets.add(fingerprint.keys)
        self._numbered.append(entry)
        self._named[entry.story.id] = entry
        if entry.vector:
            self._meanings.add(entry.story.id, about(entry.story.understood), entry.vector)

    def remove(self, entry: Entry) -> None:
        """Forget a story."""
        self._buckets.remove(entry.number)
        self._numbered[entry.number] = None
        del self._named[entry.story.id]
        if entry.vector:
            self._meanings.remove(entry.story.id, about(entry.story.understood), entry.vector)

    def find(self, time: float, fingerprint: Fingerprint, understood: Understood) -> Entry | None:
        """The story that an item of this time is a copy of: the most similar one, of equals the oldest."""
        shared = Counter(self._buckets.find(fingerprint.keys))
        near = {number: entry for number in shared if (entry := self._near(number, time))}
        exact = [entry for entry in near.values() if _is_same(entry, fingerprint)]
        if exact:
            return min(exact, key=lambda entry: entry.age)
        numbers = sorted(near, key=lambda number: (-shared[number], -number))[:_MOST_COMPARED]
        found = [*self._by_words([near[number] for number in numbers], fingerprint)]
        if fingerprint.vector:
            found += self._by_meaning(time, fingerprint, understood)
        best = min(found, key=lambda pair: (-pair[0], pair[1].age), default=None)
        return best[1] if best else None

    def _near(self, number: int, time: float) -> Entry | None:
        entry = self._numbered[number]
        return entry if entry is not None and abs(entry.story.time - time) <= self._within else None

    def _by_words(self, entries: list[Entry], fingerprint: Fingerprint) -> Iterator[tuple[float, Entry]]:
        alike = [entry for entry in entries if entry.facts == fingerprint.facts]
        found = similarities(padded(fingerprint.title), [padded(entry.title) for entry in alike])
        for similarity, entry in zip(found, alike, strict=True):
            if similarity >= self._same_words and not opposed(entry.title, fingerprint.title):
                yield similarity, entry

    def _by_meaning(
        self, time: float, fingerprint: Fingerprint, understood: Understood
    ) -> Iterator[tuple[float, Entry]]:
        for story, cosine in self._meanings.find(fingerprint.companies, fingerprint.vector, self._same_meaning):
            entry = self._named[story]
            if (
                abs(entry.story.time - time) <= self._within
                and compatible(figures(entry.title), fingerprint.figures)
                and not _is_contrary(entry.story.understood, understood)
                and not opposed(entry.title, fingerprint.title)
            ):
                yield cosine, entry

    def _compact(self) -> None:
        """Number the stories anew, without the forgotten ones between them."""
        entries = [entry for entry in self._numbered if entry is not None]
        self._buckets.keep([entry.number for entry in entries])
        self._numbered = [*entries]
        for number, entry in enumerate(entries):
            entry.number = number


def _is_same(entry: Entry, fingerprint: Fingerprint) -> bool:
    """Whether address or title are equal; a copy that names a further company would take its news away from it."""
    has_address = bool(fingerprint.address) and entry.address == fingerprint.address
    return (has_address or entry.title == fingerprint.title) and set(fingerprint.companies) <= set(
        about(entry.story.understood)
    )


def _is_contrary(one: Understood, other: Understood) -> bool:
    """Whether a company is spoken well of in one and badly in the other."""
    labels = {mention.company: mention.label for mention in one.mentions}
    return any({labels.get(mention.company), mention.label} == {NEGATIVE, POSITIVE} for mention in other.mentions)
