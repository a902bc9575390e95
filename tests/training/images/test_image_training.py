"""Training on images: it learns, it repeats itself, it keeps to its plan, and fusion earns its place or goes."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.data.images.case import ImageCase
from scaffold.models.classifier import Outputs
from scaffold.models.images.architecture import small_resnet
from scaffold.models.images.frame import Frame
from scaffold.progress import SILENT
from scaffold.settings import load_settings
from scaffold.training.images.augment import Augmentation
from scaffold.training.images.fit import fit_net
from scaffold.training.images.fusion import FUSED, fit_weights, fuse
from scaffold.training.images.ladder import ImageLadder, frame_for
from scaffold.training.images.plan import ImagePlan, epochs_for, image_plan
from scaffold.training.images.recipe import ImageRecipe
from scaffold.training.task import Labelled, Task

SIDE = 8


def spots(count: int, seed: int) -> tuple[list[ImageCase], np.ndarray]:
    """Noise; in every third image a bright spot somewhere."""
    random = np.random.default_rng(seed)
    truth = (np.arange(count) % 3 == 0).astype(np.int64)
    shown = 0.3 * random.random((count, SIDE, SIDE, 1), dtype=np.float32)
    for image, spot in zip(shown, truth, strict=True):
        row, column = random.integers(0, SIDE - 3, 2)
        image[row : row + 3, column : column + 3] += 0.7 * spot
    return [ImageCase.of(f"{seed}/{number}.png", image) for number, image in enumerate(shown)], truth


@pytest.fixture
def task() -> Task:
    train, validation = (Labelled(*spots(count, seed)) for count, seed in ((90, 1), (45, 2)))
    return Task("finding", ("no", "spot"), train, validation, kind="image")


def settings(*more: str):
    return load_settings(None, ["training.speed=1", "training.budget=1m", *more])


def test_ladder_learns_what_pixels_do_not_show_and_goes_on_after_a_kill(task, tmp_path):
    given = settings("images.epochs=9")
    ladder = ImageLadder(task, given, tmp_path / "finding", 1.0, SILENT)
    classifier, table = ladder.climb()

    values = {rung.name: rung.value for rung in table}
    assert values["resnet together"] > max(0.8, values["pixels + regression"])
    again = ImageLadder(task, given, tmp_path / "finding", 1.0, SILENT)
    resumed, _ = again.climb()
    texts = task.validation.texts
    assert np.array_equal(classifier.outputs(texts).logits, resumed.outputs(texts).logits)
    assert {rung.name for rung in again.rungs} >= {"pixels + regression", "resnet 1", "resnet 2", "resnet 3"}


def test_same_seed_gives_the_same_net_and_another_one_another(task):
    frame = Frame(SIDE, SIDE, 1)
    images, truth = frame.batch(task.train.texts), task.train.truth

    def weights(seed: int) -> np.ndarray:
        import torch

        torch.manual_seed(7)
        body = small_resnet(frame).build()
        _, top = fit_net(body, images, truth, 2, ImageRecipe(1, seed), SILENT)
        return top.weight.detach().numpy()

    assert np.array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


def test_altered_images_keep_their_shape_and_are_all_different():
    import torch

    batch = torch.rand(6, 1, SIDE, SIDE, generator=torch.Generator().manual_seed(1))
    made = Augmentation(flip=True)(batch, torch.Generator().manual_seed(1))
    again = Augmentation(flip=True)(batch, torch.Generator().manual_seed(1))

    assert made.shape == batch.shape
    assert torch.equal(made, again)
    assert all(not torch.equal(one, other) for one, other in zip(made, batch, strict=True))


def test_nothing_is_altered_where_nothing_may_be():
    import torch

    still = Augmentation(degrees=0, shift=0, zoom=0, contrast=0, light=0, noise=0, erased=0)
    batch = torch.rand(3, 1, SIDE, SIDE)
    assert torch.allclose(still(batch, torch.Generator().manual_seed(1)), batch, atol=1e-5)


@pytest.mark.parametrize(
    ("budget", "nets", "vit"), [("0s", 0, False), ("25s", 1, False), ("3m", 3, False), ("1h", 3, True)]
)
def test_budget_decides_how_many_nets(tmp_path, budget, nets, vit):
    frame = Frame(28, 28, 1)
    given = load_settings(None, ["training.speed=1", f"training.budget={budget}"])
    plan = image_plan(small_resnet(frame).build(), frame, 1000, 200, given, 1.0, tmp_path / "plan.json")

    assert (len(plan.nets), plan.vit is not None) == (nets, vit)
    assert len({recipe.seed for recipe in plan.nets}) == nets
    assert ImagePlan.from_dict(plan.as_dict()) == plan
    # A resumed run keeps its plan, whatever the machine does now.
    other = load_settings(None, ["training.speed=9"])
    assert image_plan(small_resnet(frame).build(), frame, 1, 1, other, 1.0, tmp_path / "plan.json") == plan


def test_fewer_images_are_seen_more_often():
    assert epochs_for(100) > epochs_for(5000) > epochs_for(100_000)


@pytest.mark.parametrize(
    ("shapes", "size", "expected"),
    [
        ([(28, 28, 1)] * 3, None, Frame(28, 28, 1)),
        ([(20, 30, 3)] * 3, None, Frame(20, 30, 3)),
        ([(500, 400, 1), (300, 200, 1)], None, Frame(64, 64, 1)),
        ([(30, 40, 1), (50, 30, 1)], None, Frame(30, 30, 1)),
        ([(500, 400, 3)], 96, Frame(96, 96, 3)),
    ],
)
def test_frame_follows_the_images(shapes, size, expected):
    random = np.random.default_rng(0)
    texts = [ImageCase.of("x.png", random.random(shape, dtype=np.float32)) for shape in shapes]
    assert frame_for(texts, size) == expected


class Says:
    """A classifier that is right as often as told."""

    kind, labels = "says", ("no", "spot")

    def __init__(self, truth: dict[str, int], right: float, seed: int) -> None:
        self._truth, self._right = truth, right
        self._seed = seed

    def outputs(self, texts, *, progress=SILENT):
        random = np.random.default_rng(self._seed)
        truth = np.array([self._truth[str(text)] for text in texts])
        said = np.where(random.random(len(truth)) < self._right, truth, 1 - truth)
        # It is less sure where it errs, unless it guesses.
        sure = random.uniform(0.5, 2, len(truth)) * np.where(said == truth, 1.0, 0.5 if self._right > 0.5 else 1.0)
        logits = np.where(said[:, None] == np.arange(2), 1.0, -1.0) * sure[:, None]
        features = random.standard_normal((len(truth), 4))
        features /= np.linalg.norm(features, axis=1, keepdims=True)
        return Outputs(logits.astype(np.float32), features.astype(np.float32))


def fused(rights: tuple[float, float]):
    parts = [Labelled([f"{n} {number}" for number in range(n)], np.arange(n) % 2) for n in (100, 400)]
    truth = {str(text): int(label) for part in parts for text, label in zip(part.texts, part.truth, strict=True)}
    task = Task("both", ("no", "spot"), *parts, kind="fusion")
    said = {f"part {seed}": Says(truth, right, seed) for seed, right in enumerate(rights)}
    return fuse(task, said, SILENT)


def test_two_that_err_apart_are_better_together():
    classifier, table = fused((0.8, 0.8))

    values = {entry.name: entry.value for entry in table}
    assert table[-1].name.startswith(FUSED)
    assert values[FUSED] > max(values["part 0 alone"], values["part 1 alone"])
    assert all(classifier.classifier.weights > 0.2)


def test_fusion_with_one_that_guesses_is_not_kept():
    _, table = fused((0.9, 0.5))
    assert table[-1].name.startswith("part 0 alone")


def test_weights_find_what_made_the_labels():
    random = np.random.default_rng(0)
    shares = random.standard_normal((2, 4000, 3)).astype(np.float32)
    logits = 2 * shares[0] + 0.5 * shares[1] + np.array([1.0, 0.0, -1.0])
    noise = random.gumbel(size=logits.shape)
    weights, bias = fit_weights(shares, (logits + noise).argmax(axis=1))

    assert weights == pytest.approx([2, 0.5], abs=0.15)
    assert bias[0] - bias[2] == pytest.approx(2, abs=0.2)
