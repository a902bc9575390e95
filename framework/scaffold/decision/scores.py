"""Scores and truth as arrays, checked once for every method that is fitted on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import ScaffoldError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def finite(values: ArrayLike, what: str) -> NDArray[np.float64]:
    """`values` in double precision.

    :param what: how a message calls them.
    :raises ScaffoldError: when one of them is infinite or not a number.
    """
    array = np.asarray(values, dtype=np.float64)
    broken = ~np.isfinite(array)
    if broken.any():
        raise ScaffoldError(
            f"{int(broken.sum())} of {array.size} {what} are infinite or not numbers",
            hint="The model came apart in training: lower its learning rate or take another seed.",
        )
    return array


def multilabel(scores: ArrayLike, truth: ArrayLike, what: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores and truth of any number of labels a row, both (n, k).

    :param truth: 1 where a row has the label, 0 where not, NaN where that is not known.
    :raises ScaffoldError: when shapes or values do not fit.
    """
    z, t = finite(scores, what), np.asarray(truth, dtype=np.float64)
    if z.ndim != 2 or z.shape != t.shape:
        raise ScaffoldError(f"{what} of shape {z.shape} do not fit a truth of shape {t.shape}")
    if not np.isin(t[~np.isnan(t)], (0, 1)).all():
        raise ScaffoldError("the truth of a label is 1, 0 or unknown (NaN)")
    return z, t
