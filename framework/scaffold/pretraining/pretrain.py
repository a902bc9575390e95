"""From texts without labels to an encoder that knows their language, and what that is worth."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.files import write_text
from scaffold.pretraining.cooccurrence import begin_with_company
from scaffold.pretraining.denoising import Denoising
from scaffold.pretraining.gain import Gain, measure_gain
from scaffold.pretraining.joining import blend
from scaffold.pretraining.masked_words import MaskedWords
from scaffold.pretraining.phase import History, Phase, run_phase
from scaffold.pretraining.plan import Costs, affordable, make_phases
from scaffold.pretraining.rows import Rows
from scaffold.pretraining.start import start_from, start_from_scratch
from scaffold.pretraining.twins import Twins
from scaffold.progress import SILENT, Progress
from scaffold.training.budget import machine_speed, parse_budget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.corpus import Corpus
    from scaffold.pretraining.objective import Objective
    from scaffold.settings import PretrainingSettings
    from scaffold.training.task import Task

SHARES = (0.25, 0.5, 0.75, 1.0)
"""How much of what was learned the candidates have that a task chooses from."""

DEFAULT_SHARE = 0.5


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
    speed = _speed(work, speed)
    seconds = parse_budget(settings.budget)
    if base:
        start = start_from(base, corpus, settings, terms=terms, seconds=seconds, speed=speed, progress=progress)
    else:
        start = start_from_scratch(corpus, settings, progress)
    rows = Rows.of(corpus, start.encoder, settings.seed, progress)
    progress.say(str(rows))
    if start.scratch:
        begin_with_company(start.encoder, rows, settings.seed)
    shares = _shares(settings, start.scratch)
    if task:
        task, measuring = affordable(start.encoder, task, 1 + len(shares), seconds, speed)
        seconds = max(seconds - measuring, seconds / 2)
    phases = make_phases(
        settings,
        Costs.of(start.encoder, settings, speed),
        rows=len(rows.train),
        row_tokens=rows.mean_length,
        seconds=seconds,
        scratch=start.scratch,
        extended=start.extended,
    )
    progress.say(f"Plan for {settings.budget}: {'; '.join(map(str, phases))}")
    tuned = start.encoder.copy()
    histories = _run(tuned, rows, phases, settings, work, progress)
    encoder, share, gain = _join(base or rival, start.encoder, tuned, shares, task, progress)
    figures = {
        "corpus": rows.as_dict(),
        "vocabulary": start.as_dict(),
        "phases": [_figures(*pair) for pair in zip(phases, histories, strict=True)],
        "share": share,
        "task": gain.as_dict() if gain else None,
        "settings": settings.model_dump(mode="json"),
        "speed": speed,
    }
    return Pretrained(encoder, figures, gain)


def _speed(work: Path, given: float | None) -> float:
    """Speed of the machine; a call that goes on takes that of the call before."""
    kept = work / "speed.json"
    if given is None and kept.is_file():
        return float(json.loads(kept.read_text(encoding="utf-8")))
    speed = machine_speed() if given is None else given
    write_text(kept, json.dumps(speed))
    return speed


def _shares(settings: PretrainingSettings, scratch: bool) -> tuple[float, ...]:
    """What may be kept of what was learned; there is nothing to go back to from scratch."""
    share = 1.0 if scratch else settings.share
    return SHARES if share is None else (share,)


def _run(
    encoder: Encoder,
    rows: Rows,
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
            words = words or MaskedWords(encoder, rows, settings.mask_rate, settings.seed)
            objective = words
        elif phase.objective == "denoising":
            objective = Denoising(encoder, rows, settings.seed)
        else:
            objective = Twins(encoder, rows, settings.temperature, phase.batch_size, settings.seed)
        history = run_phase(objective, phase, work / phase.name, progress)
        progress.say(f"{phase.title}: {_described(phase, history)}")
        histories.append(history)
    encoder.model.eval()
    return histories


def _join(
    beaten: Encoder | None,
    before: Encoder,
    after: Encoder,
    shares: Sequence[float],
    task: Task | None,
    progress: Progress,
) -> tuple[Encoder, float, Gain | None]:
    """The encoder to keep, the share of what was learned in it, and its gain on the task."""
    if task is None or beaten is None:
        share = shares[0] if len(shares) == 1 else DEFAULT_SHARE
        return blend(before, after, share), share, None
    candidates = {share: blend(before, after, share) for share in shares}
    gain = measure_gain(beaten, list(candidates.items()), task, progress)
    progress.say(str(gain))
    return candidates[gain.best.share], gain.best.share, gain


def _figures(phase: Phase, history: History) -> dict[str, Any]:
    figures = {**vars(phase), "loss": history.as_dict()}
    if phase.objective == "mlm":
        both = {"before": history.before, "after": history.after}
        figures["pseudo_perplexity"] = {name: round(math.exp(loss), 3) for name, loss in both.items()}
    return figures


def _described(phase: Phase, history: History) -> str:
    if phase.objective == "mlm":
        return f"held-out pseudo-perplexity {math.exp(history.before):,.1f} -> {math.exp(history.after):,.1f}"
    return f"held-out loss {history.before:.3f} -> {history.after:.3f}"
