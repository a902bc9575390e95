"""The texts and labels one head is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.models.classifier import unit_rows
from scaffold.training.objectives.kinds import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.examples import Examples
    from scaffold.models.classifier import Matrix
    from scaffold.models.tokens import Text
    from scaffold.training.objectives.objective import Objective, Truth
    from scaffold.training.objectives.semantic import Constraint


@dataclass(frozen=True, eq=False)
class SoftLabels:
    """What is believed of n texts whose label nobody has given, or somebody has: then it is sure.

    :ivar shares: probability of each class, (n, classes).
    :ivar weights: how much each text counts, (n,).
    :ivar evidence: what rules add to the log-probabilities of each class, (n, classes); 0 where none fired.
    :ivar given: so many texts, the first ones, have a label that somebody has given.
    """

    shares: Matrix
    weights: Matrix
    evidence: Matrix
    given: int = 0

    def plus(self, truth: Truth) -> SoftLabels:
        """With further texts of a sure class, which count as much as the one that counts most."""
        shares = np.eye(self.shares.shape[1], dtype=self.shares.dtype)[truth]
        weights = np.full(len(truth), self.weights.max(initial=1.0), dtype=self.weights.dtype)
        return SoftLabels(
            np.concatenate([self.shares, shares]),
            np.concatenate([self.weights, weights]),
            np.concatenate([self.evidence, np.zeros_like(shares)]),
            self.given,
        )

    def middles(self, features: Matrix) -> Matrix:
        """The middle of each class's texts, by their shares, (classes, dimension), unit length.

        :param features: of the texts, (n, dimension).
        """
        return unit_rows(np.asarray((self.shares * self.weights[:, None]).T @ features, dtype=np.float32))

    def expanded(self, least: float = 0.05) -> tuple[Any, Any, Matrix]:
        """For models that want one class a row: rows, classes and weights, an entry a class that is not unlikely."""
        likely = self.shares > least
        # A class that no text is likely to have keeps the likeliest one, so that no model lacks it.
        rare = np.flatnonzero(~likely.any(axis=0))
        likely[self.shares[:, rare].argmax(axis=0), rare] = True
        rows, classes = np.nonzero(likely)
        return rows, classes, self.shares[rows, classes] * self.weights[rows]


@dataclass(frozen=True)
class Labelled:
    """Texts with their truth: class indices (n,), 0 and 1 a label (n, labels), or numbers (n,).

    :ivar soft: where some labels are only believed; `truth` is the likeliest class then.
    """

    texts: Sequence[Text]
    truth: Truth
    soft: SoftLabels | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def plus(self, texts: Sequence[Text], truth: Truth) -> Labelled:
        """With further texts whose label is sure."""
        together = [*self.texts, *texts], np.concatenate([self.truth, truth])
        return Labelled(*together, self.soft and self.soft.plus(truth))

    @property
    def sure(self) -> Labelled:
        """Those that somebody has labelled."""
        return self if self.soft is None else Labelled(self.texts[: self.soft.given], self.truth[: self.soft.given])

    def targets(self) -> Iterator[Any]:
        """What a fine-tuning learns of each text: its truth, or class shares, weight and evidence together."""
        if self.soft is None:
            return iter(self.truth)
        return zip(self.soft.shares, self.soft.weights, self.soft.evidence, strict=True)

    def start(self, objective: Objective, features: Matrix, outputs: int) -> tuple[Matrix, Matrix]:
        """Weight and bias a fine-tuning starts from; features (n, dimension)."""
        if self.soft is None:
            return objective.start(features, self.truth, outputs)
        # A class may be the likeliest one of no text.
        return self.soft.middles(features), np.zeros(outputs, dtype=np.float32)

    def fit(self, model: Any, features: Any) -> Any:
        """A scikit-learn model fitted to the features of the texts."""
        if self.soft is None:
            return model.fit(features, self.truth)
        rows, classes, weights = self.soft.expanded()
        return model.fit(features[rows], classes, sample_weight=weights)


@dataclass(frozen=True)
class Task:
    """One head that reads a text as a whole: its labels, and the texts to fit and to choose on.

    :ivar labels: sorted, or in the order of an ordinal head; of a regression its one output.
    :ivar metric: what is chosen by, one of the metrics of its objective.
    :ivar kind: a key of `OBJECTIVES`.
    :ivar constraints: what experts know of its labels and those of other heads.
    :ivar mean: of a regression: its truth is the number less this, in units of `spread`.
    """

    head: str
    labels: tuple[str, ...]
    train: Labelled
    validation: Labelled
    metric: str = "accuracy"
    kind: str = "classification"
    mean: float = 0.0
    spread: float = 1.0
    constraints: tuple[Constraint, ...] = ()

    @property
    def objective(self) -> Objective:
        """What the truth means."""
        return OBJECTIVES[self.kind]

    @property
    def known(self) -> Labelled:
        """Training texts that are cases to compare others with: those that somebody has labelled, if there are any."""
        return self.train.sure if len(self.train.sure) else self.train

    @property
    def is_of_classes(self) -> bool:
        """Whether a text has one of the labels, so that the truth is a class index."""
        return self.kind not in ("multilabel", "regression")


UNKNOWN = -1


def labelled(examples: Examples, head: str, labels: Sequence[str]) -> Labelled:
    """The examples that carry one label for `head`; a label not among `labels` gets the index -1."""
    index = {label: i for i, label in enumerate(labels)}
    pairs = zip(examples.iter_inputs(), examples.labels(head), strict=True)
    known = [(text, index.get(label, UNKNOWN)) for text, label in pairs if label is not None]
    return Labelled([text for text, _ in known], np.array([truth for _, truth in known], dtype=np.int64))
