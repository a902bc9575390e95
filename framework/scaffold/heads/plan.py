"""What a budget allows for some tasks; a resumed run keeps the plan it began with."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.files import write_text
from scaffold.heads.tuning import paced
from scaffold.training.augmented import augmented
from scaffold.training.budget import (
    Plan,
    finetune_seconds,
    machine_speed,
    make_plan,
    parse_budget,
    recipe_for,
    relative_cost,
)
from scaffold.training.joint import joined_rows
from scaffold.training.recipe import Recipe
from scaffold.training.task import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.plugins.run import RunContext
    from scaffold.settings import TrainingSettings
    from scaffold.training.joint import AnyTask
    from scaffold.training.split import SplitEncoder

_FEWEST_EPOCHS = 2


def plan_for(
    run: RunContext, tasks: Sequence[AnyTask], base: SplitEncoder, work: Path, name: str, *, share: float = 1.0
) -> Plan:
    """The plan for training `tasks` on one encoder.

    :param work: folder of the working files, `name` that of this training.
    :param share: of the budget, that this training may take.
    """
    settings = run.settings.training
    kept = work / f"plan-{name}.json"
    if kept.exists():
        return Plan.from_dict(json.loads(kept.read_text(encoding="utf-8")))
    more = [augmented(task, settings.augment, settings.seed) for task in tasks]
    parts = (joined_rows(*each, base.whole) for each in ((more, "train"), (tasks, "validation")))
    train, validation = ([row["length"] for row in rows] for rows in parts)
    speed = (settings.speed or machine_speed()) / relative_cost(base.whole)
    recipe = as_set(Recipe(), settings)
    embedding = all(task.kind == "embedding" for task in tasks)
    plan = make_plan(
        train,
        validation,
        share * parse_budget(settings.budget),
        seed=settings.seed,
        speed=speed,
        dimension=base.whole.width,
        share=base.share,
        recipe=recipe,
        distil=settings.distil and all(map(_can_be_distilled, tasks)),
        cheap=not embedding,
    )
    plan = replace(plan, recipes=tuple(as_set(each, settings) for each in plan.recipes))
    write_text(kept, json.dumps(plan.as_dict()))
    cheap = ["TF-IDF", *["frozen encoder"] * plan.frozen] if len(tasks) == 1 and isinstance(tasks[0], Task) else []
    rungs = [*cheap, *[f"fine-tuning x{len(plan.recipes)}"] * bool(plan.recipes), *["distilling them"] * plan.distil]
    if not rungs and embedding:
        # It has a way without any training, which others of its ladder do not have.
        run.progress.say(f"Plan for {settings.budget}: the encoder as it is; to tune it takes a longer --budget")
        return plan
    seconds = plan.seconds
    if not rungs:
        before, epoch = finetune_seconds(train, validation, recipe, speed=speed, share=base.share)
        rungs = [f"fine-tuning for {_FEWEST_EPOCHS} epochs, the least there is"]
        seconds = before + _FEWEST_EPOCHS * epoch
    run.progress.say(f"Plan for {settings.budget}: {', '.join(rungs)}; about {seconds / 60:.1f} min")
    return plan


def _can_be_distilled(task: AnyTask) -> bool:
    return isinstance(task, Task) and task.is_of_classes and task.train.soft is None


def least_recipe(rows: int, settings: TrainingSettings) -> tuple[Recipe, ...]:
    """What a head that has no cheaper way is trained with, whatever the budget."""
    return (as_set(recipe_for(rows, _FEWEST_EPOCHS, settings.seed), settings),)


def as_set(recipe: Recipe, settings: TrainingSettings) -> Recipe:
    """The recipe at the pace of what is trained, with what the user has set."""
    return replace(paced(recipe, settings), **settings.recipe.model_dump(exclude_none=True))
