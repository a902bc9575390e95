"""Labels that are probably wrong, by confident learning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix

Probabilities = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

FOLDS = 5
LEAST = 5
"""Texts that a class needs for its labels to be judged."""


@dataclass(frozen=True)
class LabelIssue:
    """A label that the other texts speak against.

    :ivar row: row number of the text.
    :ivar suggested: the label the others speak for.
    :ivar likelihood: how sure the others are that the label is wrong: 1 - p(given label), out of fold.
    """

    row: int
    given: str
    suggested: str
    likelihood: float


@dataclass(frozen=True, eq=False)
class LabelNoise:
    """What confident learning found.

    :ivar joint: estimated share of texts by given label (row) and true label (column), (k, k), sum 1; 0 without texts.
    :ivar issues: the probably wrong labels, those first that trail another label by most.
    """

    labels: tuple[str, ...]
    joint: Probabilities
    issues: tuple[LabelIssue, ...]

    @property
    def rate(self) -> float:
        """Estimated share of wrong labels."""
        return float(self.joint.sum() - np.trace(self.joint))


def find_label_noise(
    probabilities: Probabilities, truth: Indices, labels: Sequence[str], *, least: int = LEAST
) -> LabelNoise:
    """Compare each label with what models say that never saw it.

    A text counts as a sure case of a class when its probability reaches the mean that texts labelled so have; counting
    sure cases by given label gives the confident joint, and with it the share of wrong labels. So many texts are
    found: those whose label trails the likeliest other one by most (Northcutt, Jiang & Chuang 2021, "Confident
    Learning", section 3.1, and 3.2, pruning by noise rate).

    :param probabilities: out of fold, (n, k).
    :param truth: index of each given label, (n,); rows with -1 are left out.
    :param least: classes with fewer texts than that are left out.
    """
    classes = probabilities.shape[1]
    enough = np.bincount(truth[truth >= 0], minlength=classes) >= least
    known = np.flatnonzero((truth >= 0) & enough[truth])
    p, given = probabilities[known], truth[known]
    counts = np.bincount(given, minlength=classes)
    sums = np.bincount(given, weights=p[np.arange(len(p)), given], minlength=classes)
    # Nothing is a sure case of a class without texts.
    thresholds = np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
    rows = np.arange(len(p))
    sure = np.where(p >= thresholds, p, -1.0)
    judged = sure.max(axis=1, initial=-1.0) >= 0
    joint = _joint(given[judged], sure[judged].argmax(axis=1), counts)
    others = p.copy()
    others[rows, given] = -1.0
    rival = others.argmax(axis=1)
    lead = others[rows, rival] - p[rows, given]
    found = np.argsort(-lead, kind="stable")[: round((joint.sum() - np.trace(joint)) * len(p))]
    issues = tuple(
        LabelIssue(int(known[row]), labels[given[row]], labels[rival[row]], float(1 - p[row, given[row]]))
        for row in found
        if lead[row] > 0
    )
    return LabelNoise(tuple(labels), joint, issues)


def out_of_fold(
    features: Matrix, truth: Indices, classes: int, *, strength: float = 3.0, folds: int = FOLDS, seed: int = 1
) -> Probabilities:
    """Probabilities of each text by logistic regression on the others, (n, classes).

    :param features: (n, d).
    :param truth: class of each, (n,), none below 0; a class with fewer texts than folds is in fewer of them.
    :param strength: `C` of the regression.
    """
    regression = need("sklearn.linear_model").LogisticRegression
    probabilities = np.zeros((len(truth), classes))
    fold = _folds(truth, folds, seed)
    for number in range(folds):
        held = fold == number
        present = np.unique(truth[~held])
        if len(present) == 1:
            probabilities[np.ix_(held, present)] = 1.0
        elif held.any():
            fitted = regression(C=strength, max_iter=1000, tol=1e-3).fit(features[~held], truth[~held])
            probabilities[np.ix_(held, present)] = fitted.predict_proba(features[held])
    return probabilities


def _joint(given: Indices, likely: Indices, counts: Indices) -> Probabilities:
    """Counts of sure cases, scaled so that each given label has its share of texts."""
    joint = np.zeros((len(counts), len(counts)))
    np.add.at(joint, (given, likely), 1.0)
    # Where no text is a sure case of anything, its labels are taken to be right.
    joint[np.diag_indices(len(counts))] += (joint.sum(axis=1) == 0) * counts
    scaled = joint / np.maximum(joint.sum(axis=1, keepdims=True), 1) * counts[:, None]
    return np.asarray(scaled / max(scaled.sum(), 1.0))


def _folds(truth: Indices, folds: int, seed: int) -> Indices:
    """Fold of each row: every class dealt out evenly."""
    order = np.random.default_rng(seed).permutation(len(truth))
    by_class = order[np.argsort(truth[order], kind="stable")]
    fold = np.zeros(len(truth), dtype=np.int64)
    fold[by_class] = np.arange(len(truth)) % folds
    return fold
