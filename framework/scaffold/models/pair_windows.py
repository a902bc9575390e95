"""Two texts as an encoder reads them side by side, where the second may be longer than fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.models.tokens import TOKENISING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.models.tokens import TokenIds


@dataclass(frozen=True)
class PairWindow:
    """The first text whole, and as much of the second as fits beside it.

    :ivar ids: token ids with the special ones.
    :ivar first: position in `ids` of the first token of the second text.
    :ivar offsets: first and last character, exclusive, of each token of the second text that is in the window.
    """

    ids: TokenIds
    first: int
    offsets: list[tuple[int, int]]


def read_pairs(encoder: Encoder, pairs: Sequence[tuple[str, str]]) -> list[list[PairWindow]]:
    """The windows of each pair, at least one; neighbours share a part of the second text (Devlin et al. 2019's code).

    Of a first text that takes more than half of the room, the rest is cut.
    """
    if not pairs:
        return []
    tokenizer = encoder.tokenizer
    room = encoder.max_length - int(tokenizer.num_special_tokens_to_add(True))
    stride = (room - room // 2) // 2
    with TOKENISING:
        cut = [(_beginning(tokenizer, first, room // 2), second) for first, second in pairs]
        tokenizer.no_padding()
        tokenizer.enable_truncation(encoder.max_length, stride=stride, strategy="only_second")
        encodings = tokenizer.encode_batch(cut)
    return [[_window(each) for each in (encoding, *encoding.overflowing)] for encoding in encodings]


def _beginning(tokenizer: Any, text: str, most: int) -> str:
    """As much of a text as gives `most` tokens."""
    tokenizer.no_truncation()
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    return text if len(offsets) <= most else text[: offsets[most - 1][1]]


def _window(encoding: Any) -> PairWindow:
    places = [position for position, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
    # The tokens of a text stand side by side, so that the first says where all are.
    return PairWindow(list(encoding.ids), min(places, default=len(encoding)), [encoding.offsets[p] for p in places])
