"""Draws the sample of images again: `python -m scaffold_medical.sample_writing.drawings [FILE]`.

Schematic chests that are nobody's: a body, two lungs, ribs, a spine and a heart, each of its own size and place. In
some a cloudy patch lies over a lung. Turned, moved, lit and blurred by chance, so that no single pixel tells.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SAMPLE = Path(__file__).parents[1] / "sample" / "images.npz"
LABELS = ("normal", "opacity")
PARTS = {"train": 280, "val": 60, "test": 60}
_SIDE, _FINE = 28, 3
_CLOUDY = 0.45
_SEED = 7
# Of every file in the archive, so that the same drawings give the same bytes.
_DAY = (2020, 1, 1, 0, 0, 0)

Image = npt.NDArray[np.float64]


def draw(random: np.random.Generator, *, cloudy: bool) -> npt.NDArray[np.uint8]:
    """One chest, (28, 28)."""
    x, y = _grid(random)
    body = _oval(x, y, 0, 0.15, 1.0 + 0.08 * random.standard_normal(), 1.15, soft=0.08)
    lungs = [_lung(x, y, side, random) for side in (-1, 1)]
    image = 0.62 * body + 0.1 * random.standard_normal()
    for lung in lungs:
        image -= (0.4 + 0.06 * random.standard_normal()) * lung
    image += 0.2 * np.exp(-((x / 0.1) ** 2)) * body
    heart = _oval(x, y, -0.18, 0.3, 0.27 + 0.05 * random.random(), 0.32, soft=0.12)
    image += 0.28 * heart
    image += _ribs(x, y, random) * np.maximum(lungs[0], lungs[1])
    image += _vessels(x, y, random)
    if cloudy:
        lung = lungs[int(random.integers(2))]
        image += _cloud(x, y, lung * (1 - heart), random)
    elif random.random() < 0.35:
        # A tube or a wire, and the shadow of soft parts: bright, and no patch.
        image += 0.3 * np.exp(-(((x - 0.5 * random.standard_normal() - 0.4 * y) / 0.04) ** 2))
    return _exposed(image, random)


def _grid(random: np.random.Generator) -> tuple[Image, Image]:
    """Coordinates from -1 to 1, turned, moved and stretched."""
    line = (np.arange(_SIDE * _FINE) + 0.5) / (_SIDE * _FINE) * 2 - 1
    across, down = np.meshgrid(line, line)
    angle = np.deg2rad(random.uniform(-9, 9))
    size = random.uniform(0.88, 1.12, 2)
    moved = across - random.uniform(-0.1, 0.1), down - random.uniform(-0.1, 0.1)
    x = (np.cos(angle) * moved[0] + np.sin(angle) * moved[1]) / size[0]
    y = (np.cos(angle) * moved[1] - np.sin(angle) * moved[0]) / size[1]
    return x, y


def _oval(x: Image, y: Image, middle: float, level: float, wide: float, tall: float, *, soft: float) -> Image:
    """1 inside, 0 outside, and a border between."""
    distance = np.sqrt(((x - middle) / wide) ** 2 + ((y - level) / tall) ** 2)
    return np.asarray(1 / (1 + np.exp(np.clip((distance - 1) / (soft + 1e-9) * 2, -40, 40))))


def _lung(x: Image, y: Image, side: int, random: np.random.Generator) -> Image:
    wide, tall = random.uniform(0.27, 0.36), random.uniform(0.58, 0.75)
    return _oval(x - 0.08 * y * side, y, 0.45 * side, random.uniform(-0.05, 0.08), wide, tall, soft=0.12)


def _ribs(x: Image, y: Image, random: np.random.Generator) -> Image:
    start, apart = random.uniform(-0.1, 0.1), random.uniform(0.17, 0.22)
    phase = (y + 0.25 * x**2 - start) / apart
    return np.asarray(0.09 * np.cos(2 * np.pi * phase))


def _vessels(x: Image, y: Image, random: np.random.Generator) -> Image:
    """Bright cords that leave the middle: small, and in every lung."""
    made = np.zeros_like(x)
    for _ in range(int(random.integers(4, 8))):
        side, slope = random.choice([-1, 1]), random.uniform(-0.8, 0.8)
        cord = np.exp(-(((y - 0.1 - slope * x) / 0.045) ** 2))
        made += 0.13 * cord * np.exp(-(((x - 0.28 * side) / 0.18) ** 2))
    return made


def _cloud(x: Image, y: Image, lung: Image, random: np.random.Generator) -> Image:
    """A patch of several soft spots in a lung, where nothing else lies over it."""
    inside = np.argwhere(lung > 0.6)
    row, column = inside[int(random.integers(len(inside)))]
    made = np.zeros_like(x)
    for _ in range(int(random.integers(3, 6))):
        middle = x[row, column] + 0.1 * random.standard_normal()
        level = y[row, column] + 0.12 * random.standard_normal()
        wide = random.uniform(0.1, 0.2)
        made += np.exp(-(((x - middle) / wide) ** 2) - ((y - level) / (1.2 * wide)) ** 2)
    return np.asarray(random.uniform(0.22, 0.42) * np.minimum(made, 1.2) * lung)


def _exposed(image: Image, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Pixels of the film: fewer, darker or lighter, with grain."""
    small = image.reshape(_SIDE, _FINE, _SIDE, _FINE).mean(axis=(1, 3))
    small += 0.035 * random.standard_normal(small.shape)
    small = (small - small.min()) / (small.max() - small.min() + 1e-9)
    small = small ** random.uniform(0.7, 1.4)
    low, high = random.uniform(0, 60), random.uniform(180, 255)
    return np.asarray(np.clip(low + (high - low) * small, 0, 255).round(), dtype=np.uint8)


def arrays() -> dict[str, npt.NDArray[Any]]:
    """Images and labels of every split, and the names of the labels."""
    made: dict[str, npt.NDArray[Any]] = {"label_names": np.array(LABELS)}
    for number, (part, count) in enumerate(PARTS.items()):
        random = np.random.default_rng((_SEED, number))
        labels = np.array([int(random.random() < _CLOUDY) for _ in range(count)], dtype=np.uint8)
        made[f"{part}_images"] = np.stack([draw(random, cloudy=bool(label)) for label in labels])
        made[f"{part}_labels"] = labels
    return made


def archive() -> bytes:
    """The npz file; the same drawings give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, values in arrays().items():
            part = io.BytesIO()
            np.lib.format.write_array(part, values, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", _DAY), part.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    target.write_bytes(archive())
