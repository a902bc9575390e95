"""The training ladder: from cheap to dear as far as the plan goes, and the best on validation data is kept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from scaffold.models.linear import LinearClassifier
from scaffold.progress import SILENT, Progress
from scaffold.training.augment.label_names import are_few, are_nameable, with_label_names
from scaffold.training.augmented import augmented
from scaffold.training.averaging import average
from scaffold.training.climb import Climb
from scaffold.training.combine import AVERAGED, choose, combine
from scaffold.training.distil import DISTILLED, distilled
from scaffold.training.finetune import finetune
from scaffold.training.frozen import fit_linear
from scaffold.training.prepared import prepare
from scaffold.training.score import Scorer
from scaffold.training.task import Labelled, Task
from scaffold.training.tfidf import fit_tfidf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scaffold.models.cache import CachedEncoder
    from scaffold.models.classifier import Classifier
    from scaffold.models.encoder import Matrix
    from scaffold.training.augment.label_names import LabelNames
    from scaffold.training.augmented import Augment
    from scaffold.training.budget import Plan
    from scaffold.training.prepared import Prepared
    from scaffold.training.recipe import Recipe
    from scaffold.training.rung import Rung
    from scaffold.training.split import SplitEncoder

FROZEN = "frozen encoder"


@dataclass
class Ladder:
    """Climbs the rungs of a plan; each finished rung is kept in `work`, so that a killed run goes on after it.

    :ivar tuned: what is fine-tuned on, where that is not the task: of texts that rules have labelled there may be too
        many for the budget.
    :ivar base: the encoder every rung starts from, taken apart, and `vectors` the same one behind its cache.
    """

    task: Task
    plan: Plan
    base: SplitEncoder
    vectors: CachedEncoder
    work: Path
    seed: int
    progress: Progress = SILENT
    augment: Augment = "none"
    label_names: LabelNames = "never"
    rungs: list[Rung] = field(default_factory=list)
    tuned: Task | None = None

    def __post_init__(self) -> None:
        self._climb = Climb(self.task, self.work, self.progress, self.rungs, self._revive)

    def climb(self) -> tuple[Classifier, list[Rung]]:
        """Train every rung of the plan and combine them.

        :returns: the best classifier on validation data, of classes with its known cases, and the table of all
            candidates with the best one last.
        """
        self._rung("tfidf + svm", lambda: fit_tfidf(self.task, self.seed), encoders=0)
        if self.plan.frozen:
            note = "logistic regression on its vectors" + self._names_note
            self._rung(FROZEN, lambda: self._linear(self.taught), note=note)
            self._tune()
        return (combine if self.task.is_of_classes else choose)(self.rungs, self.task, Scorer.of(self.task))

    @cached_property
    def taught(self) -> Task:
        """The task, with the names of its labels as further texts where validation data say that they help."""
        return self._named(self.task)

    def _named(self, task: Task) -> Task:
        if self.label_names == "never" or not are_nameable(task):
            return task
        named = with_label_names(task)
        if self.label_names == "always":
            return named
        if not are_few(task):
            return task
        held = self._vectors(task.validation)
        logits = [held @ each.weight.T + each.bias for each in map(self._linear, (task, named))]
        return (task, named)[Scorer.of(task).best(logits, costs=(0, 1))]

    @property
    def _names_note(self) -> str:
        return "" if self.taught is self.task else ", names of labels as texts"

    def _tune(self) -> None:
        task = self.taught if self.tuned is None else self._named(self.tuned)
        start = self._vectors(task.train)
        more = augmented(task, self.augment, self.seed)
        assert isinstance(more, Task), "copies of texts are of the same task"
        # Read when the first model is fine-tuned, kept for the others.
        share = self.plan.recipes[0].contrastive if self.plan.recipes else 0.0
        known = partial(prepare, self.base.whole, start, task, split=self.base, more=more, contrastive=share)
        prepared = cache(partial(known, progress=self.progress))
        for number, recipe in enumerate(self.plan.recipes, 1):
            self._tuned(f"fine-tuned {number}", recipe, prepared)
        tuned = self.rungs[2:]
        if len(tuned) > 1:
            spent = sum(rung.seconds for rung in tuned)
            members = [each for rung in tuned if isinstance(each := rung.classifier, LinearClassifier)]
            note = f"mean of the weights of {len(tuned)} models"
            self._rung(AVERAGED, lambda: average(members), note, spent=spent)
            if self.plan.distil:
                note = f", learnt from {len(tuned)} models"
                teach = partial(distilled, members=tuned, score=Scorer.of(self.task))
                self._tuned(DISTILLED, self.plan.recipes[0], lambda: teach(prepared()), note, spent)

    def _tuned(
        self, name: str, recipe: Recipe, prepared: Callable[[], Prepared], note: str = "", spent: float = 0.0
    ) -> None:
        """Fine-tune what `prepared` gives; `note` is what there is to say beside its recipe."""
        folder = self.work / f"checkpoints {name.removeprefix('fine-tuned ')}"

        def tune() -> Classifier:
            tuned: Classifier = finetune(prepared(), recipe, work=folder, progress=self.progress)[self.task.head]
            return tuned

        copies = "" if self.augment == "none" else f", copies by {self.augment}"
        self._rung(name, tune, f"{recipe.note}{self.base.note}{copies}{self._names_note}{note}", spent=spent)
        shutil.rmtree(folder, ignore_errors=True)

    def _linear(self, task: Task) -> LinearClassifier:
        train, held = self._vectors(task.train), self._vectors(task.validation)
        return fit_linear(self.base.whole, train, held, task, embedder=self.vectors)

    def _vectors(self, part: Labelled) -> Matrix:
        return self.vectors.encode(part.texts, progress=self.progress)

    def _rung(
        self, name: str, fit: Callable[[], Classifier], note: str = "", *, encoders: int = 1, spent: float = 0.0
    ) -> None:
        self._climb.rung(name, fit, note, encoders=encoders, spent=spent)

    def _revive(self, classifier: Classifier) -> None:
        if isinstance(classifier, LinearClassifier) and classifier.encoder.fingerprint == self.base.whole.fingerprint:
            # The same vectors as before the interruption, to the last bit.
            classifier.embedder = self.vectors
