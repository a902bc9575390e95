"""A net with a linear layer on top of it, as a classifier."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from scaffold.extras import need
from scaffold.models.classifier import Matrix, Outputs, read_parts, write_parts
from scaffold.models.images.architecture import Architecture, pooled
from scaffold.models.images.frame import Batch, Frame
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import torch

    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text

_BATCH = 256
# Reading an image a little beside its place is a vote of several views.
_SHIFTS = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
_SHIFT_SHARE = 1 / 28


class NetClassifier:
    """logits = body(image) · weightᵀ + bias, the mean over five views of the image that are a little shifted.

    :param body: gives a vector an image; built by `architecture`.
    :param top: a linear layer.
    """

    kind = "image net"

    def __init__(
        self,
        labels: Sequence[str],
        frame: Frame,
        architecture: Architecture,
        body: torch.nn.Module,
        top: torch.nn.Linear,
    ) -> None:
        self.labels = tuple(labels)
        self.frame = frame
        self.architecture = architecture
        self.body = body.eval()
        self.top = top.eval()

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of the images of `texts`, in their order."""
        parts = []
        with progress.stage("Looking at images", len(texts)) as stage:
            for start in range(0, len(texts), _BATCH):
                batch = self.frame.batch(texts[start : start + _BATCH])
                parts.append(self.look(batch))
                stage.advance(len(batch))
        if not parts:
            none = np.zeros((0, int(self.top.weight.shape[1])), dtype=np.float32)
            return Outputs(np.zeros((0, len(self.labels)), dtype=np.float32), none)
        return Outputs(np.concatenate([logits for logits, _ in parts]), np.concatenate([kept for _, kept in parts]))

    def look(self, batch: Batch) -> tuple[Matrix, Matrix]:
        """Logits and features of images that are in their frame."""
        torch = need("torch")
        with torch.inference_mode():
            features = logits = None
            for view in _views(torch.from_numpy(batch)):
                vectors = pooled(self.body(view.contiguous(memory_format=torch.channels_last))).float()
                scores = self.top(vectors)
                features = vectors if features is None else features + vectors
                logits = scores if logits is None else logits + scores
            assert features is not None
            assert logits is not None
            unit = torch.nn.functional.normalize(features, dim=1)
            return (logits / len(_SHIFTS)).numpy(), unit.numpy()

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the net into `folder`."""
        settings = {
            "kind": self.kind,
            "labels": list(self.labels),
            "frame": self.frame.as_dict(),
            "architecture": asdict(self.architecture),
        }
        named = {"body": self.body, "top": self.top}
        arrays = {f"{part}.{name}": value.numpy() for part, net in named.items() for name, value in _state(net)}
        write_parts(folder, settings, arrays)

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> NetClassifier:
        """Load what `save` wrote."""
        torch = need("torch")
        settings, arrays = read_parts(folder)
        architecture = Architecture(**settings["architecture"])
        body = architecture.build()
        top = torch.nn.Linear(arrays["top.weight"].shape[1], len(settings["labels"]))
        for part, net in {"body": body, "top": top}.items():
            own = {key.removeprefix(f"{part}."): value for key, value in arrays.items() if key.startswith(f"{part}.")}
            net.load_state_dict({key: torch.from_numpy(value) for key, value in own.items()})
        body = body.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return cls(settings["labels"], Frame.from_dict(settings["frame"]), architecture, body, top)


def _state(net: torch.nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    for name, value in net.state_dict().items():
        yield name, value.detach().cpu().contiguous()


def _views(batch: torch.Tensor) -> Iterator[torch.Tensor]:
    """Each image as it is, and a thirtieth of its side to every side; what comes in repeats the border."""
    torch = need("torch")
    height, width = batch.shape[2:]
    reach = max(1, round(_SHIFT_SHARE * max(height, width)))
    wide = torch.nn.functional.pad(batch, [reach] * 4, mode="replicate") if min(height, width) > reach else None
    for down, right in _SHIFTS:
        if wide is None:
            yield batch
            continue
        top, left = reach * (1 + down), reach * (1 + right)
        yield wide[:, :, top : top + height, left : left + width]
