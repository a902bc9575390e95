"""Candidates trained one after another; what is finished survives a killed run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.files import write_text
from scaffold.models.reading import read_classifier
from scaffold.models.store import EncoderStore
from scaffold.training.rung import Rung
from scaffold.training.score import Scorer

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.classifier import Classifier
    from scaffold.progress import Progress
    from scaffold.training.task import Task


@dataclass
class Climb:
    """Trains the candidates of a task, or takes those of the interrupted run.

    :ivar work: folder that keeps each finished one.
    :ivar rungs: all of them in their order, added to.
    :ivar revive: called with each one that was read from `work`.
    """

    task: Task
    work: Path
    progress: Progress
    rungs: list[Rung]
    revive: Callable[[Classifier], None] = lambda classifier: None

    def __post_init__(self) -> None:
        self._encoders = EncoderStore(self.work / "encoders")

    def rung(
        self, name: str, fit: Callable[[], Classifier], note: str = "", *, encoders: int = 1, spent: float = 0.0
    ) -> None:
        """Fit a classifier or take the one of the interrupted run, and enter it into the table.

        :param spent: seconds that went into what it is made of.
        """
        began = time.perf_counter()
        resumed = self._resumed(name)
        if resumed is None:
            with self.progress.stage(f"Training {name}"):
                classifier = fit()
            trained = time.perf_counter() - began
            self._keep(name, classifier, trained)
        else:
            classifier, trained = resumed
        began = time.perf_counter()
        train = classifier.outputs(self.task.known.texts, progress=self.progress)
        validation = classifier.outputs(self.task.validation.texts, progress=self.progress)
        seconds = spent + trained + time.perf_counter() - began
        score = Scorer.of(self.task)
        rung = Rung.measured(name, classifier, train, validation, score, seconds=seconds, note=note, encoders=encoders)
        self.progress.say(f"{name}: {self.task.metric} {rung.value:.4f} on validation data, {seconds:.0f} s")
        self.rungs.append(rung)

    def _keep(self, name: str, classifier: Classifier, seconds: float) -> None:
        folder = self.work / name
        classifier.save(folder, self._encoders)
        write_text(folder / "done.json", json.dumps({"seconds": seconds}))

    def _resumed(self, name: str) -> tuple[Classifier, float] | None:
        done = self.work / name / "done.json"
        if not done.exists():
            return None
        seconds = float(json.loads(done.read_text(encoding="utf-8"))["seconds"])
        classifier = read_classifier(self.work / name, self._encoders)
        self.revive(classifier)
        return classifier, seconds
