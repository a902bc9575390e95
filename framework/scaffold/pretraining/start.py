"""The encoder that pretraining starts from: a base with what it lacks, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.pretraining.known_language import check_language
from scaffold.pretraining.plan import Costs
from scaffold.pretraining.scratch import new_encoder
from scaffold.pretraining.vocabulary import MOST_WORDS, Extension, extend, find_extension, with_mask_token
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.corpus import Corpus
    from scaffold.settings import PretrainingSettings


@dataclass(frozen=True, eq=False)
class Start:
    """Where pretraining starts.

    :ivar extension: the new words of a base; None from scratch.
    """

    encoder: Encoder
    extension: Extension | None = None

    @property
    def scratch(self) -> bool:
        """Whether nothing was learned before."""
        return self.extension is None

    @property
    def extended(self) -> bool:
        """Whether there are new words."""
        return bool(self.extension and self.extension.words)

    def as_dict(self) -> dict[str, Any]:
        """What to say of its vocabulary, as plain values for JSON."""
        return self.extension.as_dict() if self.extension else {"pieces": self.encoder.tokenizer.get_vocab_size()}


def start_from(
    base: Encoder,
    corpus: Corpus,
    settings: PretrainingSettings,
    *,
    terms: Sequence[str],
    seconds: float,
    speed: float,
    progress: Progress = SILENT,
) -> Start:
    """The base with a mask token, and with the new words that pay.

    :param seconds: of the budget, and `speed` of the machine, from which follows how often a new word is seen.
    :raises DataError: for a corpus in a language that the base does not know.
    """
    check_language(base, corpus)
    # New words learn what they mean by being guessed.
    if settings.objective != "mlm":
        settings = settings.model_copy(update={"new_words": 0})
    encoder = with_mask_token(base) if settings.objective == "mlm" else base
    most = MOST_WORDS if settings.new_words is None else settings.new_words
    read = seconds / Costs.of(encoder, settings, speed).mlm
    with progress.stage("Looking for new words"):
        extension = find_extension(
            corpus.texts, encoder.tokenizer, terms=terms, most=most, least_gain=settings.new_word_gain, read=read
        )
    if most:
        progress.say(str(extension))
    return Start(extend(encoder, extension.words) if extension.words else encoder, extension)


def start_from_scratch(corpus: Corpus, settings: PretrainingSettings, progress: Progress = SILENT) -> Start:
    """A tokenizer of the corpus and a small encoder that knows nothing."""
    with progress.stage("Training a tokenizer"):
        return Start(new_encoder(corpus.texts, settings))
