"""What most demos are: train on the sample, hold the figures against the levels, say what to type next."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.pipeline import train
from scaffold.plugins.specs import DemoResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from scaffold.pipeline import TrainedRun
    from scaffold.plugins.run import RunContext

Figures = dict[str, tuple[float, float | None]]


def trained_demo(run: RunContext, *, budget: str) -> DemoResult:
    """Train every head of the vertical on its sample, or on the user's data, and measure.

    :param budget: for the training, unless the user set one.
    :raises UserError: as `pipeline.train`.
    """
    trained = train(with_budget(run, budget))
    return DemoResult(
        title=f"{run.vertical.info.title}: learnt from {'its sample' if run.data is None else run.data}",
        figures=measured(run, trained.metrics),
        try_next=_try_next(run, trained),
        artifacts={"report": trained.report, "bundle": trained.bundle.path},
        details={"chosen": trained.metrics["chosen"], "seconds": trained.metrics["seconds"]},
    )


def with_budget(run: RunContext, budget: str) -> RunContext:
    """The run with a budget, unless the user set one."""
    if "budget" in run.settings.training.model_fields_set:
        return run
    training = run.settings.training.model_copy(update={"budget": budget})
    return replace(run, settings=run.settings.model_copy(update={"training": training}))


def measured(run: RunContext, metrics: Mapping[str, Any]) -> Figures:
    """The figures that the vertical names, each with its level; the levels are those of the sample."""
    figures: Figures = {}
    for spec in run.vertical.metrics:
        value = metrics["heads"].get(spec.head, {}).get(spec.split, {}).get(spec.metric)
        if value is not None:
            figures[f"{spec.name}, {spec.split}"] = (value, spec.at_least if run.data is None else None)
    return figures


def _try_next(run: RunContext, trained: TrainedRun) -> dict[str, str]:
    name, bundle = run.vertical.name, shlex.quote(str(trained.bundle.path))
    commands = {f"scaffold explain {bundle} TEXT": "one decision: probabilities, words that mattered"}
    if run.data is None:
        commands[f"scaffold demo {name} --data YOUR-FILE --out my-demo"] = "the same on your own data"
    commands[f"scaffold train {name} --data YOUR-FILE --out RUN --budget 10m"] = "train longer, and keep the bundle"
    return commands
