"""The layer of a tagging head: what a word's state, its end, and the shapes around it say of its tag."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.word_endings import ENDINGS, word_endings
from scaffold.models.word_shapes import SHAPES, word_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.models.classifier import Matrix

_SHAPE_WIDTH = 16
_HIDDEN = 96
_SPREAD = 0.02
_DROPOUT = 0.1
# Columns of `word_columns`: a piece, three shapes, then endings.
_ENDS = 4


@dataclass(frozen=True, eq=False)
class WordLayer:
    """logits = state · weightᵀ + bias + tanh([state, shapes, ends] · inᵀ + hidden) · outᵀ.

    :ivar weight: (tags, width); `bias` (tags,).
    :ivar shapes: a vector for each of `SHAPES`, (shapes, 16); None for a layer that does not look at how words are
        written, which then is linear.
    :ivar inward: of a state, the shapes of the word before, of the word and of the one after, and the sum of the word's
        ends, (96, width + 64).
    :ivar ends: a vector for each number of `word_endings`, (2048, 16); None for a layer that does not look at them.
    """

    weight: Matrix
    bias: Matrix
    shapes: Matrix | None = None
    inward: Matrix | None = None
    hidden: Matrix | None = None
    outward: Matrix | None = None
    ends: Matrix | None = None

    def logits(self, states: Matrix, shapes: npt.NDArray[np.int64], endings: npt.NDArray[np.int64]) -> Matrix:
        """Of the words of one text, (words, tags).

        :param states: (words, width).
        :param shapes: of the words, (words,).
        :param endings: of the words, (words, 2).
        """
        plain = states @ self.weight.T + self.bias
        if self.shapes is None or self.inward is None or self.hidden is None or self.outward is None:
            return np.asarray(plain, dtype=np.float32)
        seen = [states, self.shapes[with_neighbours(shapes)].reshape(len(shapes), -1)]
        seen += [] if self.ends is None else [self.ends[endings].sum(axis=1)]
        bent = np.tanh(np.concatenate(seen, axis=1) @ self.inward.T + self.hidden)
        return np.asarray(plain + bent @ self.outward.T, dtype=np.float32)

    def arrays(self) -> dict[str, Matrix]:
        """What is stored, by name."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: array for name, array in found.items() if array is not None}

    @classmethod
    def averaged(cls, layers: Sequence[WordLayer]) -> WordLayer:
        """The mean of several that started alike."""
        return cls(**{name: np.mean([each.arrays()[name] for each in layers], axis=0) for name in layers[0].arrays()})

    @classmethod
    def of_module(cls, module: Any) -> WordLayer:
        """What `word_module` learnt."""
        arrays = {"weight": module.linear.weight, "bias": module.linear.bias, "shapes": module.shapes.weight}
        arrays |= {"inward": module.inward.weight, "hidden": module.inward.bias, "outward": module.outward.weight}
        arrays["ends"] = module.ends.weight
        return cls(**{name: array.detach().numpy().copy() for name, array in arrays.items()})


def word_columns(text: str, offsets: Sequence[tuple[int, int]], pieces: Sequence[int]) -> npt.NDArray[np.int64]:
    """What a training reads of each word: its first piece, the shapes around it, its endings; (words, 6)."""
    shapes = with_neighbours(word_shapes(text, offsets))
    return np.column_stack([np.array(pieces, dtype=np.int64), shapes, word_endings(text, offsets)])


def with_neighbours(shapes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Shapes of the word before, of the word and of the one after, (words, 3)."""
    padded = np.pad(shapes, 1)
    return np.stack([padded[:-2], padded[1:-1], padded[2:]], axis=1)


def word_module(width: int, tags: int) -> Any:
    """The same as a torch module that takes a `Reading`; every seed starts alike, so that members can be averaged."""
    torch = need("torch")
    draw = torch.Generator().manual_seed(0)

    class WordModule(torch.nn.Module):  # type: ignore[misc, name-defined]
        """States, shapes and endings of the words to logits, (n, words, tags)."""

        def __init__(self) -> None:
            super().__init__()
            self.dropout = torch.nn.Dropout(_DROPOUT)
            self.linear = torch.nn.Linear(width, tags)
            self.shapes = torch.nn.Embedding(len(SHAPES), _SHAPE_WIDTH)
            self.ends = torch.nn.Embedding(ENDINGS, _SHAPE_WIDTH)
            self.inward = torch.nn.Linear(width + 4 * _SHAPE_WIDTH, _HIDDEN)
            self.outward = torch.nn.Linear(_HIDDEN, tags, bias=False)
            for layer in (self.linear, self.inward, self.outward):
                torch.nn.init.normal_(layer.weight, std=_SPREAD, generator=draw)
            torch.nn.init.normal_(self.shapes.weight, generator=draw)
            # An end that no training text has says nothing.
            torch.nn.init.zeros_(self.ends.weight)
            torch.nn.init.zeros_(self.linear.bias)
            torch.nn.init.zeros_(self.inward.bias)

        def forward(self, reading: Any) -> Any:
            assert reading.words is not None, "rows of a tagging head have words"
            rows = torch.arange(len(reading.states))[:, None]
            states = self.dropout(reading.states[rows, reading.words[..., 0]])
            shapes = self.shapes(reading.words[..., 1:_ENDS]).flatten(2)
            ends = self.ends(reading.words[..., _ENDS:]).sum(dim=2)
            bent = torch.tanh(self.inward(torch.cat([states, shapes, ends], dim=2)))
            return self.linear(states) + self.outward(self.dropout(bent))

    return WordModule()
