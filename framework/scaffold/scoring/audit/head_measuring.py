"""The rules about one head: what each of them is right about, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.interval import share_bounds
from scaffold.scoring.audit.figures import LabelFigures, Named, Rate
from scaffold.scoring.audit.records import Audited, HeadAudit, Totals, worst_first
from scaffold.scoring.audit.verdict import LEFT_OUT, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.decision.rules.head_rules import HeadRules
    from scaffold.decision.rules.standing import Standing
    from scaffold.progress import Stage
    from scaffold.rules.in_force import RulesInForce
    from scaffold.rules.language.rule import Rule
    from scaffold.scoring.audit.outcomes import Decided, Outcomes
    from scaffold.scoring.audit.reading import Reading

    Flags = npt.NDArray[np.bool_]
    Rows = npt.NDArray[np.int64]

_OPPONENTS = 3
_MORE_OFTEN_THAN_NOT = 0.5


@dataclass(frozen=True)
class Change:
    """What a rule, or all of them, made of decisions: how many are others, right now, wrong now."""

    overridden: int = 0
    helped: int = 0
    hurt: int = 0
    effect: float | None = 0.0


@dataclass(frozen=True, eq=False)
class HeadMeasuring:
    """Decisions are made again with a rule left out, from logits that are kept: no text is read twice.

    :ivar rules: about the head's labels, r of them, in force or not.
    """

    truth: Outcomes
    force: RulesInForce
    reading: Reading
    rules: Sequence[Rule]

    def audit(self, stage: Stage) -> HeadAudit:
        """Measure and judge every rule."""
        found = []
        for number in range(len(self.rules)):
            figures = self._figures(number)
            found.append(Audited(figures, judge(figures)))
            stage.advance()
        head = self.truth.head
        return HeadAudit(head.name, head.kind, self._totals(), worst_first(found))

    def _figures(self, number: int) -> LabelFigures:
        rule, standing = self.rules[number], self._standing(number)
        rows = np.flatnonzero(self._fired[:, number])
        judged = rows[self.truth.labelled[rows]] if number in self._known else rows[:0]
        right = self._true[judged, number]
        model_right = self._model_says[judged, number] == right
        correct = int(right.sum())
        low, high = share_bounds(correct, len(judged))
        change = self._change_by(number, rows)
        conflicts, opponents = self._conflicts(number, rows)
        return LabelFigures(
            named=Named.of(rule, self.force),
            rate=Rate.of(len(rows), len(self._fired), standing, len(self.rules)),
            labels=rule.then.labels,
            evidence=rule.then.evidence is not None,
            power=standing.power if standing else "off",
            declared=rule.hardness,
            weight=standing.weight if standing else 0.0,
            note=standing.note if standing else self._why_not(number),
            learnt=standing.accuracy if standing else None,
            judged=len(judged),
            correct=correct,
            low=low,
            high=high,
            least=self._least(number),
            model_correct=int(model_right.sum()),
            ahead=int((right & ~model_right).sum()),
            behind=int((model_right & ~right).sum()),
            mostly=self.truth.mostly(judged),
            overridden=change.overridden,
            helped=change.helped,
            hurt=change.hurt,
            conflicts=conflicts,
            opponents=opponents,
            effect=change.effect,
        )

    def _totals(self) -> Totals:
        texts = len(self._fired)
        change = self._change(np.arange(texts), self._plain)
        active = self._active_fired.astype(np.float32)
        return Totals(
            metric=self.truth.metric,
            texts=texts,
            labelled=int(self.truth.labelled.sum()),
            with_rules=self.truth.score(self._decided),
            without_rules=self.truth.score(self._plain),
            covered=int(self._active_fired.any(axis=1).sum()),
            overridden=change.overridden,
            helped=change.helped,
            hurt=change.hurt,
            conflicts=int((self._active_fired & (active @ self._contrary > 0)).any(axis=1).sum()),
        )

    def _change_by(self, number: int, rows: Rows) -> Change:
        """What a rule changes, all others as they are."""
        column, rules = self._active.get(self.rules[number].id), self.truth.head.rules
        if column is None or rules is None or not has_say(rules, column):
            return Change(effect=None if self._score is None else 0.0)
        others = self._active_fired[rows]
        others[:, column] = False
        return self._change(rows, self.truth.decide(self.reading.logits[self.truth.head.name][rows], others))

    def _change(self, rows: Rows, without: Decided) -> Change:
        """What the rules changed on some texts.

        :param without: decisions on these without a rule, or all.
        """
        decided, known = self._decided[rows], self.truth.labelled[rows]
        gained = self.truth.right(decided[known], rows[known]) - self.truth.right(without[known], rows[known])
        overridden = int(self.truth.differ(decided, without).sum())
        effect = None if self._score is None else 0.0
        if overridden and self._score is not None:
            changed = self._decided.copy()
            changed[rows] = without
            effect = 100 * (self._score - (self.truth.score(changed) or 0.0))
        return Change(overridden, int((gained > 0).sum()), int((gained < 0).sum()), effect)

    def _conflicts(self, number: int, rows: Rows) -> tuple[int, tuple[tuple[str, int], ...]]:
        """Texts where a rule fires that says otherwise, and the most frequent of these rules."""
        column, rules = self._active.get(self.rules[number].id), self.truth.head.rules
        if column is None or rules is None:
            return 0, ()
        against = self._active_fired[rows] & self._contrary[column]
        counts = against.sum(axis=0)
        first = [each for each in np.argsort(-counts, kind="stable")[:_OPPONENTS].tolist() if counts[each]]
        return int(against.any(axis=1).sum()), tuple((rules.rules[each].id, int(counts[each])) for each in first)

    def _least(self, number: int) -> float:
        """Evidence has to be right more often than it would be of any text, a label more often than not."""
        if self.rules[number].then.evidence is None or not self.truth.labelled.any():
            return _MORE_OFTEN_THAN_NOT
        return float(self._true[self.truth.labelled, number].mean())

    def _why_not(self, number: int) -> str:
        """Why a rule has no say that was not measured at training."""
        rule, labels = self.rules[number], self.truth.head.labels
        if rule in self.force.expired:
            return f"expired on {rule.expires}"
        strange = [label for label in rule.then.labels if label not in labels]
        if strange:
            return f"{LEFT_OUT}: no training text had the label {strange[0]!r}"
        return "not meant for decisions"

    def _standing(self, number: int) -> Standing | None:
        column, rules = self._active.get(self.rules[number].id), self.truth.head.rules
        return None if column is None or rules is None else rules.standings[column]

    @cached_property
    def _active(self) -> dict[str, int]:
        """Column of each rule that has a standing."""
        rules = self.truth.head.rules
        return {rule.id: column for column, rule in enumerate(rules.rules)} if rules else {}

    @cached_property
    def _active_fired(self) -> Flags:
        """Which of those fire, (n, m)."""
        return self.reading.fired[self.truth.head.name]

    @cached_property
    def _contrary(self) -> Flags:
        """Which of those cannot both be right, (m, m)."""
        rules = self.truth.head.rules
        return self.truth.contrary(rules.rules if rules else ())

    @cached_property
    def _fired(self) -> Flags:
        """Which rules fire, (n, r)."""
        return np.column_stack([self.reading.of(rule.id) for rule in self.rules])

    @cached_property
    def _known(self) -> set[int]:
        """Rules whose labels the head has."""
        labels = set(self.truth.head.labels)
        return {number for number, rule in enumerate(self.rules) if labels.issuperset(rule.then.labels)}

    @cached_property
    def _decided(self) -> Decided:
        """With all rules, as the head decides."""
        return self.truth.decide(self.reading.logits[self.truth.head.name], self._active_fired)

    @cached_property
    def _plain(self) -> Decided:
        """Without any."""
        return self.truth.decide(self.reading.logits[self.truth.head.name], None)

    @cached_property
    def _score(self) -> float | None:
        return self.truth.score(self._decided)

    @cached_property
    def _true(self) -> Flags:
        """Whether what each rule says is true, (n, r)."""
        return self.truth.is_true(self.rules)

    @cached_property
    def _model_says(self) -> Flags:
        """Whether what each rule says is what the model without rules says, (n, r)."""
        return self.truth.holds(self.rules, self._plain)


def has_say(rules: HeadRules, number: int) -> bool:
    """Whether a rule can change a decision at all."""
    return rules.standings[number].power == "hard" or bool(rules.shifts[number].any())
