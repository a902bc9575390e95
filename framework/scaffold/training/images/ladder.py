"""The ladder for images: pixels, a small residual net or a checkpoint, several of them, and a transformer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.images.case import pixels_of
from scaffold.extras import need
from scaffold.models.images.architecture import Architecture, pooled, small_resnet, small_vit, vit_frame
from scaffold.models.images.checkpoint import SCRATCH, read_checkpoint
from scaffold.models.images.frame import Batch, Frame
from scaffold.models.images.net import NetClassifier
from scaffold.models.images.pixels import PixelClassifier
from scaffold.training.climb import Climb
from scaffold.training.combine import ensemble, with_votes
from scaffold.training.frozen import STRENGTHS
from scaffold.training.images.fit import fit_net
from scaffold.training.images.plan import image_plan
from scaffold.training.score import Scorer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import torch

    from scaffold.models.classifier import Matrix
    from scaffold.models.tokens import Text
    from scaffold.models.voting import CaseVoting
    from scaffold.progress import Progress
    from scaffold.settings import Settings
    from scaffold.training.images.plan import ImagePlan
    from scaffold.training.images.recipe import ImageRecipe
    from scaffold.training.rung import Rung
    from scaffold.training.task import Task

_COMPONENTS = 100
_LOOKED_AT = 500
_LARGEST = 64
_BATCH = 256


@dataclass
class ImageLadder:
    """Trains what the budget allows, and keeps what validation images say is best.

    :ivar work: folder that keeps each finished candidate.
    :ivar share: of the budget.
    """

    task: Task
    settings: Settings
    work: Path
    share: float
    progress: Progress
    rungs: list[Rung] = field(default_factory=list)

    def climb(self) -> tuple[CaseVoting, list[Rung]]:
        """Train every candidate and combine them.

        :returns: the best classifier with its known cases, and the table of all candidates with the best one last.
        :raises DataError: naming an image that cannot be read.
        """
        climb = Climb(self.task, self.work, self.progress, self.rungs)
        climb.rung("pixels + regression", self._pixels, "logistic regression on principal components", encoders=0)
        if self.settings.images.base != SCRATCH:
            climb.rung("frozen net", self._frozen, f"logistic regression on what {self.settings.images.base} gives")
        for number, recipe in enumerate(self._plan.nets, 1):
            climb.rung(f"{self._name} {number}", partial(self._net, self._frame, self._start, recipe), recipe.note)
        if self._plan.vit is not None:
            frame = vit_frame(self._frame)
            fit = partial(self._net, frame, (small_vit(frame), None), self._plan.vit)
            climb.rung("vit", fit, self._plan.vit.note)
        score = Scorer.of(self.task)
        # Small nets are cheap to read, and a few hundred validation images do not tell which chance made better.
        return with_votes([*self.rungs, *self._ensembles(score)], self.task, score, prefer="more")

    def _ensembles(self, score: Scorer) -> list[Rung]:
        nets = [rung for rung in self.rungs if rung.name.startswith(self._name)]
        others = [rung for rung in self.rungs if rung.name in ("vit", "frozen net")]
        made = [ensemble(f"{self._name} together", nets, [1.0] * len(nets), score)] if len(nets) > 1 else []
        for other in others if nets else []:
            made.append(ensemble(f"{self._name} + {other.name}", [*nets, other], [1.0] * (len(nets) + 1), score))
        return made

    @property
    def _name(self) -> str:
        return "resnet" if self.settings.images.base == SCRATCH else "tuned net"

    @cached_property
    def _start(self) -> tuple[Architecture, torch.nn.Module | None]:
        """What nets are built from; of a checkpoint with its weights."""
        base = self.settings.images.base
        if base == SCRATCH:
            return small_resnet(self._frame), None
        _, architecture, body = self._checkpoint
        return architecture, body

    @cached_property
    def _checkpoint(self) -> tuple[Frame, Architecture, torch.nn.Module]:
        return read_checkpoint(self.settings.images.base, self.settings.images.size)

    @cached_property
    def _frame(self) -> Frame:
        if self.settings.images.base != SCRATCH:
            return self._checkpoint[0]
        return frame_for(self.task.train.texts, self.settings.images.size)

    @cached_property
    def _images(self) -> Batch:
        """Training images in their frame."""
        return self._frame.batch(self.task.train.texts)

    @cached_property
    def _plan(self) -> ImagePlan:
        settings = self.settings
        architecture, body = self._start
        train, held = len(self.task.train), len(self.task.validation)
        kept = self.work.parent / f"plan-{self.task.head}.json"
        plan = image_plan(body or architecture.build(), self._frame, train, held, settings, self.share, kept)
        if settings.images.base != SCRATCH and settings.images.tuning == "frozen":
            plan = type(plan)((), None, 0.0)
        nets = f"{self._name} x{len(plan.nets)}" + (f" for {plan.nets[0].epochs} epochs" if plan.nets else "")
        rungs = ["pixels", *([nets] if plan.nets else []), *(["vit"] if plan.vit else [])]
        self.progress.say(f"Plan for {settings.training.budget}: {', '.join(rungs)}; about {plan.seconds / 60:.1f} min")
        return plan

    def _net(
        self, frame: Frame, start: tuple[Architecture, torch.nn.Module | None], recipe: ImageRecipe
    ) -> NetClassifier:
        torch, (architecture, weights) = need("torch"), start
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            body = architecture.build()
        if weights is not None:
            body.load_state_dict(weights.state_dict())
        classes = len(self.task.labels)
        images = self._images if frame == self._frame else frame.batch(self.task.train.texts)
        body, top = fit_net(body, images, self.task.train.truth, classes, recipe, self.progress)
        return NetClassifier(self.task.labels, frame, architecture, body, top)

    def _pixels(self) -> PixelClassifier:
        flat = self._images.reshape(len(self._images), -1)
        kept = min(_COMPONENTS, *flat.shape)
        found = need("sklearn.decomposition").PCA(kept, random_state=self.settings.training.seed).fit(flat)
        labels, frame, none = self.task.labels, self._frame, np.zeros((len(self.task.labels), kept), dtype=np.float32)
        shape = PixelClassifier(labels, frame, found.mean_, found.components_, none, none[:, 0])
        held = shape.reduced(frame.batch(self.task.validation.texts))
        weight, bias = self._regression(shape.reduced(self._images), held)
        return PixelClassifier(labels, frame, found.mean_, found.components_, weight, bias)

    def _frozen(self) -> NetClassifier:
        """A regression on what the checkpoint gives, its scaling folded into the weights."""
        torch = need("torch")
        _, architecture, body = self._checkpoint
        with torch.inference_mode():
            parts = (torch.from_numpy(self._images), torch.from_numpy(self._frame.batch(self.task.validation.texts)))
            read = [[pooled(body.eval()(batch)) for batch in part.split(_BATCH)] for part in parts]
        train, held = (torch.cat(each).numpy() if each else np.zeros((0, 1), np.float32) for each in read)
        mean, spread = train.mean(axis=0), np.maximum(train.std(axis=0), 1e-6)
        weight, bias = self._regression((train - mean) / spread, (held - mean) / spread if len(held) else held)
        top = torch.nn.Linear(weight.shape[1], len(weight))
        top.load_state_dict(
            {"weight": torch.from_numpy(weight / spread), "bias": torch.from_numpy(bias - weight @ (mean / spread))}
        )
        return NetClassifier(self.task.labels, self._frame, architecture, body, top)

    def _regression(self, train: Matrix, held: Matrix) -> tuple[Matrix, Matrix]:
        """Weight and bias of the best strength on validation images; components are scaled to one length first."""
        objective = self.task.objective
        scale = np.float32(np.sqrt((train**2).sum(axis=1).mean()))
        candidates = []
        for strength in STRENGTHS:
            fitted = self.task.train.fit(objective.regression(strength), train / scale)
            weight, bias = objective.weights(fitted)
            candidates.append((weight / scale, bias))
        logits = [held @ weight.T + bias for weight, bias in candidates] if len(held) else []
        return candidates[Scorer.of(self.task).best(logits)] if logits else candidates[0]


def frame_for(texts: Sequence[Text], size: int | None) -> Frame:
    """The frame of images that a net learns from nothing: their own size where they share one and it is small.

    :param size: side that is wanted; of images of many sizes a square of their usual shorter side is taken, 64 at most.
    """
    step = max(1, len(texts) // _LOOKED_AT)
    seen = [pixels_of(text) for text in texts[::step]]
    grey = all(image.shape[2] == 1 or bool((image[:, :, :1] == image).all()) for image in seen)
    channels = 1 if grey else 3
    shapes = Counter(image.shape[:2] for image in seen)
    if size is None and len(shapes) == 1:
        height, width = next(iter(shapes))
        if max(height, width) <= _LARGEST:
            return Frame(height, width, channels)
    side = size or max(8, min(_LARGEST, int(np.median([min(image.shape[:2]) for image in seen]))))
    return Frame(side, side, channels)
