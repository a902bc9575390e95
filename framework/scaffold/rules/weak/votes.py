"""What rules say about texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Votes:
    """What m rules say about n texts of one head with k labels.

    :ivar fired: which rule fires on which text, shape (n, m).
    :ivar targets: what a rule says when it fires, a distribution over the labels, shape (m, k): all of it on one
        label, or spread evenly over several of which one holds; all zeros if it says nothing of this head.
    :ivar weights: how much the author said that a rule counts, shape (m,); 1 unless said otherwise.
    :ivar rules: id of each rule.
    :ivar labels: of the head.
    """

    fired: NDArray[np.bool_]
    targets: NDArray[np.float32]
    weights: NDArray[np.float32]
    rules: tuple[str, ...]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        m, k = len(self.rules), len(self.labels)
        if k == 0:
            raise ValueError("votes are for the labels of a head, and there are none")
        if self.fired.ndim != 2 or self.fired.shape[1] != m:
            raise ValueError(f"fired has a column a rule, ({m}), not the shape {self.fired.shape}")
        if self.targets.shape != (m, k) or self.weights.shape != (m,):
            raise ValueError(
                f"targets have the shape {(m, k)} and weights {(m,)}, not {self.targets.shape} and {self.weights.shape}"
            )
        total = self.targets.sum(axis=1)
        if (self.targets < 0).any() or not np.all(np.isclose(total, 1, atol=1e-4) | (total == 0)):
            raise ValueError("what a rule says is a distribution over the labels: shares from 0 that sum to 1")
        if not (np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            raise ValueError("a weight is a number from 0")

    @property
    def n(self) -> int:
        """How many texts."""
        return len(self.fired)

    @property
    def m(self) -> int:
        """How many rules."""
        return len(self.rules)

    @property
    def k(self) -> int:
        """How many labels."""
        return len(self.labels)

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Which texts a rule fires on that says something, shape (n,)."""
        speaks = self.said.any(axis=1)
        return np.asarray((self.fired if speaks.all() else self.fired[:, speaks]).any(axis=1))

    @property
    def said(self) -> NDArray[np.bool_]:
        """Labels that a rule allows when it fires, shape (m, k)."""
        return np.asarray(self.targets > 0)
