"""An encoder small enough for tests: a random BERT of two layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def write_tiny_encoder(folder: Path, words: Iterable[str]) -> Path:
    """Write the encoder and its tokenizer into `folder`, the same at every call.

    :param words: that it knows, each one piece; a Chinese character is a word.
    :returns: the folder, to be given as `training.base`.
    """
    tokenizers, torch, transformers = need("tokenizers"), need("torch"), need("transformers")
    pieces = [*_SPECIAL, *words]
    vocabulary = {word: number for number, word in enumerate(pieces)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token=_SPECIAL[1]))
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = tokenizers.processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=0,
    )
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder, safe_serialization=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
