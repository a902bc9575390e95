"""A layer on an encoder's token states that finds labelled stretches of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.classifier import Matrix, read_parts, write_parts
from scaffold.models.crf import log_marginals
from scaffold.models.viterbi import bio_tags, viterbi_many
from scaffold.models.word_endings import word_endings
from scaffold.models.word_layer import WordLayer
from scaffold.models.word_shapes import word_shapes
from scaffold.models.words import join_windows, read_words
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.models.store import EncoderStore

_BLOCK = 256


@dataclass(frozen=True)
class WordScores:
    """What a tagger says about the words of a text.

    :ivar offsets: first and last character, exclusive, of each word.
    :ivar logits: (words, tags).
    """

    offsets: list[tuple[int, int]]
    logits: Matrix


class Tagger:
    """Logits of the states of the words' first pieces, one row a word, one column a tag of `tags`.

    :param types: what spans may be labelled, sorted.
    :param layer: from states, shapes and endings of words to logits.
    :param transitions: score of the second axis' tag after the first axis' one, (tags, tags), of a conditional random
        field; None where each word was learnt for itself.
    """

    kind = "tagger"

    def __init__(
        self, encoder: Encoder, types: Sequence[str], layer: WordLayer, transitions: Matrix | None = None
    ) -> None:
        self.encoder = encoder
        self.labels = tuple(types)
        self.tags = bio_tags(types)
        self.layer = layer
        self.transitions = None if transitions is None else transitions.astype(np.float32)

    def outputs(self, texts: Sequence[str], *, progress: Progress = SILENT) -> list[WordScores]:
        """The words of each text with their logits."""
        found = []
        for start in range(0, len(texts), _BLOCK):
            found += self._block(texts[start : start + _BLOCK], progress)
        return found

    def decode(self, logits: Sequence[Matrix]) -> list[list[str]]:
        """Of each text the best sequence of tags in which no span is broken.

        :param logits: (words, tags) of each text.
        """
        paths = viterbi_many(logits, self.tags, self.transitions)
        return [[self.tags[number] for number in path] for path in paths]

    def word_logits(self, logits: Matrix) -> Matrix:
        """What says how likely each tag of each word is: the logits, or with transitions their log-marginals."""
        return logits if self.transitions is None else log_marginals(logits, self.transitions, self.tags)

    def _block(self, texts: Sequence[str], progress: Progress) -> list[WordScores]:
        read = read_words(self.encoder, texts)
        states = iter(self.encoder.encode_ids([each.ids for windows in read for each in windows], progress=progress))
        found = []
        for text, windows in zip(texts, read, strict=True):
            offsets, numbers = join_windows(windows)
            total = np.zeros((len(offsets), len(self.tags)), dtype=np.float32)
            times = np.zeros((len(offsets), 1), dtype=np.float32)
            for window, row in zip(windows, numbers, strict=True):
                seen = word_shapes(text, window.offsets), word_endings(text, window.offsets)
                logits = self.layer.logits(next(states)[window.pieces], *seen)
                kept = [number >= 0 for number in row]
                words = [number for number in row if number >= 0]
                total[words] += logits[kept]
                times[words] += 1
            # A word that two windows share gets the mean of what they say.
            found.append(WordScores(offsets, np.asarray(total / np.maximum(times, 1), dtype=np.float32)))
        return found

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the layer into `folder` and the encoder into `encoders`."""
        settings = {"kind": self.kind, "labels": list(self.labels), "encoder": encoders.put(self.encoder)}
        moves = {} if self.transitions is None else {"transitions": self.transitions}
        write_parts(folder, settings, {**self.layer.arrays(), **moves})

    @classmethod
    def averaged(cls, members: Sequence[Tagger], encoder: Encoder) -> Tagger:
        """The mean of the layers of several, on the mean of their encoders."""
        layer = WordLayer.averaged([member.layer for member in members])
        moves = [member.transitions for member in members if member.transitions is not None]
        return cls(encoder, members[0].labels, layer, np.mean(moves, axis=0) if moves else None)

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> Tagger:
        """Load what `save` wrote."""
        settings, arrays = read_parts(folder)
        transitions = arrays.pop("transitions", None)
        return cls(encoders.get(settings["encoder"]), settings["labels"], WordLayer(**arrays), transitions)
