"""Pretraining as the first stage of a training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.pretraining.corpus import Corpus
from scaffold.pretraining.pretrain import pretrain
from scaffold.pretraining.sources import Source, find_source
from scaffold.training.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext


@dataclass(frozen=True, eq=False)
class Stage:
    """What the stage came to.

    :ivar encoder: the pretrained one where it gained on the task, else the one it started from.
    :ivar figures: as in `pretraining.json`; empty where nothing was pretrained.
    :ivar note: for the report.
    """

    encoder: Encoder
    figures: dict[str, Any]
    note: str


def pretraining_stage(
    run: RunContext, encoder: Encoder, tasks: Sequence[object], texts: Iterable[str], work: Path
) -> Stage:
    """Pretrain `encoder` before its heads are trained; what gains nothing on the first task is not kept.

    :param tasks: of the run; the first one that reads a text as a whole judges.
    :param texts: the training texts, which are the corpus where the vertical brings none and no path is set.
    :raises DataError: for a corpus that is too small, or in a language that the encoder does not know.
    """
    task = next((each for each in tasks if isinstance(each, Task) and each.kind != "relation"), None)
    if task is None:
        return Stage(encoder, {}, "Nothing was pretrained: no head reads a text as a whole, to judge it by.")
    source = _source(run, texts)
    made = pretrain(
        source.corpus,
        encoder,
        run.settings.pretraining,
        work=work / "pretraining",
        terms=source.terms,
        task=task,
        speed=run.settings.training.speed,
        progress=run.progress,
    )
    assert made.gain is not None, "a task measures the gain"
    kept = made.gain.kept
    note = f"Pretraining is {'kept' if kept else 'not kept'}: {made.gain}"
    run.progress.say(note)
    return Stage(made.encoder if kept else encoder, made.figures, note)


def _source(run: RunContext, texts: Iterable[str]) -> Source:
    path = run.settings.pretraining.corpus
    if path or len(run.vertical.pretraining):
        return find_source(path, run.vertical, run.settings.data, run.progress)
    return Source(Corpus.of(texts, "the training texts"))
