"""A pretraining from its settings to the folder of an encoder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scaffold.errors import BelowLevelError
from scaffold.files import write_text
from scaffold.models.base import load_encoder
from scaffold.pretraining.pretrain import Pretrained, pretrain
from scaffold.progress import SILENT, Progress
from scaffold.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.sources import Source
    from scaffold.settings import Settings
    from scaffold.training.task import Task

FIGURES = "pretraining.json"
SCRATCH = "scratch"


def pretrain_into(
    out: Path,
    source: Source,
    settings: Settings,
    *,
    task: Task | None = None,
    keep: bool = False,
    resume: bool = False,
    progress: Progress = SILENT,
) -> Pretrained:
    """Pretrain and write an encoder folder with its `pretraining.json`.

    :param task: labelled texts to measure the gain on; an encoder from scratch is compared with `training.base`.
    :param keep: write the encoder even where it gains nothing.
    :param resume: go on with what a killed call left in `out`.
    :raises BelowLevelError: when it gains nothing on the task, and nothing is written.
    :raises UserError: for a corpus, a base or a folder that cannot be used.
    """
    chosen = settings.pretraining
    scratch = chosen.base == SCRATCH
    base = None if scratch else load_encoder(chosen.base, max_length=chosen.max_length)
    rival = load_encoder(settings.training.base) if scratch and task else None
    with RunFolder(out, _identity(source, settings, base, task), resume=resume) as folder:
        if resume:
            progress.say("Going on with the interrupted run" if folder.resumed else "Nothing to resume: a new run")
        made = pretrain(
            source.corpus,
            base,
            chosen,
            work=folder.work,
            terms=source.terms,
            task=task,
            rival=rival,
            speed=settings.training.speed,
            progress=progress,
        )
        if not keep:
            _check(made)
        made.encoder.save(folder.results)
        write_text(folder.results / FIGURES, json.dumps(made.figures, ensure_ascii=False, indent=2) + "\n")
    return made


def _check(made: Pretrained) -> None:
    if made.gain and not made.gain.kept:
        raise BelowLevelError(
            f"pretraining gains nothing on {made.gain}",
            hint="Nothing was written. Give more texts or time, or write it all the same with --keep.",
        )


def _identity(source: Source, settings: Settings, base: Encoder | None, task: Task | None) -> dict[str, Any]:
    """What has to be equal for a run to be resumed."""
    return {
        "corpus": source.corpus.content_hash,
        "terms": source.terms,
        "settings": settings.pretraining.model_dump(mode="json"),
        "base": base.fingerprint if base else SCRATCH,
        "task": [len(task.train), len(task.validation), task.labels] if task else None,
    }
