"""Fine-tuning an encoder and the heads on it with transformers' Trainer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.adapters.rank_schedule import rank_schedule
from scaffold.progress import SILENT, Progress
from scaffold.training.checkpoints import Checkpoints
from scaffold.training.learners.guided import GuidedLearner, ramp
from scaffold.training.module import headed_encoder
from scaffold.training.processes.group import group
from scaffold.training.processes.work import together
from scaffold.training.recomputing import compute_again
from scaffold.training.robust.weight_mean import mean_keeper
from scaffold.training.trainer import length_grouped_trainer
from scaffold.training.watcher import watcher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.training.prepared import Prepared
    from scaffold.training.recipe import Recipe


def finetune(
    prepared: Prepared,
    recipe: Recipe,
    *,
    work: Path,
    progress: Progress = SILENT,
    callbacks: Sequence[Any] = (),
) -> dict[str, Any]:
    """Fine-tune a copy of the upper layers with every head of `prepared` on it, in one forward pass.

    Where several processes work together, each reads its share of every batch.

    :param work: folder for checkpoints; what an interrupted call of as many processes left there is continued, to the
        same end.
    :param callbacks: further transformers `TrainerCallback`s.
    :returns: the trained heads by name, on one encoder, of the epoch with the lowest log-loss on validation data.
    """
    return dict(together(_finetune, prepared, recipe, work, progress=progress, callbacks=callbacks))


def _finetune(
    prepared: Prepared, recipe: Recipe, work: Path, *, progress: Progress = SILENT, callbacks: Sequence[Any] = ()
) -> dict[str, Any]:
    need("transformers").set_seed(recipe.seed)
    upper = prepared.split.upper()
    if recipe.gradient_checkpointing:
        compute_again(upper.model, True)
    module = headed_encoder(upper, prepared.learners, recipe, prepared.constraints)
    trainer = length_grouped_trainer(module, prepared, recipe, work)
    own = [mean_keeper(module.mean, recipe.ema)] if module.mean else []
    own += [ramp(learner) for learner in prepared.learners if isinstance(learner, GuidedLearner)]
    adapter = prepared.split.adapter
    if adapter and adapter.method == "adalora":
        own.append(rank_schedule(adapter))
    _run(trainer, recipe, prepared.learners[0].metric, Checkpoints(work.absolute()), progress, [*own, *callbacks])
    if module.mean:
        module.mean.swap()
    if recipe.gradient_checkpointing:
        compute_again(upper.model, False)
    module.cpu()
    encoder = prepared.split.join(upper)
    return {learner.name: learner.finish(module.layer(learner.name), encoder) for learner in prepared.learners}


def _run(
    trainer: Any, recipe: Recipe, metric: str, checkpoints: Checkpoints, progress: Progress, callbacks: Sequence[Any]
) -> None:
    """Train to the end, from the last whole checkpoint where there is one."""
    processes = group()
    if not processes.leads:
        # Each process leaves out other numbers; the first one those that a process alone would.
        need("torch").manual_seed(recipe.seed + processes.rank)
    last = processes.agree(checkpoints.last)
    if last:
        trainer.args.num_train_epochs = checkpoints.epochs(last, recipe.epochs, recipe.patience)

    def shown(figures: Mapping[str, float]) -> str:
        return f"validation {metric} {figures[f'eval_{metric}']:.3f}"

    steps = recipe.epochs * -(-len(trainer.train_dataset) // (recipe.batch_size * recipe.accumulate))
    with progress.stage(f"Fine-tuning, seed {recipe.seed}", steps) as stage:
        for callback in (watcher(stage, checkpoints, recipe.patience, shown), *callbacks):
            trainer.add_callback(callback)
        trainer.train(resume_from_checkpoint=str(last) if last else None)
