"""Maps of evidence: the place that a decision rests on is the one that counts."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from scaffold.data.images.case import ImageCase, pixels_of
from scaffold.decision.heat import heat_of


class Corner:
    """Says `yes` as far as one corner is bright."""

    name, labels = "finding", ("no", "yes")

    def predict(self, texts):
        light = np.array([pixels_of(text)[-4:, :4].mean() for text in texts])
        yes = 1 / (1 + np.exp(-10 * (light - 0.3)))
        return SimpleNamespace(probabilities=np.stack([1 - yes, yes], axis=1))


def image(*shape: int) -> ImageCase:
    shown = np.zeros(shape, dtype=np.float32)
    shown[-4:, :4] = 1
    return ImageCase.of("a.png", shown)


@pytest.mark.parametrize("channels", [1, 3])
def test_place_that_counts_is_the_hottest(channels):
    heat = heat_of(Corner(), image(28, 28, channels))
    values = np.array(heat.values)

    assert (heat.head, heat.label, values.shape) == ("finding", "yes", (7, 7))
    assert np.unravel_index(values.argmax(), values.shape) == (6, 0)
    assert np.allclose(values[:4, 3:], 0, atol=0.05)
    assert heat.as_dict()["values"][6][0] == round(heat.values[6][0], 4)


def test_map_of_a_tiny_image_has_no_more_places_than_pixels():
    assert np.array(heat_of(Corner(), image(5, 4, 1)).values).shape == (5, 4)


def test_image_itself_stays_as_it_was():
    case = image(14, 14, 1)
    before = case.pixels.copy()
    heat_of(Corner(), case)
    assert np.array_equal(case.pixels, before)
