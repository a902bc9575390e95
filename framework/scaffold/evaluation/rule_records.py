"""What a run has to tell of knowledge rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_LINES = 10


@dataclass(frozen=True)
class RuleFigures:
    """A rule about the labels of one head.

    :ivar says: its effect, in a few words.
    :ivar declared: `hard` or `soft`, as its author wants it; `used` is `hard`, `soft` or `off`.
    :ivar fired: texts it fired on, of `texts`, which are the same for all rules of a head.
    :ivar accuracy: learnt probability that it is right where it fires.
    :ivar correct: of the `judged` held-out texts it fired on; `low` and `high` bound its precision (95%).
    :ivar weight: what it adds to the calibrated logit of its label; None where it adds to none as it is not soft.
    :ivar note: what to know about it, such as why a hard one is not used as such.
    :ivar needs_attention: whether somebody should look at it.
    """

    id: str
    says: str
    declared: str
    used: str
    fired: int
    texts: int
    accuracy: float
    judged: int
    correct: int
    low: float
    high: float
    weight: float | None = None
    note: str = ""
    needs_attention: bool = False

    @property
    def is_demoted(self) -> bool:
        """Whether it is declared hard and did not prove itself."""
        return self.declared == "hard" and self.used == "soft"

    @property
    def precision(self) -> float | None:
        """Share of the held-out texts it fired on where it is right; None without such texts."""
        return self.correct / self.judged if self.judged else None


@dataclass(frozen=True)
class RulesReport:
    """The rules about one head, those first that need attention.

    :ivar notes: what training has to say of them.
    """

    rules: Sequence[RuleFigures] = ()
    notes: Sequence[str] = ()

    def used(self, power: str) -> int:
        """How many are used so."""
        return sum(rule.used == power for rule in self.rules)

    @property
    def demoted(self) -> Sequence[RuleFigures]:
        """Those that are declared hard and are soft."""
        return [rule for rule in self.rules if rule.is_demoted]

    @property
    def watched(self) -> Sequence[RuleFigures]:
        """Those that need attention."""
        return [rule for rule in self.rules if rule.needs_attention]

    @property
    def lines(self) -> list[str]:
        """A line about each demoted rule, few enough to be read while a training runs."""
        said = [
            f"Rule {rule.id} is {rule.note}" if rule.note.startswith("soft") else f"Rule {rule.id} is soft: {rule.note}"
            for rule in self.demoted
        ]
        more = len(said) - _MOST_LINES
        return said if more <= 0 else [*said[:_MOST_LINES], f"{more} more hard rules are soft; the report names them"]
