"""Word pieces of their own for words that a tokenizer breaks into many."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.encoder import Encoder
from scaffold.pretraining.masking import mask_id, unknown_id, vocabulary_size
from scaffold.pretraining.pieces import encode_whole
from scaffold.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tokenizers import Tokenizer

MOST_WORDS = 1000
# Words are taken in blocks, each of which has to be worth it.
BLOCK = 100
# A word found by counting has to come so often and break into so many pieces; a term that was given, into two.
_LEAST_COUNT, _LEAST_PIECES = 10, 3
_LEAST_COUNT_GIVEN, _LEAST_PIECES_GIVEN = 2, 2
# A piece that training sees less often than this would be worse than the parts it is made of.
_LEAST_SEEN = 50
_SHORTEST = 3


@dataclass(frozen=True)
class Fragmentation:
    """How many pieces the words of a corpus break into."""

    words: int
    pieces: int

    @property
    def pieces_a_word(self) -> float:
        """1 where every word is a piece of its own."""
        return self.pieces / self.words if self.words else 1.0


@dataclass(frozen=True)
class Extension:
    """Words worth a piece of their own.

    :ivar words: the one that saves most first; empty where it does not pay.
    """

    words: tuple[str, ...]
    before: Fragmentation
    after: Fragmentation

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "new_words": list(self.words),
            "pieces_a_word_before": round(self.before.pieces_a_word, 4),
            "pieces_a_word_after": round(self.after.pieces_a_word, 4),
        }

    def __str__(self) -> str:
        now = f"Vocabulary: {self.before.pieces_a_word:.3f} pieces a word"
        if not self.words:
            return f"{now}; no new words pay"
        return (
            f"{now}, {self.after.pieces_a_word:.3f} with {len(self.words)} new ones such as {', '.join(self.words[:3])}"
        )


def count_words(texts: Iterable[str], tokenizer: Tokenizer) -> Counter[str]:
    """How often each word comes, words being what the tokenizer breaks into pieces."""
    split, change = tokenizer.pre_tokenizer, tokenizer.normalizer
    counts: Counter[str] = Counter()
    for text in texts:
        plain = change.normalize_str(normalise(text)) if change else normalise(text)
        counts.update(word for word, _ in (split.pre_tokenize_str(plain) if split else [(plain, (0, 0))]))
    return counts


def find_extension(
    texts: Iterable[str], tokenizer: Tokenizer, *, terms: Sequence[str] = (), most: int, least_gain: float, read: float
) -> Extension:
    """The words of a corpus that are frequent and broken into many pieces, as long as they pay.

    :param terms: of the domain, which need less to be taken.
    :param most: words to take at most.
    :param least_gain: share of all pieces that each block of 100 words has to save.
    :param read: pieces that training will read, from which follows how often it sees a word.
    """
    counts = count_words(texts, tokenizer)
    lengths = _pieces(counts, tokenizer)
    before = Fragmentation(counts.total(), sum(counts[word] * len(lengths[word]) for word in counts))
    given = set(count_words(terms, tokenizer))
    needed = _LEAST_SEEN * before.pieces / max(read, 1.0)
    unknown = unknown_id(tokenizer)
    saved = {
        word: counts[word] * (len(lengths[word]) - 1)
        for word in counts
        if _is_word(word)
        and unknown not in lengths[word]
        and _pays(counts[word], len(lengths[word]), word in given, needed)
    }
    ranked = sorted(saved, key=lambda word: (-saved[word], word))[:most] if _is_word_piece(tokenizer) else []
    words: list[str] = []
    for start in range(0, len(ranked), BLOCK):
        block = ranked[start : start + BLOCK]
        if sum(saved[word] for word in block) < least_gain * before.pieces:
            break
        words += block
    after = Fragmentation(before.words, before.pieces - sum(saved[word] for word in words))
    return Extension(tuple(words), before, after)


def extend(encoder: Encoder, words: Sequence[str]) -> Encoder:
    """A copy of a WordPiece encoder that has `words` as pieces; each starts as the mean of its former parts."""
    parts = _pieces(words, encoder.tokenizer)
    tokenizer = _with_pieces(encoder, words)
    numbers = tokenizer.get_vocab(with_added_tokens=True)
    return _with_rows(encoder, tokenizer, {numbers[word]: parts[word] for word in words})


def with_mask_token(encoder: Encoder) -> Encoder:
    """The encoder, or a copy with a mask token where it has none; the token starts as the mean of all."""
    if mask_id(encoder.tokenizer) is not None:
        return encoder
    every = sorted(encoder.tokenizer.get_vocab(with_added_tokens=True).values())
    # In a list of pieces there are no holes, so that the tokenizer itself finds a free number.
    listed = type(encoder.tokenizer.model).__name__ == "Unigram"
    tokenizer = _with_pieces(encoder, [] if listed else ["[MASK]"])
    tokenizer.add_special_tokens(["[MASK]"])
    numbers = tokenizer.get_vocab(with_added_tokens=True)
    return _with_rows(encoder, tokenizer, {numbers["[MASK]"]: every})


def _with_pieces(encoder: Encoder, words: Sequence[str]) -> Tokenizer:
    """A copy of the tokenizer with more pieces, numbered from behind the last one."""
    known = json.loads(encoder.tokenizer_json)
    first = vocabulary_size(encoder.tokenizer)
    if words:
        known["model"]["vocab"].update({word: first + place for place, word in enumerate(words)})
    tokenizer: Tokenizer = need("tokenizers").Tokenizer.from_str(json.dumps(known))
    return tokenizer


def _with_rows(encoder: Encoder, tokenizer: Tokenizer, parts: Mapping[int, Sequence[int]]) -> Encoder:
    """A copy with another tokenizer, whose new ids start as the mean of the ids they stand for."""
    torch = need("torch")
    model = encoder.copy().model
    size = max(model.get_input_embeddings().num_embeddings, 1 + max(parts, default=0))
    model.resize_token_embeddings(size, mean_resizing=False)
    weight = model.get_input_embeddings().weight
    with torch.no_grad():
        for number, like in parts.items():
            weight[number] = weight[list(like)].mean(0)
    return Encoder(model.eval(), tokenizer, pooling=encoder.pooling, max_length=encoder.max_length)


def _pieces(words: Iterable[str], tokenizer: Tokenizer) -> dict[str, list[int]]:
    listed = list(words)
    return {word: each.ids for word, each in zip(listed, encode_whole(tokenizer, listed), strict=True)}


def _is_word(word: str) -> bool:
    return len(word) >= _SHORTEST and any(map(str.isalpha, word)) and word.isalnum()


def _pays(count: int, pieces: int, given: bool, needed: float) -> bool:
    least, parts = (_LEAST_COUNT_GIVEN, _LEAST_PIECES_GIVEN) if given else (_LEAST_COUNT, _LEAST_PIECES)
    return count >= max(least, needed) and pieces >= parts


def _is_word_piece(tokenizer: Tokenizer) -> bool:
    return type(tokenizer.model).__name__ == "WordPiece"
