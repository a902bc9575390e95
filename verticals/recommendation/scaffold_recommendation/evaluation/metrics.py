"""How good lists are for each user, over the full catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.hits import hits

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]

CUTS = (5, 10, 20)


@dataclass(frozen=True, eq=False)
class UserFigures:
    """Figures of every user who took something, by name such as `ndcg@10`; each (n,)."""

    figures: dict[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.figures[name]

    def means(self) -> dict[str, float]:
        """Means over users."""
        return {name: float(values.mean()) if len(values) else 0.0 for name, values in self.figures.items()}


def user_figures(lists: NDArray[np.int64], truth: sparse.csr_matrix, cuts: tuple[int, ...] = CUTS) -> UserFigures:
    """NDCG, recall, hit rate and reciprocal rank of lists.

    NDCG is that of Jarvelin & Kekalainen 2002 with gains of 0 and 1; the ideal list has min(k, taken) hits. Recall is
    the share of what a user took that is on the list.

    :param lists: items of each user, best first, (n, k), -1 where a list is shorter.
    :param truth: what each user took, (n, items); every row has something.
    """
    found_at = hits(lists, truth)
    taken: NDArray[np.int64] = np.diff(truth.indptr)
    # The ideal list is as long as the cut, also where the lists given are shorter.
    gain = 1 / np.log2(np.arange(2, max(lists.shape[1], *cuts) + 2))
    best = np.r_[0, np.cumsum(gain)]
    found: dict[str, Floats] = {}
    for cut in cuts:
        part = found_at[:, :cut]
        found[f"ndcg@{cut}"] = part @ gain[: part.shape[1]] / best[np.minimum(taken, cut)]
        found[f"recall@{cut}"] = part.sum(axis=1) / taken
        found[f"hr@{cut}"] = np.asarray(part.any(axis=1), np.float64)
        first = part.argmax(axis=1)
        found[f"mrr@{cut}"] = np.where(part.any(axis=1), 1 / (first + 1), 0.0)
    return UserFigures(found)


def coverage(lists: NDArray[np.int64], items: int) -> float:
    """Share of the catalogue that is on any list."""
    return len(np.unique(lists[lists >= 0])) / items


def gini(lists: NDArray[np.int64], items: int) -> float:
    """Gini index of how often items are shown: 0 if all alike, near 1 if a few take all places."""
    counts = np.sort(np.bincount(lists[lists >= 0], minlength=items))
    total = counts.sum()
    if not total:
        return 0.0
    place = np.arange(1, items + 1)
    return float((2 * place - items - 1) @ counts / (items * total))


def novelty(lists: NDArray[np.int64], takers: NDArray[np.float64], users: int) -> float:
    """Mean surprise of shown items in bits: -log2 of the share of users who took them (Castells et al. 2015).

    :param takers: users who took each item, (items,); an item that nobody took counts as if one user had.
    :param users: how many users there are.
    """
    shown = lists[lists >= 0]
    share = np.maximum(takers[shown], 1) / max(users, 1)
    return float(-np.log2(np.minimum(share, 1)).mean()) if len(shown) else 0.0
