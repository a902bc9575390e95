"""Which of many unlabelled texts to label next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from scaffold.labelling.diversity import ALIKE, nearest_cosine, representatives

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix

Why = Literal["uncertain", "different", "random"]

RANDOM_SHARE = 0.1
"""Share of a batch drawn at random: what is measured on it is true of all texts."""

# Of these many candidates for each place the most different are taken: 5 and 20 were no better on BANKING77.
_CANDIDATES = 10
_MOST_CANDIDATES = 20_000
_SMALLEST_WEIGHT = 1e-3


@dataclass(frozen=True, eq=False)
class Choice:
    """Row numbers, and why each was chosen.

    :ivar why: `uncertain`: among the texts the model hesitates most about; `different`: stands for texts unlike
        the other chosen ones; `random`: drawn blindly.
    """

    rows: npt.NDArray[np.int64]
    why: Sequence[Why]


def margins(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Difference of the two largest probabilities of each row, (n,); small where the model hesitates.

    Scheffer et al. 2001, "Active Hidden Markov Models for Information Extraction", section 4.

    :param probabilities: (n, classes), two classes at least.
    """
    top = np.partition(np.asarray(probabilities, dtype=np.float64), -2, axis=1)
    return np.asarray(top[:, -1] - top[:, -2])


def choose(margin: npt.NDArray[np.floating], features: Matrix, covered: Matrix, count: int, seed: int) -> Choice:
    """The `count` texts that teach most, a tenth of them drawn at random; those come last.

    :param margin: of each text, (n,).
    :param features: of each text, (n, d), rows of unit length.
    :param covered: those of texts whose labels are known, (m, d): near-duplicates of them are left to the end.
    """
    blind, rest = _draw(len(features), count, seed)
    wanted = min(count, len(features)) - len(blind)
    uncertainty = np.maximum(1 - np.asarray(margin, dtype=np.float64)[rest], _SMALLEST_WEIGHT)
    known = nearest_cosine(features[rest], covered) >= ALIKE
    order = np.lexsort((-uncertainty, known))
    candidates = order[: max(wanted, min(_CANDIDATES * wanted, _MOST_CANDIDATES))]
    taken = representatives(features[rest[candidates]], wanted, seed, weights=uncertainty[candidates])
    why: list[Why] = ["uncertain" if place < wanted else "different" for place in taken]
    return _with(blind, rest[candidates[taken]], why)


def choose_unseen(features: Matrix, count: int, seed: int) -> Choice:
    """The same before there is any model: `count` texts that together stand for all.

    :param features: sentence vectors, (n, d), rows of unit length.
    """
    blind, rest = _draw(len(features), count, seed)
    wanted = min(count, len(features)) - len(blind)
    pool = np.random.default_rng([seed, 1]).permutation(rest)[: max(wanted, _MOST_CANDIDATES)]
    taken = representatives(features[pool], wanted, seed)
    return _with(blind, pool[taken], ["different" for _ in taken])


def _draw(texts: int, count: int, seed: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows drawn at random from all, and the others; drawn before anything is chosen, so that they stand for all."""
    order = np.random.default_rng(seed).permutation(texts)
    blind = round(RANDOM_SHARE * min(count, texts))
    return order[:blind], np.sort(order[blind:])


def _with(blind: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], why: list[Why]) -> Choice:
    drawn: list[Why] = ["random" for _ in blind]
    return Choice(np.concatenate([rows, blind]), why + drawn)
