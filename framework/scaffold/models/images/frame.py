"""How images are made alike before a model looks at them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.data.images.case import pixels_of
from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.images.case import Pixels

Batch = npt.NDArray[np.float32]
"""(n, channels, height, width)."""

# Shares of red, green and blue in what the eye takes for brightness (ITU-R BT.601).
_BRIGHTNESS = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True)
class Frame:
    """Size and channels that every image is brought to, and how its values are centred.

    :ivar means: of each channel, and `spreads` what is divided by; none: each image by its own, so that neither the
        exposure nor the contrast of the machine that took it matters.
    """

    height: int
    width: int
    channels: int
    means: tuple[float, ...] = ()
    spreads: tuple[float, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Frame:
        """Read back what `as_dict` wrote."""
        return cls(**values | {"means": tuple(values["means"]), "spreads": tuple(values["spreads"])})

    def batch(self, texts: Sequence[object]) -> Batch:
        """The images of some cases, in their order.

        :raises DataError: naming an image that cannot be read.
        """
        made = np.empty((len(texts), self.channels, self.height, self.width), dtype=np.float32)
        for row, text in enumerate(texts):
            made[row] = self.fitted(pixels_of(text))
        return made

    def fitted(self, pixels: Pixels) -> Batch:
        """One image, (channels, height, width): scaled to the frame whatever its shape, and centred."""
        planes = np.ascontiguousarray(with_channels(pixels, self.channels).transpose(2, 0, 1))
        if planes.shape[1:] != (self.height, self.width):
            torch = need("torch")
            sized = torch.nn.functional.interpolate(
                torch.from_numpy(planes)[None],
                size=(self.height, self.width),
                mode="bilinear",
                align_corners=False,
                antialias=True,
            )
            planes = sized[0].numpy()
        if self.means:
            means, spreads = (np.array(each, dtype=np.float32)[:, None, None] for each in (self.means, self.spreads))
            return np.asarray((planes - means) / spreads, dtype=np.float32)
        return np.asarray((planes - planes.mean()) / max(float(planes.std()), _LEAST_SPREAD), dtype=np.float32)


def with_channels(pixels: Pixels, channels: int) -> Pixels:
    """An image as grey (1) or coloured (3)."""
    if pixels.shape[2] == channels:
        return pixels
    return np.repeat(pixels, 3, axis=2) if channels == 3 else (pixels @ _BRIGHTNESS)[:, :, None]
