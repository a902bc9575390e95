"""Rules fired on blocks of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import materials_of
from scaffold.rules.matching.corpus import in_parallel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.firing.material import Text
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleSet

Fired = list[list["Firing"]]
"""The rules that fired, text by text."""


class RuleReader:
    """Fires the same rules for several heads: what fired on the last block of texts is kept for the next of them."""

    def __init__(self, rules: RuleSet, chosen: Sequence[Rule]) -> None:
        self.rules = tuple(chosen)
        self._matcher = RuleMatcher(rules, self.rules)
        self._columns = {rule.id: column for column, rule in enumerate(self.rules)}
        self._last: tuple[Sequence[Text], Fired] | None = None

    def read(self, texts: Sequence[Text]) -> Fired:
        """What fires on each text."""
        if self._last is None or self._last[0] is not texts:
            self._last = texts, [self._matcher.match(material) for material in materials_of(texts)]
        return self._last[1]

    def fired(self, texts: Sequence[Text]) -> npt.NDArray[np.bool_]:
        """Which rule fires on which text, (texts, rules)."""
        found = np.zeros((len(texts), len(self.rules)), dtype=bool)
        for row, firings in enumerate(self.read(texts)):
            for firing in firings:
                found[row, self._columns[firing.rule.id]] = True
        return found

    def fired_blocks(self, blocks: Iterable[Sequence[Text]]) -> Iterator[npt.NDArray[np.bool_]]:
        """The same, block by block in their order, by all cores where there are several blocks."""
        self._matcher.prepare()
        return in_parallel(self.fired, blocks, chunk=1)
