"""Whether a base model knows the language of a corpus."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scaffold.errors import DataError
from scaffold.pretraining.masking import unknown_id
from scaffold.text import language

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.corpus import Corpus

_SAMPLE = 500
# Of a language that a model knows, its vocabulary misses next to nothing.
MOST_UNKNOWN = 0.08
# Bytes of a Chinese character are three pieces; a character of its own is one.
_MOST_PIECES_A_CHARACTER = 1.5
_NAMES = {"zh": "Chinese", "en": "in Latin letters", "other": "in another script", "none": "without letters"}


def check_language(encoder: Encoder, corpus: Corpus) -> None:
    """Refuse a corpus whose words the base's vocabulary does not have.

    :raises DataError: naming the share of unknown pieces, and what to do.
    """
    step = max(1, len(corpus) // _SAMPLE)
    sample = corpus.texts[::step]
    unknown, found = unknown_id(encoder.tokenizer), encoder.tokenise(sample)
    # The special tokens of a row are no pieces of it.
    pieces = sum(len(ids) - 2 for ids in found)
    share = sum(ids.count(unknown) for ids in found) / max(1, pieces) if unknown is not None else 0.0
    main = Counter(map(language, sample)).most_common(1)[0][0]
    broken = main == "zh" and pieces > _MOST_PIECES_A_CHARACTER * sum(map(len, sample))
    if share <= MOST_UNKNOWN and not broken:
        return
    what = f"{share:.0%} of its pieces are unknown" if share > MOST_UNKNOWN else "its characters break into bytes"
    raise DataError(
        f"the base model does not know the language of this corpus (mostly {_NAMES[main]}): {what}",
        where=corpus.source,
        hint="Train an encoder of its own: --base scratch; or give --base a model that knows the language.",
    )
