"""A tokenizer and a small encoder for a language that no base model at hand knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.extras import need
from scaffold.models.encoder import Encoder
from scaffold.text import normalise, word_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from scaffold.settings import PretrainingSettings

_UNKNOWN = "[UNK]"
SPECIAL = ("[PAD]", _UNKNOWN, "[CLS]", "[SEP]", "[MASK]")
# So many words of text go into each piece of the vocabulary, within bounds.
_WORDS_A_PIECE, _FEWEST_PIECES, _MOST_PIECES = 40, 2000, 20_000
_ALPHABET = 8000
# Words from which on a wider encoder pays.
_MANY_WORDS = 5_000_000


def train_tokenizer(texts: Sequence[str], size: int) -> Tokenizer:
    """WordPiece over the words of a corpus, lower-case; in Chinese every character is a word.

    :param size: pieces at most, the five special ones among them.
    """
    tokenizers = need("tokenizers")
    tokenizer: Tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token=_UNKNOWN))
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer(handle_chinese_chars=True, lowercase=True)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = tokenizers.decoders.WordPiece()
    trainer = tokenizers.trainers.WordPieceTrainer(
        vocab_size=size,
        min_frequency=2,
        limit_alphabet=min(_ALPHABET, size // 2),
        special_tokens=list(SPECIAL),
        show_progress=False,
    )
    tokenizer.train_from_iterator((normalise(text) for text in texts), trainer)
    ids = {token: tokenizer.token_to_id(token) for token in SPECIAL}
    tokenizer.post_processor = tokenizers.processors.BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    return tokenizer


def new_encoder(texts: Sequence[str], settings: PretrainingSettings) -> Encoder:
    """A tokenizer of the corpus under a BERT of random weights (Devlin et al. 2019, section 3), small as the corpus is.

    Sizes that the settings leave open follow from the number of words.
    """
    torch, transformers = need("torch"), need("transformers")
    words = sum(map(word_count, texts))
    size = settings.pieces or min(_MOST_PIECES, max(_FEWEST_PIECES, words // _WORDS_A_PIECE))
    tokenizer = train_tokenizer(texts, size)
    width = settings.width or (312 if words >= _MANY_WORDS else 256)
    config = transformers.BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=width,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        intermediate_size=4 * width,
        max_position_embeddings=settings.max_length,
        pad_token_id=tokenizer.token_to_id("[PAD]"),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = transformers.BertModel(config, add_pooling_layer=False)
    return Encoder(model.eval(), tokenizer, pooling="mean", max_length=settings.max_length)
