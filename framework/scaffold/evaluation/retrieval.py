"""Figures of heads whose vectors find what belongs to a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.pair_ranks import FIGURES

if TYPE_CHECKING:
    from scaffold.models.pair_ranks import Ranks


def retrieval_metrics(found: Ranks) -> dict[str, float]:
    """Every figure of one split, by name: mean reciprocal rank, recall among the first, the median rank."""
    return {name: figure(found.ranks) for name, figure in FIGURES.items()} | {
        "median_rank": float(np.median(found.ranks)),
        "candidates": float(found.candidates),
        "rows": float(len(found.ranks)),
    }
