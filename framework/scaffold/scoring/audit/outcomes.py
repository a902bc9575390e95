"""Decisions of a head with some of its rules or none, held against what is true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np

from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.rules.weighing import labels_are_right, rule_is_right
from scaffold.evaluation.metrics import truth_columns
from scaffold.evaluation.multilabel import label_counts
from scaffold.rules.weak.targets import direction_matrix, target_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from scaffold.data.examples import Examples
    from scaffold.decision.head import Head
    from scaffold.rules.language.rule import Rule

    Flags = npt.NDArray[np.bool_]
    Decided = npt.NDArray[Any]


class Outcomes(Protocol):
    """What a head decides of n texts, of which some have a label."""

    metric: ClassVar[str]

    @property
    def head(self) -> HeadModel | LabelsModel:
        """Whose decisions they are."""

    @property
    def labelled(self) -> Flags:
        """Which texts have one, (n,)."""

    def decide(self, logits: npt.NDArray[Any], fired: Flags | None) -> Decided:
        """Decisions on texts, one a row, as the rules that fired on them make them; None: without any rule."""

    def differ(self, one: Decided, other: Decided) -> Flags:
        """Which decisions are not the same, one a row."""

    def right(self, decided: Decided, rows: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """How much of each decision is right, a number a row.

        :param rows: of labelled texts, in the order of `decided`.
        """

    def score(self, decided: Decided) -> float | None:
        """The metric of decisions on all n texts; None where none has a label."""

    def holds(self, rules: Sequence[Rule], decided: Decided) -> Flags:
        """Whether what each rule says holds of each decision, (n, rules)."""

    def is_true(self, rules: Sequence[Rule]) -> Flags:
        """Whether what each rule says is true, (n, rules); means nothing where a text has no label."""

    def contrary(self, rules: Sequence[Rule]) -> Flags:
        """Which rules cannot both be right, (rules, rules)."""

    def mostly(self, rows: npt.NDArray[Any]) -> tuple[str, int] | None:
        """The most frequent true label of some labelled texts, and how many have it."""


@dataclass(frozen=True, eq=False)
class OneLabel:
    """A head that gives a text one label.

    :ivar truth: class of each text, (n,); -1 for a label the model lacks, and for none.
    :ivar names: true labels, (n,).
    """

    metric: ClassVar[str] = "accuracy"
    head: HeadModel
    truth: npt.NDArray[np.int64]
    labelled: Flags
    names: Sequence[str | None]

    @classmethod
    def of(cls, head: HeadModel, examples: Examples) -> OneLabel:
        """What is true of `examples`."""
        names = examples.labels(head.name)
        return cls(head, truth_columns(head.labels, names)[0], np.array([each is not None for each in names]), names)

    def decide(self, logits: npt.NDArray[Any], fired: Flags | None) -> Decided:
        """The likeliest class of each text."""
        return np.asarray(self.head._ruled(logits, fired)[1].argmax(axis=1))

    def differ(self, one: Decided, other: Decided) -> Flags:
        """Which classes are not the same."""
        return np.asarray(one != other)

    def right(self, decided: Decided, rows: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """1 where the class is the true one."""
        return np.asarray(decided == self.truth[rows], dtype=np.int64)

    def score(self, decided: Decided) -> float | None:
        """Accuracy."""
        rows = np.flatnonzero(self.labelled)
        return float(self.right(decided[rows], rows).mean()) if len(rows) else None

    def holds(self, rules: Sequence[Rule], decided: Decided) -> Flags:
        """Whether what each rule says holds of each decision, (n, rules)."""
        return rule_is_right(rules, self.head.labels, decided)

    def is_true(self, rules: Sequence[Rule]) -> Flags:
        """Whether what each rule says is true, (n, rules)."""
        return self.holds(rules, self.truth)

    def contrary(self, rules: Sequence[Rule]) -> Flags:
        """Which rules allow no label in common."""
        said = np.asarray(target_matrix(rules, self.head.labels) > 0)
        speaks, allowed = np.asarray(said.any(axis=1)), said.astype(np.float32)
        return np.asarray((allowed @ allowed.T == 0) & speaks & speaks[:, None])

    def mostly(self, rows: npt.NDArray[Any]) -> tuple[str, int] | None:
        """The most frequent true label."""
        return _most_frequent(self.names[row] for row in rows.tolist())


@dataclass(frozen=True, eq=False)
class AnyLabels:
    """A head that gives a text any number of labels; a decision is right label by label.

    :ivar sets: true labels of each text, empty where none is known.
    """

    metric: ClassVar[str] = "macro_f1"
    head: LabelsModel
    sets: Sequence[frozenset[str]]
    labelled: Flags

    @classmethod
    def of(cls, head: LabelsModel, examples: Examples) -> AnyLabels:
        """What is true of `examples`."""
        sets = list(examples.iter_label_sets(head.name))
        return cls(head, [each or frozenset() for each in sets], np.array([each is not None for each in sets]))

    @cached_property
    def truth(self) -> Flags:
        """Which labels are true, (n, labels)."""
        none = np.zeros((len(self.sets), len(self.head.labels)), dtype=bool)
        return label_counts(self.head.labels, self.sets, none)[2]

    def decide(self, logits: npt.NDArray[Any], fired: Flags | None) -> Decided:
        """Which labels each text is given, (n, labels)."""
        return self.head._ruled(logits, fired)[2]

    def differ(self, one: Decided, other: Decided) -> Flags:
        """Which texts get other labels."""
        return np.asarray((one != other).any(axis=1))

    def right(self, decided: Decided, rows: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """How many labels are rightly given or not given."""
        return np.asarray((decided == self.truth[rows]).sum(axis=1))

    def score(self, decided: Decided) -> float | None:
        """F1 averaged over the labels that are true of a text or given."""
        if not self.labelled.any():
            return None
        given, wanted = decided[self.labelled].astype(bool), self.truth[self.labelled]
        total = np.asarray(given.sum(axis=0) + wanted.sum(axis=0))
        hits = np.asarray(np.logical_and(given, wanted)).sum(axis=0)
        found = 2 * hits[total > 0] / total[total > 0]
        return float(found.mean()) if len(found) else 0.0

    def holds(self, rules: Sequence[Rule], decided: Decided) -> Flags:
        """Whether what each rule says holds of each decision, (n, rules)."""
        return labels_are_right(rules, self.head.labels, decided)

    def is_true(self, rules: Sequence[Rule]) -> Flags:
        """Whether what each rule says is true, (n, rules)."""
        return self.holds(rules, self.truth)

    def contrary(self, rules: Sequence[Rule]) -> Flags:
        """Which rules speak for and against the same label."""
        directions = direction_matrix(rules, self.head.labels)
        gives, forbids = (directions > 0).astype(np.float32), (directions < 0).astype(np.float32)
        against = gives @ forbids.T
        return np.asarray(against + against.T > 0)

    def mostly(self, rows: npt.NDArray[Any]) -> tuple[str, int] | None:
        """The most frequent true label."""
        return _most_frequent(label for row in rows.tolist() for label in sorted(self.sets[row]))


def outcomes_of(head: Head, examples: Examples) -> Outcomes:
    """Decisions of a head of either kind that rules have a say in."""
    if isinstance(head, LabelsModel):
        return AnyLabels.of(head, examples)
    assert isinstance(head, HeadModel), "rules have no say in other heads"
    return OneLabel.of(head, examples)


def _most_frequent(labels: Iterable[str | None]) -> tuple[str, int] | None:
    found = Counter(label for label in labels if label is not None).most_common(1)
    return found[0] if found else None
