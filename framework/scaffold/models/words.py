"""The words of a text as a tagging head sees them: where each stands, and which token speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.models.tokens import TOKENISING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.models.tokens import TokenIds

_OVERLAP = 4


@dataclass(frozen=True)
class Window:
    """As much of a text as an encoder reads at once.

    :ivar ids: token ids with the special ones.
    :ivar pieces: position in `ids` of each word's first piece (Devlin et al. 2019, section 5.3).
    :ivar offsets: first and last character, exclusive, of each word in the text.
    """

    ids: TokenIds
    pieces: list[int]
    offsets: list[tuple[int, int]]


def read_words(encoder: Encoder, texts: Sequence[str]) -> list[list[Window]]:
    """The windows of each text, at least one; of a text too long for one, neighbours share a quarter of their tokens.

    Words are those the tokenizer divides a text into before it looks for pieces: in Chinese, characters. Of one that
    a window cuts, `join_windows` tells the rest.
    """
    tokenizer = encoder.tokenizer
    with TOKENISING:
        tokenizer.no_padding()
        tokenizer.enable_truncation(encoder.max_length, stride=encoder.max_length // _OVERLAP)
        encodings = tokenizer.encode_batch(list(texts))
    return [[_window(each) for each in (encoding, *encoding.overflowing)] for encoding in encodings]


def _window(encoding: Any) -> Window:
    pieces: list[int] = []
    offsets: list[tuple[int, int]] = []
    last = None
    for position, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word is None or encoding.special_tokens_mask[position]:
            continue
        if word == last:
            offsets[-1] = (offsets[-1][0], end)
        else:
            pieces.append(position)
            offsets.append((start, end))
        last = word
    return Window(list(encoding.ids), pieces, offsets)


def join_windows(windows: Sequence[Window]) -> tuple[list[tuple[int, int]], list[list[int]]]:
    """The words of a whole text, and the number of each window's words among them; -1 for the rest of a cut word."""
    offsets: list[tuple[int, int]] = []
    known: dict[int, int] = {}
    numbers: list[list[int]] = []
    for window in windows:
        row = []
        for start, end in window.offsets:
            if start not in known and (not offsets or start >= offsets[-1][1]):
                known[start] = len(offsets)
                offsets.append((start, end))
            number = known.get(start, -1)
            if number >= 0:
                offsets[number] = (start, max(end, offsets[number][1]))
            row.append(number)
        numbers.append(row)
    return offsets, numbers
