"""The candidates of a request in columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.placed import Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.candidate import Candidate


@dataclass(frozen=True, eq=False)
class Lineup:
    """Each item once, the highest score first; what other modules call a row is one of these.

    :ivar given: as they came.
    :ivar rows: where each stands in `given`.
    :ivar out: by row, why it cannot be shown at all.
    """

    given: Sequence[Candidate]
    rows: NDArray[np.intp]
    items: NDArray[np.int64]
    scores: NDArray[np.float64]
    out: dict[int, Move] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Sequence[Candidate]) -> Lineup:
        """Of an item that is given twice the higher score counts; one without a score comes last."""
        items = np.fromiter((each.item for each in given), dtype=np.int64, count=len(given))
        scores = np.fromiter((each.score for each in given), dtype=np.float64, count=len(given))
        rows = np.argsort(-np.where(np.isnan(scores), -np.inf, scores), kind="stable")
        if not np.isfinite(scores).all():
            # What has no score does not spoil the deviation of the others.
            known = scores[np.isfinite(scores)] if np.isfinite(scores).any() else np.zeros(1)
            scores = np.clip(np.where(np.isnan(scores), known.min(), scores), known.min(), known.max())
        _, first = np.unique(items[rows], return_index=True)
        rows = rows[np.sort(first)]
        return cls(given, rows, items[rows], scores[rows])

    def take_out(self, rule: str, found: NDArray[np.bool_]) -> None:
        """Remember the rows that a rule takes out, if none has before."""
        for row in np.flatnonzero(found).tolist():
            self.out.setdefault(row, Move(rule, "exclude", row + 1, None))

    def left(self) -> NDArray[np.intp]:
        """Rows that may be shown."""
        return np.asarray([row for row in range(len(self.items)) if row not in self.out], dtype=np.intp)

    def at(self, rows: Iterable[int]) -> list[Candidate]:
        """Some of them, as they came."""
        return [self.given[int(self.rows[row])] for row in rows]
