"""The loop of a search: ask for values, train, tell what came out, until the budget is planned out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold.extras import need
from scaffold.search.trials import watcher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scaffold.progress import Progress
    from scaffold.search.trials import Trials

STORE = "trials.sqlite"
# Trials at random before the others follow what was found, and before any is ended early.
_RANDOM, _WHOLE = 8, 4
_PLANNED, _FIGURES, _IDENTITY = "planned seconds", "figures", "identity"


@dataclass(frozen=True)
class Search:
    """Trials of one search; those in `folder` from an earlier call count.

    Values are drawn by a tree-structured Parzen estimator (Bergstra et al. 2011), and a trial that is behind the
    median of the others at the same epoch is ended. Each draw depends on the seed and the trials before it alone, so
    an interrupted search goes on to the same end.
    """

    trials: Trials
    folder: Path
    seed: int
    progress: Progress

    def run(self, budget: float, most: int | None, identity: Mapping[str, Any], *, resume: bool) -> Any:
        """Train until the planned time of the trials reaches `budget` seconds, or there are `most` of them.

        :param identity: what an interrupted search must have in common with this one.
        :returns: the optuna study.
        :raises UserError: when the interrupted search had other data or settings.
        """
        study = self._study(identity, resume=resume)
        spent = sum(trial.user_attrs.get(_PLANNED, 0.0) for trial in study.trials)
        while most is None or len(_ended(study)) < most:
            study.sampler = self._sampler(len(_ended(study)))
            trial = study.ask()
            values = self.trials.space.draw(trial)
            before, epoch = self.trials.seconds(values)
            planned = before + self.trials.space.recipe(values).epochs * epoch
            if spent + planned > budget and _ended(study):
                study.tell(trial, state=need("optuna.trial").TrialState.FAIL)
                break
            spent += self._try(study, trial, values, (before, epoch))
        return study

    def _try(self, study: Any, trial: Any, values: Mapping[str, Any], seconds: tuple[float, float]) -> float:
        """Train one trial; returns the planned time of the epochs it had."""
        states, watching = need("optuna.trial").TrialState, watcher(trial)
        self.trials.train(values, watching)
        spent = seconds[0] + len(watching.losses) * seconds[1]
        trial.set_user_attr(_PLANNED, spent)
        trial.set_user_attr(_FIGURES, watching.figures)
        if watching.stopped:
            study.tell(trial, state=states.PRUNED)
        else:
            study.tell(trial, min(watching.losses))
        best = f"best so far {study.best_value:.4f}" if _whole(study) else ""
        end = "ended early" if watching.stopped else f"loss {min(watching.losses):.4f}"
        self.progress.say(f"Trial {trial.number}: {end}; {best}".rstrip("; "))
        return spent

    def _study(self, identity: Mapping[str, Any], *, resume: bool) -> Any:
        optuna = need("optuna")
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        store = self.folder / STORE
        if store.exists() and not resume:
            raise UserError(
                "this folder holds an earlier search", where=str(self.folder), hint="Add --resume, or choose another."
            )
        study = optuna.create_study(
            study_name="scaffold",
            storage=f"sqlite:///{store}",
            pruner=optuna.pruners.MedianPruner(n_startup_trials=_WHOLE, n_warmup_steps=1),
            load_if_exists=True,
        )
        if study.user_attrs.get(_IDENTITY, identity) != identity:
            raise UserError(
                "the interrupted search here had other data or settings",
                where=str(self.folder),
                hint="Give the same --data and settings, or choose another --out.",
            )
        study.set_user_attr(_IDENTITY, identity)
        if not study.trials:
            study.enqueue_trial(self.trials.space.first)
        self._give_up_interrupted(study)
        return study

    def _give_up_interrupted(self, study: Any) -> None:
        """A trial that was under way when the process died begins anew, with the values it had."""
        states = need("optuna.trial").TrialState
        for trial in study.get_trials(states=(states.RUNNING,)):
            study.tell(trial.number, state=states.FAIL)
            study.enqueue_trial(trial.params)

    def _sampler(self, number: int) -> Any:
        return need("optuna.samplers").TPESampler(seed=self.seed + number, n_startup_trials=_RANDOM)


def figures(trial: Any) -> dict[str, float]:
    """The metrics on validation texts at the best epoch of a trial that has ended."""
    return dict(trial.user_attrs.get(_FIGURES, {}))


def planned_seconds(trial: Any) -> float:
    """What it was planned to take."""
    return float(trial.user_attrs.get(_PLANNED, 0.0))


def _ended(study: Any) -> list[Any]:
    states = need("optuna.trial").TrialState
    return list(study.get_trials(states=(states.COMPLETE, states.PRUNED), deepcopy=False))


def _whole(study: Any) -> list[Any]:
    return list(study.get_trials(states=(need("optuna.trial").TrialState.COMPLETE,), deepcopy=False))
