"""A map of evidence laid over its image, as a PNG."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need

if TYPE_CHECKING:
    from scaffold.data.images.case import Pixels
    from scaffold.decision.heat import Heat

_LEAST_SIDE, _MOST_SIDE = 168, 512
_STRONGEST = 0.6
_FOR, _AGAINST = np.array([230, 80, 0], dtype=np.float32), np.array([0, 110, 230], dtype=np.float32)
# Falls of the log-odds below this are shown faintly, however small the largest one is.
_FAINT = 0.5


def overlay(pixels: Pixels, heat: Heat | None) -> bytes:
    """PNG of the image, orange where a place speaks for the label and blue where against it; without a map as it is.

    Small images are made larger, so that a person sees something.
    """
    library = need("PIL.Image")
    height, width = pixels.shape[:2]
    scale = min(max(1.0, _LEAST_SIDE / max(height, width)), _MOST_SIDE / max(height, width))
    size = (max(1, round(scale * width)), max(1, round(scale * height)))
    seen = np.clip(pixels, 0, 1) * 255
    grey = np.repeat(seen, 3, axis=2) if seen.shape[2] == 1 else seen
    image = library.fromarray(grey.astype(np.uint8), "RGB").resize(size, library.Resampling.BICUBIC)
    if heat is not None:
        image = library.fromarray(_tinted(np.asarray(image, dtype=np.float32), heat, size, library), "RGB")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def as_data_url(png: bytes) -> str:
    """For an image inside a page."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def _tinted(image: Any, heat: Heat, size: tuple[int, int], library: Any) -> Any:
    places = np.array(heat.values, dtype=np.float32)
    places /= max(float(np.abs(places).max()), _FAINT)
    spread = np.asarray(library.fromarray(places, "F").resize(size, library.Resampling.BICUBIC))
    share = _STRONGEST * np.clip(np.abs(spread), 0, 1)[:, :, None]
    colour = np.where(spread[:, :, None] > 0, _FOR, _AGAINST)
    return np.clip((1 - share) * image + share * colour, 0, 255).astype(np.uint8)
