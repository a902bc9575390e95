"""Where in an image the evidence for a decision lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from scaffold.data.images.case import ImageCase, pixels_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.images.case import Pixels
    from scaffold.models.tokens import Text

PLACES = 7
"""Places of a map, down and across."""
# A place that is covered is as much larger than its share of the image, so that what lies on a border is covered once.
_REACH = 2.0
_TINY = 1e-12


class ImageHead(Protocol):
    """A head whose predictions have `probabilities`, (n, labels)."""

    @property
    def name(self) -> str:
        """As the vertical calls it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of its labels."""

    def predict(self, texts: Sequence[Text]) -> Any:
        """Predictions of `texts`, in their order."""


@dataclass(frozen=True)
class Heat:
    """How much the log-odds of a label fall where each place of an image is covered.

    Odds, because the probability of a sure decision hardly moves, whatever is covered.

    :ivar values: rows from top to bottom, each from left to right; positive speaks for the label.
    """

    head: str
    label: str
    values: tuple[tuple[float, ...], ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        values = [[round(value, 4) for value in row] for row in self.values]
        return {"head": self.head, "label": self.label, "values": values}


def heat_of(model: ImageHead, text: Text, places: int = PLACES) -> Heat:
    """Cover each place of the image of a case once (Zeiler & Fergus 2014, section 4.2), by its mean.

    Exact for the model whatever it is made of.

    :raises DataError: for an image that cannot be read.
    """
    pixels = pixels_of(text)
    down, across = (min(places, side) for side in pixels.shape[:2])
    words = str(text)
    reference = text.image if isinstance(text, ImageCase) else words
    variants = [ImageCase(words, reference, image) for image in (pixels, *_covered(pixels, down, across))]
    probabilities = model.predict(variants).probabilities
    label = int(probabilities[0].argmax())
    sure = np.clip(probabilities[:, label], _TINY, 1 - _TINY)
    odds = np.log(sure / (1 - sure))
    falls = (odds[0] - odds[1:]).reshape(down, across)
    return Heat(model.name, model.labels[label], tuple(tuple(map(float, row)) for row in falls))


def _covered(pixels: Pixels, down: int, across: int) -> list[Pixels]:
    """The image with each place covered, row by row."""
    height, width = pixels.shape[:2]
    tall, wide = _REACH * height / down, _REACH * width / across
    made = []
    for row in range(down):
        for column in range(across):
            top, left = (row + 0.5) * height / down - tall / 2, (column + 0.5) * width / across - wide / 2
            image = pixels.copy()
            rows = slice(max(0, round(top)), max(1, round(top + tall)))
            columns = slice(max(0, round(left)), max(1, round(left + wide)))
            image[rows, columns] = pixels.mean(axis=(0, 1))
            made.append(image)
    return made
