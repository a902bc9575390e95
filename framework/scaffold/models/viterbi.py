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
    cost = np.where(follows, 0.0 if transitions is None else transitions, -np.inf)
    count, longest, _ = scores.shape
    sizes = np.asarray(lengths, dtype=np.intp)
    if not count or not longest:
        return [[] for _ in range(count)]
    best = np.where(first, np.asarray(scores[:, 0], dtype=np.float64), -np.inf)
    back = np.zeros(scores.shape, dtype=np.int32)
    for step in range(1, longest):
        reached = best[:, :, None] + cost
        back[:, step] = reached.argmax(axis=1)
        ahead = np.take_along_axis(reached, back[:, step, None, :], axis=1)[:, 0] + scores[:, step]
        best = np.where((step < sizes)[:, None], ahead, best)
    return _walked_back(best.argmax(axis=1), back, sizes)


def _walked_back(
    last: npt.NDArray[np.intp], back: npt.NDArray[np.int32], sizes: npt.NDArray[np.intp]
) -> list[list[int]]:
    rows = np.arange(len(last))
    paths = np.zeros(back.shape[:2], dtype=np.int32)
    current = last
    for step in range(back.shape[1] - 1, -1, -1):
        paths[:, step] = current
        if step:
            current = np.where(step < sizes, back[rows, step, current], current)
    return [path[:size].tolist() for path, size in zip(paths, sizes, strict=True)]
