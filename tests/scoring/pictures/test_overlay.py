"""A map laid over its image is a PNG that a page can hold, orange where it speaks for the label."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from scaffold.decision.heat import Heat
from scaffold.scoring.pictures.overlay import as_data_url, overlay


def shown(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int64)


@pytest.mark.parametrize("shape", [(28, 28, 1), (10, 30, 3), (900, 600, 3)])
def test_image_is_as_large_as_a_person_needs_and_no_larger(shape):
    height, width, _ = shown(overlay(np.zeros(shape, dtype=np.float32), None)).shape
    assert 168 <= max(height, width) <= 512
    assert height / width == pytest.approx(shape[0] / shape[1], rel=0.05)


def test_for_is_orange_and_against_is_blue():
    grey = np.full((20, 20, 1), 0.5, dtype=np.float32)
    made = shown(overlay(grey, Heat("h", "l", ((2.0, -2.0), (0.0, 0.0)))))
    left, right, plain = made[20, 20], made[20, -20], made[-10, 20]

    assert left[0] > left[2] + 50
    assert right[2] > right[0] + 50
    assert np.ptp(plain) < 40


def test_map_without_evidence_leaves_the_image_nearly_as_it_is():
    grey = np.full((20, 20, 1), 0.5, dtype=np.float32)
    made = shown(overlay(grey, Heat("h", "l", ((0.001, -0.001), (0.0, 0.0)))))
    assert np.abs(made - 127).max() < 5


def test_address_holds_the_image():
    assert as_data_url(b"abc") == "data:image/png;base64,YWJj"
