"""From texts without labels to an encoder that knows their language, and what that is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import DataError
from scaffold.pretraining.gain import Gain, measure_gain
from scaffold.pretraining.joining import blend
from scaffold.pretraining.known_language import check_language
from scaffold.pretraining.objective import MaskedWords, Objective, Twins
from scaffold.pretraining.phase import History, Phase, run_phase
from scaffold.pretraining.plan import Costs, affordable, make_phases
from scaffold.pretraining.scratch import new_encoder
from scaffold.pretraining.segments import Segments, cut
from scaffold.pretraining.vocabulary import MOST_WORDS, Extension, extend, find_extension, with_mask_token
from scaffold.progress import SILENT, Progress
from scaffold.training.budget import machine_speed, parse_budget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.corpus import Corpus
    from scaffold.settings import PretrainingSettings
    from scaffold.training.task import Task

SHARES = (0.25, 0.5, 0.75, 1.0)
"""How much of what was learned the candidates have that a task chooses from."""

DEFAULT_SHARE = 0.5
FEWEST_ROWS = 40
_HELD_SHARE, _FEWEST_HELD, _MOST_HELD = 0.05, 8, 200


@dataclass(frozen=True, eq=False)
class Pretrained:
    """What pretraining made.

    :ivar encoder: the best of what was and what was learned.
    :ivar figures: the content of `pretraining.json`.
    :ivar gain: on the task; None without one.
    """

    encoder: Encoder
    figures: dict[str, Any]
    gain: Gain | None


def pretrain(
    corpus: Corpus,
    base: Encoder | None,
    settings: PretrainingSettings,
    *,
    work: Path,
    terms: Sequence[str] = (),
    task: Task | None = None,
    rival: Encoder | None = None,
    speed: float | None = None,
    progress: Progress = SILENT,
) -> Pretrained:
    """Pretrain a copy of `base`, or a small encoder from scratch where it is None, on a corpus.

    :param work: folder for what a killed call needs to go on; the same call with the same folder ends the same.
    :param terms: of the domain, worth word pieces of their own.
    :param task: labelled texts that choose how much of what was learned is kept, and say what it is worth.
    :param rival: what an encoder from scratch has to beat on the task; not compared where it is None.
    :param speed: of the machine against the reference machine; measured where it is None.
    :raises DataError: for a corpus that is too small or in a language that the base does not know.
    """
    speed = speed or machine_speed()
    seconds = parse_budget(settings.budget)
    if base:
        check_language(base, corpus)
        start, extension = _prepared(base, corpus, settings, terms, seconds, speed, progress)
    else:
        with progress.stage("Training a tokenizer"):
            start, extension = new_encoder(corpus.texts, settings), None
    segments = cut(corpus.texts, start.tokenizer, start.max_length, progress)
    train, held = _split(segments, settings.seed, corpus)
    progress.say(
        f"Corpus: {len(corpus):,} texts ({corpus.doubles:,} doubles left out), {len(segments.ids):,} tokens in "
        f"{len(segments):,} rows, {len(held)} of them held out"
    )
    if task:
        task, measuring = affordable(start, task, 1 + len(_shares(settings, base is None)), seconds, speed)
        seconds = max(seconds - measuring, seconds / 2)
    phases = make_phases(
        settings,
        Costs.of(start, settings, speed),
        rows=len(train),
        row_tokens=float(segments.lengths.mean()),
        seconds=seconds,
        scratch=base is None,
        extended=bool(extension and extension.words),
    )
    progress.say(f"Plan for {settings.budget}: {'; '.join(map(str, phases))}")
    tuned = start.copy()
    histories = _run(tuned, segments, train, held, phases, settings, work, progress)
    tuned.model.eval()
    encoder, share, gain = _join(base or rival, start, tuned, settings, task, base is None, progress)
    figures = {
        "corpus": _corpus_figures(corpus, segments, held),
        "vocabulary": extension.as_dict() if extension else {"pieces": start.tokenizer.get_vocab_size()},
        "phases": [_phase_figures(*pair) for pair in zip(phases, histories, strict=True)],
        "share": share,
        "task": gain.as_dict() if gain else None,
        "settings": settings.model_dump(mode="json"),
        "speed": speed,
    }
    return Pretrained(encoder, figures, gain)


def _prepared(
    base: Encoder,
    corpus: Corpus,
    settings: PretrainingSettings,
    terms: Sequence[str],
    seconds: float,
    speed: float,
    progress: Progress,
) -> tuple[Encoder, Extension]:
    """The base with a mask token, and with the new words that pay."""
    start = with_mask_token(base) if settings.objective == "mlm" else base
    most = MOST_WORDS if settings.new_words is None else settings.new_words
    # New words learn what they mean by being guessed.
    most = most if settings.objective == "mlm" else 0
    with progress.stage("Looking for new words"):
        extension = find_extension(
            corpus.texts,
            start.tokenizer,
            terms=terms,
            most=most,
            least_gain=settings.new_word_gain,
            read=seconds / Costs.of(start, settings, speed).mlm,
        )
    if most:
        progress.say(str(extension))
    return (extend(start, extension.words) if extension.words else start), extension


def _split(segments: Segments, seed: int, corpus: Corpus) -> tuple[list[int], list[int]]:
    """Rows to train on and rows to measure on.

    :raises DataError: when there are too few.
    """
    rows = len(segments)
    if rows < FEWEST_ROWS:
        raise DataError(
            f"the corpus has {rows} rows of text, and pretraining needs {FEWEST_ROWS} or more",
            where=corpus.source,
            hint="Give more texts; some thousands are a good beginning.",
        )
    held = min(_MOST_HELD, max(_FEWEST_HELD, round(_HELD_SHARE * rows)))
    order = np.random.default_rng(seed).permutation(rows).tolist()
    return sorted(order[held:]), sorted(order[:held])


def _run(
    encoder: Encoder,
    segments: Segments,
    train: Sequence[int],
    held: Sequence[int],
    phases: Sequence[Phase],
    settings: PretrainingSettings,
    work: Path,
    progress: Progress,
) -> list[History]:
    """Train `encoder` in place, phase by phase; phases of one objective share its head."""
    words: Objective | None = None
    histories = []
    for phase in phases:
        if phase.objective == "mlm":
            words = words or MaskedWords(encoder, segments, train, held, settings.mask_rate, settings.seed)
            objective = words
        else:
            objective = Twins(encoder, segments, train, held, settings.temperature, phase.batch_size, settings.seed)
        history = run_phase(objective, phase, work / phase.name, progress)
        progress.say(f"{phase.title}: {_described(phase, history)}")
        histories.append(history)
    return histories


def _shares(settings: PretrainingSettings, scratch: bool) -> tuple[float, ...]:
    """What may be kept of what was learned; there is nothing to go back to from scratch."""
    share = 1.0 if scratch else settings.share
    return SHARES if share is None else (share,)


def _join(
    beaten: Encoder | None,
    start: Encoder,
    tuned: Encoder,
    settings: PretrainingSettings,
    task: Task | None,
    scratch: bool,
    progress: Progress,
) -> tuple[Encoder, float, Gain | None]:
    """The encoder to keep, the share of what was learned in it, and its gain on the task."""
    shares = _shares(settings, scratch)
    if task is None or beaten is None:
        share = shares[0] if len(shares) == 1 else DEFAULT_SHARE
        return blend(start, tuned, share), share, None
    candidates = {each: blend(start, tuned, each) for each in shares}
    gain = measure_gain(beaten, list(candidates.items()), task, progress)
    progress.say(str(gain))
    return candidates[gain.best.share], gain.best.share, gain


def _corpus_figures(corpus: Corpus, segments: Segments, held: Sequence[int]) -> dict[str, Any]:
    return {
        "source": corpus.source,
        "sha256": corpus.content_hash,
        "texts": len(corpus),
        "doubles": corpus.doubles,
        "rows": len(segments),
        "rows_held_out": len(held),
        "tokens": len(segments.ids),
    }


def _phase_figures(phase: Phase, history: History) -> dict[str, Any]:
    figures = {**vars(phase), "loss": history.as_dict()}
    if phase.objective == "mlm":
        both = {"before": history.before, "after": history.after}
        figures["pseudo_perplexity"] = {name: round(math.exp(loss), 3) for name, loss in both.items()}
    return figures


def _described(phase: Phase, history: History) -> str:
    if phase.objective == "mlm":
        return f"held-out pseudo-perplexity {math.exp(history.before):,.1f} -> {math.exp(history.after):,.1f}"
    return f"held-out loss {history.before:.3f} -> {history.after:.3f}"
