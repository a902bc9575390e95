"""Texts to padded batches of token ids, the short ones with the short ones."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.data.images.case import ImageCase
from scaffold.extras import need
from scaffold.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import torch
    from tokenizers import Tokenizer

TokenIds = list[int]

# Setting the length to cut at and using it are two calls, on a tokenizer that several threads and encoders may share.
TOKENISING = threading.Lock()

Text = str | tuple[str, str]
"""A text, or two that are read together."""


def tokenise(tokenizer: Tokenizer, texts: Sequence[Text], max_length: int) -> list[TokenIds]:
    """Token ids of each normalised text with its special tokens, cut to `max_length`, never padded.

    Of two texts the longer one is cut first.
    """
    with TOKENISING:
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length)
        encodings = tokenizer.encode_batch([each(normalise, text) for text in texts])
    return [encoding.ids for encoding in encodings]


def each(change: Callable[[str], str], text: Text) -> Text:
    """A text, or both of two, changed.

    >>> each(str.upper, "a"), each(str.upper, ("a", "b"))
    ('A', ('A', 'B'))
    """
    return change(text) if isinstance(text, str) else (change(text[0]), change(text[1]))


def flat(text: Text) -> str:
    """A text as one string; two stand on a line each, and an image without a text is called by its name."""
    if isinstance(text, ImageCase):
        return text.name
    return text if isinstance(text, str) else "\n".join(text)


def pad(sequences: Sequence[TokenIds], pad_id: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ids and attention mask, each (n, longest)."""
    width = max(len(sequence) for sequence in sequences)
    ids = np.full((len(sequences), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(sequences), width), dtype=np.int64)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    return ids, mask


def padded(inputs: Sequence[torch.Tensor], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids (length,) or states (length, width) of several texts as one tensor, as long as the longest, and a mask.

    States that were kept with 16 bits have 32 again. The mask is (n, longest), 1 where a token stands.
    """
    torch = need("torch")
    together = torch.nn.utils.rnn.pad_sequence(list(inputs), batch_first=True, padding_value=pad_id)
    together = together.float() if together.is_floating_point() else together
    lengths = torch.tensor([len(one) for one in inputs])
    return together, (torch.arange(together.shape[1]) < lengths[:, None]).long()


def length_sorted_batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Indices in order of length, as many a batch as keep `texts x longest` within `batch_tokens`.

    >>> list(length_sorted_batches([9, 2, 3, 2], 8))
    [[1, 3], [2], [0]]
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[index] > batch_tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
