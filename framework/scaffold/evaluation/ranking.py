"""How well probabilities put the cases of a class before the others, whatever the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.extras import need

if TYPE_CHECKING:
    from numpy.typing import NDArray


def class_auroc(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float | None:
    """Area under the ROC curve, the mean over classes against the rest; of two classes that of either.

    None where no class has cases both in it and outside.

    :param truth: class index of each row, -1 for one that the model lacks, (n,).
    :param probabilities: (n, classes).
    """
    score = need("sklearn.metrics").roc_auc_score
    classes = [c for c in range(probabilities.shape[1]) if 0 < (truth == c).sum() < len(truth)]
    return float(np.mean([score(truth == c, probabilities[:, c]) for c in classes])) if classes else None
