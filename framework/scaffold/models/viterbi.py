"""The best sequence of BIO tags that is a legal one.

Forney, "The Viterbi algorithm", Proceedings of the IEEE 61(3), 1973; transitions that BIO does not allow cost
infinitely much.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Scores = npt.NDArray[np.floating]
_OUTSIDE = "O"
_BLOCK = 128


def bio_tags(types: Iterable[str]) -> tuple[str, ...]:
    """`O`, then `B-x` and `I-x` for each type, in the order of their names.

    >>> bio_tags(["city", "artist"])
    ('O', 'B-artist', 'I-artist', 'B-city', 'I-city')
    """
    return (_OUTSIDE, *(f"{mark}-{kind}" for kind in sorted(set(types)) for mark in "BI"))


@lru_cache(maxsize=64)
def legal_transitions(tags: tuple[str, ...]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What may follow what: `I-x` follows `B-x` and `I-x` only, and begins no sequence.

    :return: which tags may come first (tags,), and which tag (second axis) may follow which (first axis).
    """
    first = np.array([not tag.startswith("I-") for tag in tags])
    follows = np.ones((len(tags), len(tags)), dtype=bool)
    for column, tag in enumerate(tags):
        if not first[column]:
            follows[:, column] = [before[2:] == tag[2:] and before != _OUTSIDE for before in tags]
    first.setflags(write=False)
    follows.setflags(write=False)
    return first, follows


def viterbi(scores: Scores, tags: Sequence[str], transitions: Scores | None = None) -> list[int]:
    """The legal sequence with the highest sum of scores.

    :param scores: (tokens, tags), such as log-probabilities.
    :param transitions: (tags, tags) learnt score of the second axis' tag after the first axis' one.
    :return: the number of a tag for each token.
    """
    scores = np.asarray(scores)
    return viterbi_batch(scores[None], [len(scores)], tags, transitions)[0]


def viterbi_batch(
    scores: Scores, lengths: Sequence[int], tags: Sequence[str], transitions: Scores | None = None
) -> list[list[int]]:
    """`viterbi` for many sequences at once.

    :param scores: (sequences, longest, tags); what stands behind a sequence's length is not looked at.
    :param lengths: tokens of each sequence.
    """
    first, follows = legal_transitions(tuple(tags))
    sizes = np.asarray(lengths, dtype=np.intp)
    if not scores.shape[0] or not scores.shape[1]:
        return [[] for _ in sizes]
    come_from = _sparse(tuple(tags)) if transitions is None else _Dense(np.where(follows, transitions, -np.inf))
    best = np.where(first, np.asarray(scores[:, 0], dtype=np.float64), -np.inf)
    back = np.zeros(scores.shape, dtype=np.intp)
    for step in range(1, scores.shape[1]):
        reached, back[:, step] = come_from(best)
        best = np.where((step < sizes)[:, None], reached + scores[:, step], best)
    return _walked_back(best.argmax(axis=1), back, sizes)


def viterbi_many(rows: Sequence[Scores], tags: Sequence[str], transitions: Scores | None = None) -> list[list[int]]:
    """`viterbi` for sequences of any number and length, those of like length together.

    :param rows: scores of each sequence, (tokens, tags).
    """
    found: list[list[int]] = [[] for _ in rows]
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    for start in range(0, len(order), _BLOCK):
        own = order[start : start + _BLOCK]
        sizes = [len(rows[number]) for number in own]
        scores = np.zeros((len(own), sizes[-1], len(tags)))
        for place, (number, size) in enumerate(zip(own, sizes, strict=True)):
            scores[place, :size] = rows[number]
        for number, path in zip(own, viterbi_batch(scores, sizes, tags, transitions), strict=True):
            found[number] = path
    return found


class _Dense:
    """The best tag before each tag, with a score for every transition."""

    def __init__(self, cost: Scores) -> None:
        # The axis that is searched comes last: its numbers lie side by side in memory.
        self._cost = np.ascontiguousarray(cost.T)

    def __call__(self, best: Scores) -> tuple[Scores, npt.NDArray[np.intp]]:
        """Score and number of the best tag before each tag, both (sequences, tags).

        :param best: (sequences, tags) score of the best path that ends in each tag.
        """
        reached = best[:, None, :] + self._cost
        before = reached.argmax(axis=2)
        return np.take_along_axis(reached, before[..., None], axis=2)[..., 0], before


class _Sparse:
    """The same where legal transitions cost nothing: most tags follow whichever is best, the others one of two."""

    def __init__(self, tags: tuple[str, ...]) -> None:
        first, follows = legal_transitions(tags)
        self._inside = np.flatnonzero(~first)
        allowed = [np.flatnonzero(follows[:, tag]) for tag in self._inside]
        self._sources = np.array([[own[0], own[-1]] for own in allowed], dtype=np.intp).reshape(-1, 2)

    def __call__(self, best: Scores) -> tuple[Scores, npt.NDArray[np.intp]]:
        before = np.repeat(best.argmax(axis=1)[:, None], best.shape[1], axis=1)
        second = best[:, self._sources[:, 1]] > best[:, self._sources[:, 0]]
        before[:, self._inside] = np.where(second, self._sources[:, 1], self._sources[:, 0])
        return np.take_along_axis(best, before, axis=1), before


_sparse = lru_cache(maxsize=64)(_Sparse)


def _walked_back(
    last: npt.NDArray[np.intp], back: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp]
) -> list[list[int]]:
    rows = np.arange(len(last))
    paths = np.zeros(back.shape[:2], dtype=np.int32)
    current = last
    for step in range(back.shape[1] - 1, -1, -1):
        paths[:, step] = current
        if step:
            current = np.where(step < sizes, back[rows, step, current], current)
    return [path[:size].tolist() for path, size in zip(paths, sizes, strict=True)]
