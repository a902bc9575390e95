"""What guessing reaches: the level that a demo on unknown data has to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

    from scaffold.data.dataset import Dataset

# A correlation, a share of spans, a reciprocal rank: what chance gives is near nothing.
_NEAR_NOTHING = 0.1


def level_of_guessing(task: str, dataset: Dataset, head: str, counts: Counter[str]) -> float:
    """A little more than what saying the same of every text reaches.

    For one label the share of the most frequent one and a tenth of what is missing; macro-F1 with every label always
    given for several; 0.1 for other figures.
    """
    rows = sum(1 for split in dataset.splits.values() for label in split.iter_labels(head) if label is not None)
    if not counts or task == "tagging":
        return _NEAR_NOTHING
    shares = [count / max(rows, 1) for count in counts.values()]
    if task == "multilabel":
        return round(sum(2 * share / (1 + share) for share in shares) / len(shares), 3)
    return round(max(shares) + 0.1 * (1 - max(shares)), 3)
