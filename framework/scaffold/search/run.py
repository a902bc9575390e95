"""From the settings of a run to the folder of a search."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from scaffold.errors import DataError, SettingsError, UserError, did_you_mean
from scaffold.files import writing
from scaffold.heads.tasks import ALONE, make_task
from scaffold.lock import only_one
from scaffold.models.base import load_encoder
from scaffold.pipeline import heads_with_labels, load_data
from scaffold.results import run_identity
from scaffold.search.findings import Row, rows_of, write_findings
from scaffold.search.study import STORE, Search
from scaffold.search.trials import Trials
from scaffold.training.budget import parse_budget

if TYPE_CHECKING:
    from scaffold.data.dataset import Dataset
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.training.joint import AnyTask

_WORK = ".work"


def search(run: RunContext, budget: str, most: int | None = None, head: str | None = None) -> list[Row]:
    """Search settings for one head, or for all of a data set that are trained together, and write what was found.

    The test split is never looked at.

    :param budget: time for all trials, such as `1h`; planned from counts, as that of a training is.
    :param most: trials at most.
    :returns: the trials.
    :raises UserError: for a folder that holds other things or another search.
    """
    _check_folder(run)
    datasets = load_data(run)
    tasks = _tasks(run, datasets, head)
    if not any(len(task.validation) for task in tasks):
        raise DataError("there are no validation texts to compare settings by", where=run.data)
    with writing(run.out):
        run.out.mkdir(parents=True, exist_ok=True)
    with only_one(run.out):
        training = run.settings.training
        encoder = load_encoder(training.base, max_length=training.max_length)
        trials = Trials(run, tasks, encoder, run.out / _WORK)
        identity = run_identity(run, datasets) | {"heads": [task.head for task in tasks]}
        study = Search(trials, run.out, training.seed, run.progress).run(
            parse_budget(budget), most, identity, resume=run.resume
        )
        shutil.rmtree(run.out / _WORK, ignore_errors=True)
        rows = rows_of(study)
        write_findings(run.out, rows, run.settings)
    return rows


def _tasks(run: RunContext, datasets: dict[str, Dataset], head: str | None) -> list[AnyTask]:
    """The named head; else those of the first loader that are trained together; else its first."""
    specs = heads_with_labels(run, datasets)
    names = [spec.name for spec in specs]
    if head is not None and head not in names:
        raise SettingsError(f"the data have no labels for a head {head!r}{did_you_mean(head, names)}", where="--head")
    chosen = [spec for spec in specs if spec.name == head] or _together(specs)
    return [make_task(spec, datasets[spec.loader]) for spec in chosen]


def _together(specs: list[TaskHeadSpec]) -> list[TaskHeadSpec]:
    joined = [spec for spec in specs if spec.kind not in ALONE]
    return [spec for spec in joined if spec.loader == joined[0].loader] or specs[:1]


def _check_folder(run: RunContext) -> None:
    names = {path.name for path in run.out.iterdir()} if run.out.is_dir() else set()
    if run.out.is_file() or (names and STORE not in names):
        raise UserError(
            "this holds other things than a search",
            where=str(run.out),
            hint="Choose an --out that does not exist yet, or the folder of an earlier search.",
        )
