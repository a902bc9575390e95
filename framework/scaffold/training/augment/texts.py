"""Copies of labelled texts that read a little differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from scaffold.errors import SettingsError, did_you_mean
from scaffold.training.augment.punctuation import insert_punctuation
from scaffold.training.augment.words import delete_words, swap_words

if TYPE_CHECKING:
    from collections.abc import Sequence

Method = Literal["aeda", "eda"]

MOST_A_CLASS = 1000
"""Texts of a class from which on copies teach nothing new."""


def augment_texts(
    texts: Sequence[str],
    truth: npt.NDArray[Any],
    *,
    method: Method,
    copies: int,
    seed: int,
    most_a_class: int = MOST_A_CLASS,
) -> tuple[list[str], npt.NDArray[Any]]:
    """Up to `copies` altered copies of each text, with its truth; the texts themselves are not among them.

    Texts of classes with more than `most_a_class` texts get none, nor does a text that cannot be altered. The copies of
    a text depend on `seed` and its place only.

    :param truth: class of each text, (n,); or 0 and 1 by class, (n, classes); or numbers, (n,), taken as one class.
    :param method: `aeda` puts punctuation between words, `eda` swaps words or leaves some out.
    :raises SettingsError: for a method that is not known.
    """
    if method not in get_args(Method):
        raise SettingsError(f"there is no augmentation {method!r}{did_you_mean(method, get_args(Method))}")
    made: list[str] = []
    sources: list[int] = []
    for row in np.flatnonzero(class_sizes(truth) <= most_a_class).tolist():
        text = texts[row]
        found = dict.fromkeys(
            _altered(text, method, np.random.default_rng([seed, row, copy])) for copy in range(copies)
        )
        found.pop(text, None)
        made += found
        sources += [row] * len(found)
    return made, truth[np.array(sources, dtype=np.int64)]


def class_sizes(truth: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """How many texts the class of each text has, (n,); of several classes the rarest counts."""
    if truth.ndim == 2:
        sizes = truth.astype(bool).sum(axis=0)
        return np.asarray(np.where(truth, sizes, len(truth)).min(axis=1, initial=len(truth)), dtype=np.int64)
    if np.issubdtype(truth.dtype, np.floating):
        return np.full(len(truth), len(truth), dtype=np.int64)
    _, of_row, counts = np.unique(truth, return_inverse=True, return_counts=True)
    return np.asarray(counts[of_row], dtype=np.int64)


def _altered(text: str, method: Method, random: np.random.Generator) -> str:
    if method == "aeda":
        return insert_punctuation(text, random)
    return swap_words(text, random) if random.random() < 0.5 else delete_words(text, random)
