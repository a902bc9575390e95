"""Temperature scaling: logits to probabilities that mean what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

FEW_ROWS = 30
"""Below this many validation rows a temperature is mostly the prior."""

_LOG_BOUND = math.log(100.0)
_PRIOR_SPREAD = 0.5


@dataclass(frozen=True)
class Temperature:
    """One number that logits are divided by before the softmax.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2.

    :ivar value: the temperature; above 1 the model was over-confident, below 1 too timid.
    :ivar rows: validation rows it was fitted on; 0 means not fitted.
    """

    value: float = 1.0
    rows: int = 0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and self.value > 0):
            raise ValueError(f"a temperature is a positive number, not {self.value!r}")

    @classmethod
    def fit(cls, logits: ArrayLike, truth: ArrayLike) -> Temperature:
        """Minimise the negative log-likelihood over the temperature, on validation rows.

        The log of the temperature has a normal prior around 0: a few rows, or rows without any error, move it
        only as far as they can justify; hundreds of rows drown the prior.

        :param logits: shape (n, k).
        :param truth: column of the true class, shape (n,); rows with -1 (a label the model lacks) are left out.
        """
        z = np.asarray(logits, dtype=np.float64)
        y = np.asarray(truth, dtype=np.int64)
        known = y >= 0
        z, y = z[known], y[known]
        if len(y) == 0 or z.shape[1] < 2:
            return cls()
        margins = z - z[np.arange(len(y)), y][:, None]

        def loss(log_t: float) -> float:
            nll = log_sum_exp(margins * math.exp(-log_t)).sum()
            return float(nll + 0.5 * (log_t / _PRIOR_SPREAD) ** 2)

        found = need("scipy.optimize").minimize_scalar(loss, bounds=(-_LOG_BOUND, _LOG_BOUND), method="bounded")
        return cls(math.exp(float(found.x)), rows=len(y))

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        if self.rows >= FEW_ROWS:
            return None
        if self.rows == 0:
            return "Probabilities are not calibrated: there were no labelled validation rows."
        return (
            f"Probabilities are calibrated on {self.rows} validation rows only: "
            f"read them as rough, and add rows until there are {FEW_ROWS} or more."
        )

    def probabilities(self, logits: ArrayLike) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (n, k), rows summing to 1."""
        return softmax(np.asarray(logits, dtype=np.float64) / self.value)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"temperature": self.value, "rows": self.rows}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Temperature:
        """Read back what `as_dict` wrote."""
        return cls(float(values["temperature"]), int(values["rows"]))


def softmax(logits: ArrayLike) -> NDArray[np.float64]:
    """Softmax over the last axis in double precision; safe for large logits."""
    z = np.asarray(logits, dtype=np.float64)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def log_sum_exp(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of the summed exponentials over the last axis; safe for large values."""
    top = z.max(axis=-1)
    return np.asarray(top + np.log(np.exp(z - top[..., None]).sum(axis=-1)))
