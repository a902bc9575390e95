"""How many nets a budget allows, and for how many epochs: from counts, never from a noisy clock."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.files import write_text
from scaffold.models.images.architecture import pooled, small_vit, vit_frame
from scaffold.training.budget import MOST_MEMBERS, machine_speed, members_for, parse_budget
from scaffold.training.images.recipe import ImageRecipe

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from scaffold.models.images.frame import Frame
    from scaffold.settings import Settings

# Measured on the reference machine: floating-point operations a second of a net that is trained, and what altering
# and centring an image costs besides, in seconds for each of its values.
_RATE = 1.2e11
_VALUE = 6.0e-8
# Forth and back; reading is five views forth.
_TRAINED, _READ = 3, 5
_SLACK = 0.9
_MANY = 2000
_FEWEST, _MOST = 8, 60


@dataclass(frozen=True)
class ImagePlan:
    """What will be trained.

    :ivar nets: recipes of the nets of the first kind; `vit` that of a transformer; `seconds` the estimate for all.
    """

    nets: tuple[ImageRecipe, ...]
    vit: ImageRecipe | None
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ImagePlan:
        """Read back what `as_dict` wrote."""
        nets = tuple(ImageRecipe(**each) for each in values["nets"])
        return cls(nets, values["vit"] and ImageRecipe(**values["vit"]), values["seconds"])


def image_plan(
    body: torch.nn.Module, frame: Frame, train: int, validation: int, settings: Settings, share: float, kept: Path
) -> ImagePlan:
    """The plan for so many images; a resumed run keeps the one it began with, which lies in `kept`.

    :param share: of the budget.
    """
    if kept.exists():
        return ImagePlan.from_dict(json.loads(kept.read_text(encoding="utf-8")))
    speed = settings.training.speed or machine_speed()
    left = share * parse_budget(settings.training.budget) * _SLACK
    values = frame.channels * frame.height * frame.width
    epoch, reading = _seconds(_operations(body, frame), values, train, validation, speed)
    wanted = settings.images.epochs or epochs_for(train)
    # Without validation images there is nothing to choose among several by.
    members, epochs = members_for(left, epoch, reading, wanted, MOST_MEMBERS if validation else 1)
    nets = tuple(recipe_for(epochs, number, train, settings) for number in range(members))
    seconds = members * (epochs * epoch + reading)
    vit = None
    if members == MOST_MEMBERS and settings.images.base == "scratch":
        seen = vit_frame(frame)
        epoch, reading = _seconds(_operations(small_vit(seen).build(), seen), values, train, validation, speed)
        if seconds + 2 * epochs * epoch + reading <= left:
            vit = recipe_for(2 * epochs, members, train, settings)
            seconds += 2 * epochs * epoch + reading
    plan = ImagePlan(nets, vit, seconds)
    write_text(kept, json.dumps(plan.as_dict()))
    return plan


def recipe_for(epochs: int, number: int, images: int, settings: Settings) -> ImageRecipe:
    """Of the net with that number, for so many images; the more there are, the larger the batch."""
    own = settings.images
    recipe = ImageRecipe(
        epochs,
        settings.training.seed + 1000 * number,
        batch_size=32 if images < _MANY else 64,
        balance=own.balance,
        flip=own.flip,
        augment=own.augment,
    )
    if own.base == "scratch":
        return recipe
    # What a checkpoint knows is soon forgotten at the rate that a net from nothing needs.
    return ImageRecipe(**recipe.as_dict() | {"learning_rate": 1e-4})


def epochs_for(images: int) -> int:
    """Epochs that a training wants: many for few images, few for many."""
    return max(_FEWEST, min(_MOST, round(95_000 / (images + 1000))))


def _seconds(operations: float, values: int, train: int, validation: int, speed: float) -> tuple[float, float]:
    """Of an epoch, and of reading all images once."""
    epoch = train * (_TRAINED * operations / _RATE + _VALUE * values) / speed
    return epoch, (train + validation) * _READ * operations / _RATE / speed


def _operations(body: torch.nn.Module, frame: Frame) -> float:
    """Floating-point operations that one image takes."""
    torch = need("torch")
    counter = need("torch.utils.flop_counter").FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        pooled(body.eval()(torch.zeros(1, frame.channels, frame.height, frame.width)))
    return float(counter.get_total_flops())
