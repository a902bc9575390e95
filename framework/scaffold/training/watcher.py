"""The callback of every training that can be interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.training.checkpoints import exhausted, scores
from scaffold.training.processes.group import group

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scaffold.progress import Stage
    from scaffold.training.checkpoints import Checkpoints


def watcher(stage: Stage, checkpoints: Checkpoints, patience: int, shown: Callable[[Mapping[str, float]], str]) -> Any:
    """A callback that shows progress, stops early, and marks a checkpoint once all of it is on disk.

    Whether to stop follows from the log alone, which a resumed run has too; the counter of Trainer's own early
    stopping would start anew.

    :param shown: what to say of the figures of an evaluation.
    """
    transformers = need("transformers")

    class Watcher(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Watches one training."""

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance(state.global_step)

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance()

        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
            stage.note(shown(metrics))
            if exhausted(scores(state.log_history), patience):
                control.should_training_stop = True

        def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            # Every process has written its random state.
            group().meet()
            if group().leads:
                checkpoints.mark(state.global_step)

    return Watcher()
