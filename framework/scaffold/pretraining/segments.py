"""Texts as rows of token ids that fit into the model, cut between sentences where they are too long."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.models.tokens import TOKENISING
from scaffold.pretraining.pieces import encode_whole
from scaffold.progress import SILENT, Progress
from scaffold.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

Numbers = npt.NDArray[np.int32]

NO_WORD = -1
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；…])|\n+")
_BLOCK = 1000


@dataclass(frozen=True, eq=False)
class Segments:
    """Rows of tokens, one behind the other in memory.

    :ivar ids: of all tokens, (tokens,).
    :ivar words: which word of its row a token belongs to, (tokens,); -1 for a special token.
    :ivar starts: where each row begins, and the end of the last, (rows + 1,).
    """

    ids: Numbers
    words: Numbers
    starts: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each row, (rows,)."""
        return np.diff(self.starts)

    def row(self, index: int) -> tuple[Numbers, Numbers]:
        """Ids and words of one row, each (length,)."""
        part = slice(self.starts[index], self.starts[index + 1])
        return self.ids[part], self.words[part]

    def only(self, rows: Sequence[int]) -> Segments:
        """Some of the rows, in their order."""
        lengths = self.lengths
        kept = np.isin(np.arange(len(self)), rows)
        tokens = np.repeat(kept, lengths)
        starts = np.cumsum([0, *lengths[kept]], dtype=np.int64)
        return Segments(self.ids[tokens], self.words[tokens], starts)


def cut(texts: Sequence[str], tokenizer: Tokenizer, max_length: int, progress: Progress = SILENT) -> Segments:
    """Tokenise texts; a text longer than `max_length` tokens becomes several rows, each of whole sentences.

    A sentence that is too long by itself is cut where it has to be.
    """
    before, after = _special(tokenizer)
    room = max_length - len(before) - len(after)
    rows: list[tuple[Numbers, Numbers]] = []
    with progress.stage("Cutting texts", len(texts)) as stage:
        for start in range(0, len(texts), _BLOCK):
            block = texts[start : start + _BLOCK]
            for sentences in _tokenised(block, tokenizer):
                rows += [_row(part, before, after) for part in _packed(sentences, room)]
            stage.advance(len(block))
    starts = np.cumsum([0, *(len(ids) for ids, _ in rows)], dtype=np.int64)
    empty = np.zeros(0, dtype=np.int32)
    ids, words = (np.concatenate([empty, *(row[side] for row in rows)]) for side in (0, 1))
    return Segments(ids, words, starts)


Sentence = list[tuple[int, int]]


def _tokenised(texts: Sequence[str], tokenizer: Tokenizer) -> Iterator[list[Sentence]]:
    """Of each text its sentences, each as pairs of token id and word number."""
    split = [[s for part in _SENTENCE.split(text) if (s := normalise(part))] for text in texts]
    encodings = iter(encode_whole(tokenizer, list(itertools.chain.from_iterable(split))))
    for sentences in split:
        yield [
            list(zip(each.ids, (_number(word) for word in each.word_ids), strict=True))
            for each in itertools.islice(encodings, len(sentences))
        ]


def _number(word: int | None) -> int:
    return NO_WORD if word is None else word


def _packed(sentences: Sequence[Sentence], room: int) -> Iterator[Sentence]:
    """Sentences one after the other as long as they fit, words numbered anew."""
    row: Sentence = []
    for sentence in sentences:
        for start in range(0, len(sentence), room):
            part = sentence[start : start + room]
            if len(row) + len(part) > room:
                yield row
                row = []
            first = 1 + max((word for _, word in row), default=NO_WORD)
            row += [(token, word if word == NO_WORD else word + first) for token, word in _from_zero(part)]
    if row:
        yield row


def _from_zero(part: Sentence) -> Sentence:
    lowest = min((word for _, word in part if word != NO_WORD), default=0)
    return [(token, word if word == NO_WORD else word - lowest) for token, word in part]


def _row(tokens: Sentence, before: Sequence[int], after: Sequence[int]) -> tuple[Numbers, Numbers]:
    ids = [*before, *(token for token, _ in tokens), *after]
    words = [*(NO_WORD for _ in before), *(word for _, word in tokens), *(NO_WORD for _ in after)]
    return np.array(ids, dtype=np.int32), np.array(words, dtype=np.int32)


def _special(tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """Ids of the special tokens before and after a text."""
    with TOKENISING:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        found = tokenizer.encode("a")
    inside = [place for place, special in enumerate(found.special_tokens_mask) if not special]
    return found.ids[: inside[0]], found.ids[inside[-1] + 1 :]
