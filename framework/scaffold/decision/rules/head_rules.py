"""The rules that have a say in one head's decisions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.rules.standing import Standing
from scaffold.models.classifier import Outputs
from scaffold.rules.weak.targets import direction_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.models.classifier import Matrix
    from scaffold.models.tokens import Text
    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold.rules.language.rule import Rule

    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class HeadRules:
    """Rules about the labels of one head, m of them, with what each may do.

    :ivar reader: fires them, and maybe others.
    :ivar standings: one a rule, in the order of `rules`.
    :ivar unit: what a calibrated logit is in those of the classifier.
    """

    reader: RuleReader
    rules: tuple[Rule, ...]
    standings: tuple[Standing, ...]
    labels: tuple[str, ...]
    unit: float = 1.0

    @cached_property
    def shifts(self) -> Matrix:
        """What each rule adds to the logits where it fires, (m, labels)."""
        weights = np.array([standing.weight for standing in self.standings], dtype=np.float32)
        # What its author lets a rule count is part of its weight.
        directions = np.sign(direction_matrix(self.rules, self.labels))
        return np.asarray(self.unit * weights[:, None] * directions, dtype=np.float32)

    @cached_property
    def _columns(self) -> list[int]:
        columns = {rule.id: column for column, rule in enumerate(self.reader.rules)}
        return [columns[rule.id] for rule in self.rules]

    def fired(self, texts: Sequence[Text]) -> Flags:
        """Which of them fire on which text, (texts, m)."""
        return self.reader.fired(texts)[:, self._columns]

    def shift(self, fired: Flags) -> Matrix:
        """What is added to the logits of each text, (texts, labels)."""
        return np.asarray(fired.astype(np.float32) @ self.shifts, dtype=np.float32)

    def shifted(self, outputs: Outputs, fired: Flags) -> Outputs:
        """The outputs of a classifier with what soft rules add to them."""
        return Outputs(outputs.logits + self.shift(fired), outputs.features)

    def hard(self, fired: npt.NDArray[Any]) -> list[int]:
        """Hard rules among those that fired on one text, the best proven first, then as they are written."""
        numbers = [int(n) for n in np.flatnonzero(fired) if self.standings[n].power == "hard"]
        return sorted(numbers, key=lambda n: (-self.standings[n].low, n))

    def without(self, dropped: str) -> HeadRules:
        """The same without one rule, all others as they stand."""
        kept = [n for n, rule in enumerate(self.rules) if rule.id != dropped]
        rules, standings = tuple(self.rules[n] for n in kept), tuple(self.standings[n] for n in kept)
        return HeadRules(self.reader, rules, standings, self.labels, self.unit)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, without the rules themselves."""
        return {"unit": self.unit, "standings": [standing.as_dict() for standing in self.standings]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], reader: RuleReader, labels: tuple[str, ...]) -> HeadRules:
        """The opposite of `as_dict`, for those of the rules that `reader` still has."""
        known = {rule.id: rule for rule in reader.rules}
        standings = [Standing.from_dict(each) for each in values["standings"]]
        kept = [standing for standing in standings if standing.id in known]
        return cls(reader, tuple(known[each.id] for each in kept), tuple(kept), labels, float(values["unit"]))
