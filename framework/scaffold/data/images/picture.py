"""One PNG or JPEG file as pixels; its header is looked at before anything is unpacked."""

from __future__ import annotations

import struct
import warnings
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import DataError
from scaffold.extras import need

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.data.images.case import Pixels

SUFFIXES = (".png", ".jpg", ".jpeg")
MOST_PIXELS = 50_000_000
"""Width times height; an image of more is refused before it is unpacked."""
_FORMATS = ("PNG", "JPEG")
_SIXTEEN = ("I", "I;16", "I;16B", "I;16L")
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


def read_picture(path: Path) -> Pixels:
    """(height, width, channels), from 0 to 1: one channel of a grey image, else red, green and blue.

    An image of 16 bits is scaled by 65535, one of CMYK or a palette becomes RGB, what is transparent becomes black,
    and the image is turned as its EXIF data say.

    :raises DataError: for a file that is no such image, is damaged, moves, or is too large to unpack.
    """
    if not path.is_file():
        raise DataError("there is no such image", where=str(path), hint="Check the path.")
    library = need("PIL.Image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", library.DecompressionBombWarning)
            with library.open(path, formats=_FORMATS) as image:
                _check(image, path)
                return _pixels(need("PIL.ImageOps").exif_transpose(image))
    except (library.DecompressionBombWarning, library.DecompressionBombError) as error:
        raise _too_large(path, f"more than {MOST_PIXELS:,}") from error
    except library.UnidentifiedImageError as error:
        raise DataError(
            "this is no PNG or JPEG image", where=str(path), hint="Save it as PNG, and give that file."
        ) from error
    except _UNREADABLE as error:
        raise DataError(
            f"this image is damaged: {error}", where=str(path), hint="Copy or export the image again."
        ) from error


def _check(image: Any, path: Path) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large(path, f"{width} x {height}")
    frames = getattr(image, "n_frames", 1)
    # The second image of an MPO file is a small copy of the first one, or another view.
    if frames > 1 and image.format != "MPO":
        raise DataError(
            f"this image moves: it has {frames} frames, and one is needed",
            where=str(path),
            hint="Save the frame that counts as an image of its own.",
        )


def _too_large(path: Path, size: str) -> DataError:
    return DataError(
        f"this image has {size} pixels, and {MOST_PIXELS:,} are read at most",
        where=str(path),
        hint="Make it smaller: a model looks at far fewer.",
    )


def _pixels(image: Any) -> Pixels:
    if image.mode in _SIXTEEN:
        return np.clip(np.asarray(image, dtype=np.float32), 0, 65535)[:, :, None] / np.float32(65535)
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        image = _on_black(image)
    elif image.mode not in ("1", "L", "RGB"):
        image = image.convert("RGB")
    values = np.asarray(image.convert("L") if image.mode == "1" else image, dtype=np.float32) / np.float32(255)
    return values if values.ndim == 3 else values[:, :, None]


def _on_black(image: Any) -> Any:
    grey = image.mode in ("L", "LA", "La")
    seen = image.convert("RGBA")
    ground = need("PIL.Image").new("RGBA", seen.size, (0, 0, 0, 255))
    ground.alpha_composite(seen)
    return ground.convert("L" if grey else "RGB")
