"""What decisions cost, as declared under `[decision.costs]`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Costs:
    """Relative costs; only their ratios matter.

    :ivar wrong_answer: of answering with a wrong label.
    :ivar ask: of asking back.
    :ivar handoff: of handing over to a person.
    :ivar labels: of a wrong answer to a text whose true label is this one, where it is not `wrong_answer`.
    """

    wrong_answer: float
    ask: float
    handoff: float
    labels: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, decision: Mapping[str, Any]) -> Costs | None:
        """The costs in the decision settings (`metadata["decision"]` of a bundle); None when none are declared."""
        declared = decision.get("costs")
        return cls(**declared) if declared else None

    def check(self, labels: Collection[str]) -> None:
        """Refuse costs of labels that do not exist.

        :param labels: of all heads.
        :raises SettingsError: naming the nearest known label.
        """
        for label in self.labels:
            if label not in labels:
                raise SettingsError(
                    f"decision.costs.labels: {label!r} is not a label{did_you_mean(label, labels)}",
                    hint="Costs are given by the names of the labels in the data.",
                )

    def of_answers(self, probabilities: ArrayLike, labels: Sequence[str]) -> NDArray[np.float64]:
        """Expected cost of answering each row with its likeliest label, shape (n,).

        Elkan 2001, "The Foundations of Cost-Sensitive Learning", section 1: the sum over the other labels of their
        probability times what a wrong answer costs where they are true.

        :param probabilities: calibrated, shape (n, k).
        :param labels: names of the k columns.
        """
        p = np.asarray(probabilities, dtype=np.float64)
        each = np.array([self.labels.get(label, self.wrong_answer) for label in labels], dtype=np.float64)
        if len(p) == 0:
            return np.empty(0)
        top = p.argmax(axis=1)
        return np.asarray(np.maximum(p @ each - p[np.arange(len(p)), top] * each[top], 0.0))
