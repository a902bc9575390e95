"""Checkpoints of a fine-tuning: which of them can be trusted, and what they say about when to stop."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.files import write_text
from scaffold.training.processes.group import group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MARK = "complete"
_STATE = "trainer_state.json"
_FILES = (_MARK, _STATE, "model.safetensors", "optimizer.pt", "scheduler.pt")
# What the figure that epochs are compared by is called among Trainer's; higher is better.
SCORE = "score"


@dataclass(frozen=True)
class Checkpoints:
    """The folder a Trainer saves to."""

    folder: Path

    def mark(self, step: int) -> None:
        """All of the checkpoint of this step is on disk."""
        (self._at(step) / _MARK).touch()

    def last(self) -> Path | None:
        """The newest checkpoint that was written to its end; those that were not are removed."""
        found = sorted(self.folder.glob("checkpoint-*"), key=lambda each: int(each.name.rpartition("-")[2]))
        # A process that dies while it removes an old checkpoint leaves the mark and takes a file.
        files = (*_FILES, *_random_states(group().size))
        whole = [each for each in found if all((each / name).is_file() for name in files)]
        for each in found:
            if each not in whole:
                shutil.rmtree(each)
        if not whole:
            return None
        self._rename_best(whole[-1])
        return whole[-1]

    def epochs(self, checkpoint: Path, wanted: int, patience: int) -> int:
        """Epochs of the whole training: those before the checkpoint where patience had run out, else `wanted`."""
        state = _state(checkpoint)
        return round(state["epoch"]) if exhausted(scores(state["log_history"]), patience) else wanted

    def _rename_best(self, checkpoint: Path) -> None:
        """Let the state name the best checkpoint where it lies now: the run folder may have been moved."""
        state = _state(checkpoint)
        if state.get("best_global_step"):
            state["best_model_checkpoint"] = str(self._at(state["best_global_step"]))
            write_text(checkpoint / _STATE, json.dumps(state))

    def _at(self, step: int) -> Path:
        return self.folder / f"checkpoint-{step}"


def _random_states(processes: int) -> list[str]:
    """What Trainer calls the files with the random state of each process."""
    return ["rng_state.pth"] if processes == 1 else [f"rng_state_{rank}.pth" for rank in range(processes)]


def scores(history: Sequence[dict[str, Any]]) -> list[float]:
    """The validation figure of each epoch so far, from the log of a Trainer."""
    return [entry[f"eval_{SCORE}"] for entry in history if f"eval_{SCORE}" in entry]


def exhausted(values: Sequence[float], patience: int) -> bool:
    """Whether the best value is `patience` values old; never for a patience of 0.

    >>> exhausted([0.7, 0.8, 0.8], 1), exhausted([0.7, 0.8], 1)
    (True, False)
    """
    if not (values and patience):
        return False
    return len(values) - 1 - values.index(max(values)) >= patience


def _state(checkpoint: Path) -> dict[str, Any]:
    return dict(json.loads((checkpoint / _STATE).read_text(encoding="utf-8")))
