"""A linear layer on an encoder's token states that finds the stretch of a text that answers a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.models.classifier import Matrix, read_parts, write_parts
from scaffold.models.pair_windows import PairWindow, read_pairs
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.models.store import EncoderStore

_BLOCK = 128
LONGEST = 30
"""Tokens of an answer at most (as in the code of Devlin et al. 2019)."""


@dataclass(frozen=True)
class WindowScores:
    """What an answerer says about the tokens of a window.

    :ivar logits: of being the first and the last token of the answer, (tokens of the window, 2); those of token 0 say
        that the answer is not in it.
    """

    window: PairWindow
    logits: Matrix


@dataclass(frozen=True)
class Candidate:
    """A stretch that may be the answer: first character, last exclusive; the larger its score, the likelier."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Candidates:
    """What may be the answer to one question.

    :ivar nothing: score of there being none: the lowest of all windows (Devlin et al. 2019, section 4.3).
    :ivar spans: the best ones, best first.
    :ivar others: log of the summed exponentials of all other stretches' scores; minus infinity without any.
    """

    nothing: float
    spans: tuple[Candidate, ...]
    others: float


class Answerer:
    """logits = states of the tokens · weightᵀ + bias: of the first and of the last token of the answer.

    Devlin et al. 2019, "BERT", sections 4.2 and 4.3.

    :param weight: (2, width).
    :param bias: (2,).
    """

    kind = "answerer"

    def __init__(self, encoder: Encoder, weight: Matrix, bias: Matrix) -> None:
        self.encoder = encoder
        self.weight = weight.astype(np.float32)
        self.bias = bias.astype(np.float32)

    def outputs(self, pairs: Sequence[tuple[str, str]], *, progress: Progress = SILENT) -> list[list[WindowScores]]:
        """The windows of each question and its text, with their logits."""
        found = []
        for start in range(0, len(pairs), _BLOCK):
            read = read_pairs(self.encoder, pairs[start : start + _BLOCK])
            ids = [window.ids for windows in read for window in windows]
            states = iter(self.encoder.encode_ids(ids, progress=progress))
            found += [[WindowScores(w, next(states) @ self.weight.T + self.bias) for w in windows] for windows in read]
        return found

    @classmethod
    def averaged(cls, members: Sequence[Answerer], encoder: Encoder) -> Answerer:
        """The mean of the layers of several, on the mean of their encoders."""
        weight, bias = (np.mean([getattr(member, name) for member in members], axis=0) for name in ("weight", "bias"))
        return cls(encoder, weight, bias)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the layer into `folder` and the encoder into `encoders`."""
        settings = {"kind": self.kind, "encoder": encoders.put(self.encoder)}
        write_parts(folder, settings, {"weight": self.weight, "bias": self.bias})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> Answerer:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        settings, arrays = read_parts(folder)
        return cls(encoders.get(settings["encoder"]), arrays["weight"], arrays["bias"])


def find_candidates(windows: Sequence[WindowScores], most: int = 20) -> Candidates:
    """The best stretches of all windows of one question: the last token not before the first, `LONGEST` at most.

    A stretch that two windows hold has the higher of its scores.
    """
    every = [_spans(scored) for scored in windows]
    places, scores = (np.concatenate(parts) for parts in zip(*every, strict=True))
    order = np.lexsort((places[:, 1], places[:, 0], -scores))
    # The first of each place in this order is its best.
    kept = np.sort(np.unique(places[order], axis=0, return_index=True)[1])
    places, scores = places[order][kept], scores[order][kept]
    best, rest = zip(places[:most].tolist(), scores[:most].tolist(), strict=True), scores[most:]
    return Candidates(
        min(float(scored.logits[0].sum()) for scored in windows),
        tuple(Candidate(start, end, score) for (start, end), score in best),
        float(np.logaddexp.reduce(rest)) if len(rest) else -np.inf,
    )


def _spans(scored: WindowScores) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """First and last character of every stretch of a window, (stretches, 2), and its score."""
    window = scored.window
    count = len(window.offsets)
    logits = scored.logits[window.first : window.first + count].astype(np.float64)
    first, last = np.nonzero(np.tri(count, k=LONGEST - 1, dtype=bool) & ~np.tri(count, k=-1, dtype=bool))
    places = np.array(window.offsets, dtype=np.int64).reshape(-1, 2)
    return np.stack([places[first, 0], places[last, 1]], axis=1), logits[first, 0] + logits[last, 1]
