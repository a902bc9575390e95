"""Nets that read images: small ones from nothing, or the body of a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    import torch

    from scaffold.models.images.frame import Frame

WIDTHS = (32, 64, 128)
DEPTHS = (2, 2, 2)
_PATCHES = 7
_VIT_WIDTH = 96
_VIT_LAYERS = 4


@dataclass(frozen=True)
class Architecture:
    """What a body is built from.

    :ivar config: of transformers, as plain values.
    :ivar small_stem: whether a ResNet begins with a 3x3 convolution at full resolution, as for small images (He et al.
        2016, section 4.2), instead of a 7x7 one that halves it.
    """

    config: dict[str, Any]
    small_stem: bool = False

    def build(self) -> torch.nn.Module:
        """The body with random weights."""
        transformers = need("transformers")
        config = transformers.AutoConfig.for_model(**self.config)
        body = transformers.AutoModel.from_config(config)
        if self.small_stem:
            torch = need("torch")
            old = body.embedder.embedder.convolution
            body.embedder.embedder.convolution = torch.nn.Conv2d(
                old.in_channels, old.out_channels, kernel_size=3, padding=1, bias=False
            )
        return body  # type: ignore[no-any-return]


def small_resnet(frame: Frame) -> Architecture:
    """A residual net (He et al. 2016) of 0.7 million weights; the larger the images, the more stages halve them."""
    stages = 3 if max(frame.height, frame.width) <= 64 else 4
    widths = (*WIDTHS, 2 * WIDTHS[-1])[:stages]
    config = need("transformers").ResNetConfig(
        num_channels=frame.channels,
        embedding_size=widths[0],
        hidden_sizes=list(widths),
        depths=[*DEPTHS, 2][:stages],
        layer_type="basic",
    )
    return Architecture(config.to_dict(), small_stem=max(frame.height, frame.width) <= 64)


def vit_frame(frame: Frame) -> Frame:
    """The next larger frame that patches cover whole."""
    sides = (frame.height, frame.width)
    tall, wide = (-(-side // patch) * patch for side, patch in zip(sides, _patch(frame), strict=True))
    return replace(frame, height=tall, width=wide)


def small_vit(frame: Frame) -> Architecture:
    """A vision transformer (Dosovitskiy et al. 2021) of 0.3 million weights that sees 7 x 7 patches at most.

    :param frame: as `vit_frame` gives it.
    """
    config = need("transformers").ViTConfig(
        image_size=[frame.height, frame.width],
        patch_size=_patch(frame),
        num_channels=frame.channels,
        hidden_size=_VIT_WIDTH,
        num_hidden_layers=_VIT_LAYERS,
        num_attention_heads=4,
        intermediate_size=2 * _VIT_WIDTH,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0,
    )
    return Architecture(config.to_dict())


def _patch(frame: Frame) -> list[int]:
    """Height and width of a patch."""
    return [-(-side // _PATCHES) for side in (frame.height, frame.width)]


def pooled(output: Any) -> torch.Tensor:
    """One vector an image, (n, dimension): the mean over patches, or what a net of convolutions makes of its map.

    The pooling layer of a transformer is left out: most checkpoints come without one that has been trained.
    """
    last = output.last_hidden_state
    if last.ndim == 3:
        return last.mean(dim=1)  # type: ignore[no-any-return]
    own = getattr(output, "pooler_output", None)
    return last.mean(dim=(2, 3)) if own is None else own.flatten(1)  # type: ignore[no-any-return]
