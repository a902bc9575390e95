"""Which items of lists were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse


def hits(items: NDArray[np.int64], truth: sparse.csr_matrix) -> NDArray[np.bool_]:
    """Whether each place of each list holds something that was taken, (n, c).

    :param items: (n, c), -1 where there is none.
    :param truth: what was taken, (n, items).
    """
    width = truth.shape[1]
    row = np.arange(len(items), dtype=np.int64)
    taken = np.repeat(row, np.diff(truth.indptr)) * width + truth.indices
    return np.isin(np.where(items >= 0, row[:, None] * width + items, -1), taken)
