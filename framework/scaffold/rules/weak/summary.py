"""What each rule does on the texts at hand, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.beliefs import judged
from scaffold.rules.weak.firings import ROWS
from scaffold.rules.weak.interval import share_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.rules.weak.dawid_skene import DawidSkene
    from scaffold.rules.weak.votes import Votes


@dataclass(frozen=True)
class RuleSummary:
    """One rule. Shares are of all texts, as in Ratner et al. 2017, so that those of two rules compare.

    :ivar label: what it says, as text.
    :ivar fired: texts it fires on.
    :ivar coverage: share of texts it fires on.
    :ivar overlap: share of texts it fires on together with another rule.
    :ivar conflict: share of texts it fires on together with a rule that allows none of its labels.
    :ivar accuracy: learnt probability that it is right where it fires.
    :ivar correct: texts of known class where it is right.
    :ivar judged: texts of known class it fires on.
    :ivar precision: correct of judged; None where none was judged.
    :ivar low: what precision is at least, at 95 %.
    :ivar high: what precision is at most.
    """

    id: str
    label: str
    fired: int
    coverage: float
    overlap: float
    conflict: float
    accuracy: float
    correct: int
    judged: int
    precision: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Totals:
    """All rules together: shares of texts that a rule fires on, that several do, that contrary ones do."""

    texts: int
    coverage: float
    overlap: float
    conflict: float


def summarise(votes: Votes, fitted: DawidSkene, gold: NDArray[np.int64] | None = None) -> list[RuleSummary]:
    """A row a rule, in the order of the rules.

    :param gold: class of each text, or -1; shape (n,).
    """
    fired, overlap, conflict, _ = _counts(votes)
    seen, right = judged(votes, np.full(votes.n, -1) if gold is None else gold)
    found = []
    for at, rule in enumerate(votes.rules):
        correct, rows = int(right[at]), int(seen[at])
        low, high = share_bounds(correct, rows)
        found.append(
            RuleSummary(
                id=rule,
                label=_label(votes, at),
                fired=int(fired[at]),
                coverage=_share(fired[at], votes.n),
                overlap=_share(overlap[at], votes.n),
                conflict=_share(conflict[at], votes.n),
                accuracy=float(fitted.accuracies[at]),
                correct=correct,
                judged=rows,
                precision=correct / rows if rows else None,
                low=low,
                high=high,
            )
        )
    return found


def totals(votes: Votes) -> Totals:
    """All rules together."""
    together = _counts(votes)[3]
    return Totals(votes.n, *(_share(count, votes.n) for count in together))


def _counts(votes: Votes) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Texts a rule fires on, with another one, with a contrary one, shapes (m,); the same of any rule, shape (3,)."""
    said = votes.said.astype(np.float32)
    speaks = np.asarray(votes.said.any(axis=1))
    contrary = ((said @ said.T == 0) & speaks & speaks[:, None]).astype(np.float32)
    each, any_rule = np.zeros((3, votes.m), dtype=np.int64), np.zeros(3, dtype=np.int64)
    for start in range(0, votes.n, ROWS):
        fired = votes.fired[start : start + ROWS]
        several = fired & (fired.sum(axis=1, keepdims=True) > 1)
        against = fired & (fired.astype(np.float32) @ contrary > 0)
        for row, found in enumerate((fired, several, against)):
            each[row] += found.sum(axis=0)
            any_rule[row] += found.any(axis=1).sum()
    return each[0], each[1], each[2], any_rule


def _label(votes: Votes, rule: int) -> str:
    said = [label for label, holds in zip(votes.labels, votes.said[rule], strict=True) if holds]
    others = [label for label in votes.labels if label not in said]
    return f"not {' or '.join(others)}" if 0 < len(others) < len(said) else " or ".join(said)


def _share(count: float, of: int) -> float:
    return float(count) / of if of else 0.0
