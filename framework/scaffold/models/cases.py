"""Training cases in a classifier's own space: votes for a class, and evidence for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.errors import BundleError
from scaffold.files import write_text
from scaffold.models.classifier import Matrix, read_parts, write_parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BLOCK = 1024
_SMALLEST_SHARE = 1e-3


@dataclass(frozen=True)
class NearCase:
    """A training case near to a text in the model's own space; similarity is a cosine."""

    text: str
    label: str
    similarity: float


@dataclass(frozen=True, eq=False)
class Cases:
    """Known texts with their class.

    :ivar truth: class index of each case, (cases,).
    :ivar features: (cases, dimension), rows of unit length.
    """

    texts: Sequence[str]
    truth: npt.NDArray[np.int64]
    features: Matrix

    def nearest(self, features: Matrix, k: int) -> tuple[npt.NDArray[np.int64], Matrix]:
        """Indices and cosines of the k nearest cases, nearest first, each (n, k).

        :param features: (n, dimension), rows of unit length.
        """
        k = min(k, len(self.features))
        indices = np.zeros((len(features), k), dtype=np.int64)
        cosines = np.zeros((len(features), k), dtype=np.float32)
        for start in range(0, len(features), _BLOCK):
            block = features[start : start + _BLOCK] @ self.features.T
            top = np.argpartition(-block, k - 1, axis=1)[:, :k]
            values = np.take_along_axis(block, top, axis=1)
            # Ties go to the case that was read first, so that the same data give the same votes.
            order = np.lexsort((top, -values), axis=1)
            indices[start : start + _BLOCK] = np.take_along_axis(top, order, axis=1)
            cosines[start : start + _BLOCK] = np.take_along_axis(values, order, axis=1)
        return indices, cosines

    def log_votes(self, features: Matrix, classes: int, *, k: int, temperature: float) -> Matrix:
        """Log of each class's share among the k nearest, weighted by exp(cosine / temperature), (n, classes).

        Khandelwal et al. 2020 (kNN-LM), section 2. A class without a vote keeps a small share.
        """
        indices, cosines = self.nearest(features, k)
        weights = np.exp((cosines - cosines[:, :1]) / temperature)
        votes = np.full((len(features), classes), _SMALLEST_SHARE, dtype=np.float32)
        rows = np.repeat(np.arange(len(features)), indices.shape[1])
        np.add.at(votes, (rows, self.truth[indices].ravel()), (weights / weights.sum(1, keepdims=True)).ravel())
        return np.asarray(np.log(votes / votes.sum(axis=1, keepdims=True)), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write texts as JSON lines, the rest as safetensors."""
        write_parts(folder, {"cases": len(self.texts)}, {"features": self.features, "truth": self.truth})
        write_text(folder / "texts.jsonl", "".join(json.dumps(t, ensure_ascii=False) + "\n" for t in self.texts))

    @classmethod
    def read(cls, folder: Path) -> Cases:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing, damaged or of another length.
        """
        _, arrays = read_parts(folder)
        try:
            with (folder / "texts.jsonl").open(encoding="utf-8", newline="\n") as lines:
                texts = [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise BundleError(f"the known cases cannot be read: {error}", where=str(folder)) from error
        if not len(texts) == len(arrays["truth"]) == len(arrays["features"]):
            raise BundleError("texts and features of the known cases differ in number", where=str(folder))
        return cls(texts, arrays["truth"], arrays["features"])


def even_sample(labels: npt.NDArray[Any], most: int) -> npt.NDArray[np.int64]:
    """Row numbers of at most `most` rows, in order: large classes are thinned at random, small ones kept whole."""
    if len(labels) <= most:
        return np.arange(len(labels), dtype=np.int64)
    shuffled = np.random.default_rng(0).permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    starts = np.unique(labels[by_class], return_index=True, return_inverse=True)[1:]
    rank_in_class = np.arange(len(by_class)) - starts[0][starts[1]]
    return np.sort(by_class[np.argsort(rank_in_class, kind="stable")[:most]])
