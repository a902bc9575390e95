"""What each item of a history says for each item of a list; summed up, it is the score that a retriever gives."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from scaffold_recommendation.retrieval.text_match import HALF, LAST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.retrieval.als import Als
    from scaffold_recommendation.retrieval.ease import Ease
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.item_knn import ItemKnn
    from scaffold_recommendation.retrieval.retrievers import Retrievers
    from scaffold_recommendation.retrieval.text_match import TextMatch

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

_FAINT = 0.01
"""Of ALS, whose scores lie about 0 and 1, what is as good as nothing."""

_GRAMS: WeakKeyDictionary[Als, Floats] = WeakKeyDictionary()


def by_takers(retrievers: Retrievers, histories: Histories, items: Numbers) -> Floats:
    """By who takes what, (items, history); zeros in a row for which the history says nothing.

    EASE says it; for an item that it does not cover, ItemKNN, and then ALS. An item says nothing for itself.

    :param histories: of one user.
    """
    found = by_ease(retrievers.ease, histories, items)
    for other, least in ((_by_knn, 0.0), (_by_als, _FAINT)):
        silent = np.flatnonzero(found.sum(axis=1) <= 0)
        if len(silent):
            said = other(retrievers, histories, items[silent])
            said[histories.item == items[silent, None]] = 0
            found[silent] = np.where(said.sum(axis=1, keepdims=True) > least, said, 0)
    return found


def by_ease(ease: Ease, histories: Histories, items: Numbers) -> Floats:
    """Weight of each item of the history for each item, (items, history)."""
    said = [ease.because(item, histories.item) for item in items.tolist()]
    return np.stack(said) * histories.weight


def by_knn(knn: ItemKnn, histories: Histories, items: Numbers) -> Floats:
    """Similarity with each item of the history, times its weight, (items, history)."""
    rows, columns = _inside(histories.item, knn.similar.shape[0]), _inside(items, knn.similar.shape[0])
    found = np.zeros((len(items), len(histories.item)), np.float32)
    found[np.ix_(columns, rows)] = knn.similar[histories.item[rows]][:, items[columns]].toarray().T
    return found * histories.weight


def by_als(als: Als, histories: Histories, items: Numbers) -> Floats:
    """Part of each item of the history in the product of factors, (items, history).

    Hu, Koren & Volinsky 2008, section 5: the user's factors are a sum over the history.
    """
    vectors, shape = als.nearest.vectors, als.shape
    rows, columns = _inside(histories.item, len(vectors)), _inside(items, len(vectors))
    rows = rows[histories.weight[rows] > 0]
    factors, confidence = vectors[histories.item[rows]], shape.alpha * histories.weight[rows]
    normal = _gram(als) + (factors.T * (confidence - 1)) @ factors
    normal[np.diag_indices(len(normal))] += shape.l2
    weighted = np.linalg.solve(normal, vectors[items[columns]].T).T
    found = np.zeros((len(items), len(histories.item)), np.float32)
    found[np.ix_(columns, rows)] = weighted @ factors.T * confidence
    return found


def by_text(text: TextMatch, histories: Histories, items: Numbers) -> tuple[Numbers, Floats, Floats]:
    """The items of the history whose texts are read, (r,), the newest first, and for each item (items, r) each:
    cosine with their texts, and what that adds to its score before the length of the sum is taken to 1.
    """
    newest, weights = (each[0] for each in histories.newest(LAST))
    rows = _inside(newest, len(text.nearest))
    rows = rows[weights[rows] > 0]
    known = (items >= 0) & (items < len(text.nearest))
    vectors = np.where(known[:, None], text.vectors[np.where(known, items, 0)], np.float32(0))
    cosine = vectors @ text.vectors[newest[rows]].T
    return newest[rows], cosine, cosine * (weights[rows] * 0.5 ** (rows / HALF)).astype(np.float32)


def _by_knn(retrievers: Retrievers, histories: Histories, items: Numbers) -> Floats:
    return by_knn(retrievers.item_knn, histories, items)


def _by_als(retrievers: Retrievers, histories: Histories, items: Numbers) -> Floats:
    return by_als(retrievers.als, histories, items)


def _inside(numbers: Numbers, end: int) -> Numbers:
    """Places of those that a retriever knows."""
    return np.flatnonzero((numbers >= 0) & (numbers < end))


def _gram(als: Als) -> Floats:
    """Products of the factors of all items; of a large catalogue they take a while, once."""
    if als not in _GRAMS:
        _GRAMS[als] = als.nearest.vectors.T @ als.nearest.vectors
    return _GRAMS[als]
