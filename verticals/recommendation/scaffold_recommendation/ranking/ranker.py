"""The ranker: gradient-boosted trees over the scores of the retrievers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Objective = Literal["lambdarank", "binary"]
OBJECTIVES: tuple[Objective, ...] = ("lambdarank", "binary")
"""LambdaMART (Burges 2010), which orders each list, and log-loss, which also says how likely an item is taken."""

_ROUNDS = 150
_SETTINGS = {
    "num_leaves": 15,
    "learning_rate": 0.06,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "lambdarank_truncation_level": 20,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True, eq=False)
class Rows:
    """Candidates of many lists, one after the other.

    :ivar features: (rows, f).
    :ivar taken: 1 where a candidate was taken, (rows,).
    :ivar lists: number of candidates of each list, in their order.
    """

    features: Floats
    taken: NDArray[np.int8]
    lists: NDArray[np.int64]

    @classmethod
    def of(cls, features: Floats, taken: NDArray[np.bool_], there: NDArray[np.bool_]) -> Rows:
        """From features (n, c, f) of candidates of which some are there; lists without anything taken teach nothing.

        :param taken: (n, c).
        :param there: (n, c).
        """
        useful = (taken & there).any(axis=1)
        kept = there & useful[:, None]
        return cls(features[kept], taken[kept].astype(np.int8), kept.sum(axis=1)[useful])

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """All of several."""
        return cls(
            np.concatenate([part.features for part in parts]),
            np.concatenate([part.taken for part in parts]),
            np.concatenate([part.lists for part in parts]),
        )


class Ranker:
    """Trees that score candidates; higher is better.

    :ivar names: of the features, in their order.
    """

    def __init__(self, model: str, names: Sequence[str], objective: Objective) -> None:
        import lightgbm

        self.names = tuple(names)
        self.objective = objective
        self.model = model
        self._booster = lightgbm.Booster(model_str=model)

    @classmethod
    def fit(cls, rows: Rows, names: Sequence[str], objective: Objective, seed: int = 0) -> Ranker:
        """Learn which candidates were taken."""
        import lightgbm

        data = lightgbm.Dataset(rows.features, rows.taken, group=rows.lists, free_raw_data=True)
        booster = lightgbm.train({**_SETTINGS, "objective": objective, "seed": seed}, data, _ROUNDS)
        return cls(booster.model_to_string(), names, objective)

    def scores(self, features: Floats, there: NDArray[np.bool_], threads: int = 0) -> Floats:
        """Scores of candidates, (n, c); -inf where there is none. Of the objective `binary` they are log-odds.

        :param features: (n, c, f).
        :param threads: 0 for all cores; a single list is read faster by one.
        """
        found = np.full(there.shape, -np.inf, np.float32)
        if there.any():
            found[there] = self._booster.predict(features[there], raw_score=True, num_threads=threads)
        return found

    @property
    def gains(self) -> dict[str, float]:
        """What each feature contributes to the splits of all trees, as shares, the largest first."""
        gains: Any = self._booster.feature_importance("gain")
        total = float(gains.sum()) or 1.0
        shares = {name: float(gain) / total for name, gain in zip(self.names, gains, strict=True)}
        return dict(sorted(shares.items(), key=lambda each: -each[1]))
