"""One phase of pretraining: an objective for so many steps, the best evaluation kept, resumable."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from scaffold.extras import need
from scaffold.files import write_text
from scaffold.pretraining.trainer import pretrainer
from scaffold.progress import SILENT, Progress
from scaffold.training.checkpoints import SCORE, Checkpoints, exhausted, scores
from scaffold.training.watcher import watcher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scaffold.pretraining.objective import Objective
    from scaffold.settings import PretrainingObjective

Trained = Literal["head", "embeddings", "all"]

_TITLES = {
    "head": "Teaching the head that guesses words",
    "embeddings": "Teaching the word embeddings",
    "all": "Pretraining",
}


@dataclass(frozen=True)
class Phase:
    """Settings of one phase.

    :ivar trained: `head`: only what is on top of the encoder; `embeddings`: that and the word embeddings; `all`.
    :ivar evaluations: how often the held-out rows are looked at.
    :ivar patience: evaluations without a lower loss before it stops; 0 never stops.
    """

    name: str
    objective: PretrainingObjective
    trained: Trained
    steps: int
    batch_size: int
    learning_rate: float
    evaluations: int = 8
    warmup: float = 0.06
    weight_decay: float = 0.01
    patience: int = 3
    seed: int = 1

    @property
    def title(self) -> str:
        """What it is called while it runs."""
        return f"{_TITLES[self.trained]}, {self.objective}"

    def shown(self, figures: Mapping[str, float]) -> str:
        """What is said of an evaluation."""
        loss = -figures[f"eval_{SCORE}"]
        return f"held-out perplexity {math.exp(loss):.1f}" if self.objective == "mlm" else f"held-out loss {loss:.3f}"

    def __str__(self) -> str:
        return f"{self.name}, {self.steps} steps of {self.batch_size} rows"


@dataclass(frozen=True)
class History:
    """Held-out losses of a phase.

    :ivar before: at its start; `after`: of the weights that were kept.
    :ivar course: one an evaluation.
    """

    before: float
    after: float
    course: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def run_phase(objective: Objective, phase: Phase, work: Path, progress: Progress = SILENT) -> History:
    """Train the objective's module in place; it ends with the weights of its best evaluation.

    :param work: folder of this phase; what an interrupted call left there is continued, to the same end.
    """
    safetensors = need("safetensors.torch")
    done, weights = work / "done.json", work / "done.safetensors"
    if done.is_file():
        known = json.loads(done.read_text(encoding="utf-8"))
        objective.module.load_state_dict(safetensors.load_file(weights))
        return History(known["before"], known["after"], tuple(known["course"]))
    history = _train(objective, phase, work / "checkpoints", progress)
    state = {name: tensor.contiguous() for name, tensor in objective.module.state_dict().items()}
    safetensors.save_file(state, weights)
    write_text(done, json.dumps(history.as_dict()))
    shutil.rmtree(work / "checkpoints", ignore_errors=True)
    return history


def _train(objective: Objective, phase: Phase, work: Path, progress: Progress) -> History:
    need("transformers").set_seed(phase.seed)
    work.mkdir(parents=True, exist_ok=True)
    before = objective.held_out()
    _freeze(objective.module, phase.trained)
    checkpoints = Checkpoints(work.absolute())
    last = checkpoints.last()
    state = json.loads((last / "trainer_state.json").read_text(encoding="utf-8")) if last else {}
    history = state.get("log_history", [])
    if last and exhausted(scores(history), phase.patience):
        # It was interrupted between its last evaluation and its end.
        best = need("safetensors.torch").load_file(f"{state['best_model_checkpoint']}/model.safetensors")
        objective.module.load_state_dict(best)
    else:
        trainer = pretrainer(objective, phase, work)
        with progress.stage(phase.title, phase.steps) as stage:
            trainer.add_callback(watcher(stage, checkpoints, phase.patience, phase.shown))
            trainer.train(resume_from_checkpoint=str(last) if last else None)
        history = trainer.state.log_history
    objective.module.requires_grad_(True)
    course = tuple(-value for value in scores(history))
    return History(before, min(course), course)


def _freeze(module: Any, trained: Trained) -> None:
    """Let learn what the phase trains, and nothing else."""
    module.requires_grad_(True)
    if trained != "all":
        module.transformer.requires_grad_(False)
    if trained == "embeddings":
        module.transformer.get_input_embeddings().requires_grad_(True)
