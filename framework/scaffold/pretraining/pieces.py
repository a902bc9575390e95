"""Texts as word pieces, none of them cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.models.tokens import TOKENISING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Encoding, Tokenizer


def encode_whole(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Encoding]:
    """The pieces of each text, without special tokens, padding or an end at some length."""
    with TOKENISING:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return list(tokenizer.encode_batch(list(texts), add_special_tokens=False))
