"""The names that were found in one text so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding
from scaffold.privacy.names.cues import NO_PERSON
from scaffold.privacy.names.lexicon import any_of, words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.privacy.names.runs import Runs


class Names:
    """First word and last word of every name of one text.

    :ivar runs: the words of the text.
    :ivar seeds: words in lower case that are known to be names of people in it.
    """

    def __init__(self, runs: Runs, known: Iterable[str] = ()) -> None:
        self.runs = runs
        self.seeds = {word for word in known if len(word) > 1}
        self._spans: dict[int, int] = {}

    def add(self, first: int, last: int) -> None:
        """The words from `first` to `last` are a name."""
        self._spans[first] = max(last, self._spans.get(first, first))

    def take(self, index: int, *, everything: bool = False, anything: bool = False, comma: bool = False) -> None:
        """The words from `index` on are a name, if a name may begin with them.

        :param everything: though they may be everyday words.
        :param anything: though they may be words that stand beside names.
        :param comma: though a comma divides family and given names.
        """
        runs, token = self.runs, self.runs.tokens[index]
        if not (token.capital or token.known or everything):
            return
        if not everything and not token.initial and token.everyday:
            return
        beside = token.plain in NO_PERSON if anything else token.plain in runs.lexicon.common and not token.known
        if everything and not token.initial and (is_function(token.plain) or beside):
            return
        last = runs.end(index, everything=everything or token.initial)
        if comma and last + 1 < len(runs.tokens) and runs.gap(last + 1) == ", ":
            after = runs.tokens[last + 1]
            goes_on = (after.known or after.initial) and runs.may_stand(last + 1) and not is_function(after.plain)
            if goes_on and after.plain not in words("titles"):
                last = runs.end(last + 1)
        self.add(index, last)

    def indices(self) -> set[int]:
        """Of every word that is in a name."""
        return {i for first, last in self._spans.items() for i in range(first, last + 1)}

    @property
    def words(self) -> set[str]:
        """What the names are made of, in lower case."""
        parts = {self.runs.tokens[i].plain for i in self.indices()}
        small = any_of("particles", "suffixes")
        return {part for part in parts if len(part) > 1 and part not in small} | self.seeds

    def findings(self) -> Iterator[Finding]:
        """Every name, in order and as long as it is written."""
        tokens = self.runs.tokens
        for first, last in self._turned():
            yield Finding(tokens[first].start, tokens[last].end, "NAME")

    def _turned(self) -> Iterator[tuple[int, int]]:
        """A family name at the head of a line and the given name behind its comma are one."""
        kept: list[tuple[int, int]] = []
        for first, last in sorted(self._spans.items()):
            follows = kept and first == kept[-1][1] + 1 and self.runs.gap(first) == ", "
            if follows and self._is_head(kept[-1][0], first):
                kept[-1] = (kept[-1][0], last)
            elif not kept or last > kept[-1][1]:
                kept.append((first, last))
        yield from kept

    def _is_head(self, first: int, given: int) -> bool:
        head = self.runs.tokens[first]
        return (head.shouted or head.first) and not self.runs.tokens[given].shouted
