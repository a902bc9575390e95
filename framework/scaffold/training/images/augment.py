"""Altered copies of images while a net learns: as they might have been taken, too."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.extras import need

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Augmentation:
    """How far an image may be altered; each by as much as chance says, up to this.

    :ivar degrees: turned; `shift`: moved, as a share of the side; `zoom`: made larger or smaller, as a share.
    :ivar contrast: change of the contrast, and of the gamma, as a share; `light`: of the brightness, in spreads.
    :ivar noise: spread of what is added to each pixel, in spreads of the image.
    :ivar erased: side of a square that is blanked, as a share of the image's (DeVries & Taylor 2017, section 3).
    :ivar flip: mirrored or not; only where left and right do not differ.
    """

    degrees: float = 10.0
    shift: float = 0.1
    zoom: float = 0.15
    contrast: float = 0.3
    light: float = 0.3
    noise: float = 0.1
    erased: float = 0.25
    flip: bool = False

    def __call__(self, batch: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        """Images, (n, channels, height, width), centred and of spread 1, each altered in its own way."""
        return self._covered(self._lit(self._moved(batch, random), random), random)

    def _moved(self, batch: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        torch = need("torch")
        rows = len(batch)
        angle = math.radians(self.degrees) * _signed(rows, random)
        size = 1 + self.zoom * _signed(rows, random)
        across = 1 + self.zoom / 2 * _signed(rows, random)
        mirrored = torch.where(torch.rand(rows, generator=random) < 0.5, -1.0, 1.0) if self.flip else torch.ones(rows)
        sine, cosine = torch.sin(angle) * size, torch.cos(angle) * size
        offset = 2 * self.shift * torch.stack([_signed(rows, random), _signed(rows, random)], 1)
        first = torch.stack([cosine * mirrored * across, -sine, offset[:, 0]], 1)
        second = torch.stack([sine * mirrored * across, cosine, offset[:, 1]], 1)
        functional = torch.nn.functional
        grid = functional.affine_grid(torch.stack([first, second], 1), list(batch.shape), align_corners=False)
        return _tensor(functional.grid_sample(batch, grid, padding_mode="border", align_corners=False))

    def _lit(self, batch: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        torch = need("torch")
        shape = (len(batch), 1, 1, 1)
        contrast = torch.exp(self.contrast * _signed(len(batch), random)).reshape(shape)
        light = (self.light * _signed(len(batch), random)).reshape(shape)
        bent = (self.contrast * 0.3 * _signed(len(batch), random)).reshape(shape)
        noise = self.noise * torch.rand(shape, generator=random) * torch.randn(batch.shape, generator=random)
        # A bend of the scale that leaves its middle and its ends nearly where they are, as gamma does.
        return _tensor(contrast * (batch + bent * (batch * batch - 1).clamp(-1, 3)) + light + noise)

    def _covered(self, batch: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        """Half of the images lose a square."""
        torch = need("torch")
        rows, _, height, width = batch.shape
        tall, wide = max(1, round(self.erased * height)), max(1, round(self.erased * width))
        if not self.erased:
            return batch
        top = torch.randint(0, height - tall + 1, (rows, 1, 1), generator=random)
        left = torch.randint(0, width - wide + 1, (rows, 1, 1), generator=random)
        down, right = torch.arange(height)[None, :, None], torch.arange(width)[None, None, :]
        square = (down >= top) & (down < top + tall) & (right >= left) & (right < left + wide)
        square &= torch.rand((rows, 1, 1), generator=random) < 0.5
        return batch.masked_fill(square[:, None], 0.0)


def _signed(rows: int, random: torch.Generator) -> torch.Tensor:
    """Numbers from -1 to 1, (rows,)."""
    return _tensor(2 * need("torch").rand(rows, generator=random) - 1)


def _tensor(values: torch.Tensor) -> torch.Tensor:
    """What torch, which is imported late, gives with its type."""
    return values
