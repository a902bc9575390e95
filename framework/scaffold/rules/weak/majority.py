"""The label that most rules name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.rules.weak.votes import Votes


def majority(votes: Votes) -> NDArray[np.float64]:
    """Shares of the weighted votes, shape (n, k); a tie stays one.

    A text that no rule fires on, or only rules of weight 0, has the same share for every label;
    `Votes.covered` tells the former.
    """
    # Rules are few and texts many: only the few columns are turned into numbers at a time.
    shares = np.zeros((votes.n, votes.k))
    for column, said in enumerate(votes.weights[:, None].astype(np.float64) * votes.targets):
        shares[votes.fired[:, column]] += said
    total = shares.sum(axis=1, keepdims=True)
    shares[total[:, 0] <= 0] = 1.0
    shares /= np.where(total > 0, total, votes.k)
    return shares
