"""A head whose vectors lie near each other for texts that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.pair_ranks import FIGURES, TEMPERATURE, Numbers, pair_ranks, text_numbers
from scaffold.progress import SILENT, Progress
from scaffold.training.prepared import Row, text_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.training.learners.learner import Reading
    from scaffold.training.recipe import Recipe


@dataclass(frozen=True)
class Pairs:
    """Texts, each with one that belongs to it."""

    texts: Sequence[tuple[str, str]]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def firsts(self) -> list[str]:
        """The first of each."""
        return [first for first, _ in self.texts]

    @property
    def seconds(self) -> list[str]:
        """The second of each."""
        return [second for _, second in self.texts]

    @cached_property
    def numbers(self) -> tuple[Numbers, Numbers]:
        """A number for each first and each second text, the same for texts that read the same."""
        return text_numbers(self.firsts), text_numbers(self.seconds)


@dataclass(frozen=True)
class EmbeddingTask:
    """One head that learns what belongs together.

    :ivar metric: a key of `FIGURES`.
    """

    head: str
    train: Pairs
    validation: Pairs
    metric: str = "mrr"
    kind: str = "embedding"
    labels: tuple[str, ...] = ()

    def rows(self, part: str, encoder: Encoder) -> list[Row]:
        """Of training pairs a row each, with that of the second text as its `second`; of others first all firsts."""
        pairs: Pairs = getattr(self, part)
        firsts, seconds = text_rows(pairs.firsts, encoder), text_rows(pairs.seconds, encoder)
        for rows, numbers in zip((firsts, seconds), pairs.numbers, strict=True):
            for row, number in zip(rows, numbers, strict=True):
                row["targets"][self.head] = number
        if part != "train":
            return [*firsts, *seconds]
        joined = zip(firsts, seconds, strict=True)
        return [one | {"second": other, "length": one["length"] + other["length"]} for one, other in joined]

    def judge(self, head: PairEncoder, progress: Progress = SILENT) -> tuple[float, float]:
        """Metric and log-loss of an encoder on the validation pairs."""
        both = self.validation.firsts, self.validation.seconds
        firsts, seconds = (head.encoder.encode(texts, progress=progress) for texts in both)
        return self.judge_vectors(firsts, seconds)

    def judge_vectors(self, firsts: Matrix, seconds: Matrix) -> tuple[float, float]:
        """The same from the vectors of the validation pairs."""
        if not len(firsts):
            return 0.0, 0.0
        found = pair_ranks(firsts, seconds, self.validation.numbers)
        return FIGURES[self.metric](found.ranks), float(found.losses.mean())


class EmbeddingLearner:
    """Of the second texts of a batch, the right one is to be told (Henderson et al. 2017, section 4)."""

    def __init__(self, task: EmbeddingTask) -> None:
        self.name = task.head
        self.metric = task.metric
        self.task = task

    def layer(self, recipe: Recipe) -> Any:
        """Nothing is added to the encoder."""
        return _layer()

    def tensor(self, truth: Sequence[Any]) -> Any:
        """Numbers of the texts: first texts, then in the same order what belongs to them, (2n,)."""
        return need("torch").from_numpy(np.array(truth, dtype=np.int64))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Cross-entropy over the second texts of the batch, cosines divided by a temperature of 0.05.

        What reads the same as the right one, or belongs to the same text, counts as no wrong one.

        :param logits: vectors of unit length, (2n, dimension).
        """
        torch = need("torch")
        (firsts, seconds), (one, other) = logits.chunk(2), truth.chunk(2)
        scores = firsts @ seconds.T / TEMPERATURE
        alike = (one[:, None] == one) | (other[:, None] == other) | (one[:, None] == other)
        right = torch.arange(len(one), device=scores.device)
        others = alike & (right[:, None] != right)
        return torch.nn.functional.cross_entropy(scores.masked_fill(others, float("-inf")), right)

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """Metric and log-loss on the validation pairs."""
        vectors = np.asarray(logits, dtype=np.float32)
        return self.task.judge_vectors(vectors[: len(vectors) // 2], vectors[len(vectors) // 2 :])

    def finish(self, layer: Any, encoder: Encoder) -> PairEncoder:
        """The encoder."""
        return PairEncoder(encoder)


def _layer() -> Any:
    torch = need("torch")

    class PooledLayer(torch.nn.Module):  # type: ignore[misc, name-defined]
        """The features themselves."""

        def forward(self, reading: Reading) -> Any:
            return reading.pooled

    return PooledLayer()
