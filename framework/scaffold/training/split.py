"""An encoder in two parts: lower layers that fine-tuning leaves as they are, and upper ones that it trains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.adapters.encoder import adapted
from scaffold.models.adapters.layers import changed_layers
from scaffold.models.device import device_of
from scaffold.models.tokens import padded
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch

    from scaffold.models.adapters.settings import AdapterSettings
    from scaffold.models.encoder import Encoder
    from scaffold.models.tokens import TokenIds


@dataclass(frozen=True)
class SplitEncoder:
    """What the lower layers say of a text never changes, so it is read once and every epoch starts from it.

    Freezing half of the layers keeps the accuracy of training them all on most tasks (Lee, Tang & Lin 2019, "What Would
    Elsa Do? Freezing Layers During Transformer Fine-Tuning").

    :ivar whole: the encoder as it was, never changed.
    :ivar path: where the list of layers stands in its model; None for a model that cannot be taken apart, which is
        trained whole.
    :ivar lower: how many of the layers stay as they are; the embeddings do so too.
    :ivar adapter: what is trained instead of the weights; None for the weights.
    """

    whole: Encoder
    path: str | None
    lower: int = 0
    adapter: AdapterSettings | None = None

    @classmethod
    def of(cls, encoder: Encoder, *, layers: int | None = None, adapter: AdapterSettings | None = None) -> SplitEncoder:
        """Take `encoder` apart, if the two parts one after the other do what it does.

        :param layers: how many of the upper ones are trained, at most; None for half of them.
        :param adapter: to be trained on the layers that it is in, whatever `layers` says.
        :raises EncoderError: when there is nothing in the model that the adapter changes.
        """
        undivided = cls(encoder, None, adapter=adapter)
        path = _layers(encoder.model)
        if adapter:
            layers = changed_layers(encoder.model, adapter)
        if path is None or (adapter and layers is None):
            return undivided
        depth = len(encoder.model.get_submodule(path))
        trained = depth - depth // 2 if layers is None else min(layers, depth)
        split = cls(encoder, path, depth - trained, adapter)
        return split if trained and split._is_exact() else undivided

    @property
    def share(self) -> float | None:
        """Share of the layers that is trained; None for a model that is trained whole."""
        return None if self.path is None else 1 - self.lower / len(self.whole.model.get_submodule(self.path))

    @property
    def trained_share(self) -> float:
        """Share of the weights that fine-tuning changes, those of the heads not counted."""
        return sum(_sizes(self.upper().model, learning=True)) / sum(_sizes(self._start.model))

    @property
    def note(self) -> str:
        """What the table of candidates says of it."""
        return f", {self.adapter.method}: {self.trained_share:.2%} of the weights trained" if self.adapter else ""

    def inputs(
        self, sequences: Sequence[TokenIds], *, half: bool = False, progress: Progress = SILENT
    ) -> list[torch.Tensor]:
        """What training starts from: each text's states between the parts, (length, width), or its token ids.

        :param half: keep states with 16 bits.
        """
        torch = need("torch")
        if self.path is None:
            return [torch.tensor(ids) for ids in sequences]
        kept = np.float16 if half else np.float32
        return [torch.from_numpy(each) for each in self._lower.encode_ids(sequences, kept=kept, progress=progress)]

    def upper(self) -> Encoder:
        """A copy of the part to be trained; takes what `inputs` gives."""
        upper = self._start.copy()
        if self.path is not None:
            layers = upper.model.get_submodule(self.path)
            self._put(upper, layers[self.lower :])
            upper.model.embeddings = _given()
            # What the model has beside its layers serves the lower ones too, and `join` takes back layers only.
            learning = [each for each in upper.model.get_submodule(self.path).parameters() if each.requires_grad]
            upper.model.requires_grad_(False)
            for weight in learning:
                weight.requires_grad_(True)
        return upper

    def join(self, upper: Encoder) -> Encoder:
        """One encoder again: the lower part as it was with the trained `upper`."""
        joined = upper
        if self.path is not None:
            joined = self._start.copy()
            layers = joined.model.get_submodule(self.path)
            self._put(joined, [*layers[: self.lower], *upper.model.get_submodule(self.path)])
        joined.model.to(device_of(self.whole.model)).eval()
        return joined

    @cached_property
    def _start(self) -> Encoder:
        """What training starts from; every member from the same, so that they can be averaged."""
        return adapted(self.whole, self.adapter) if self.adapter else self.whole

    @cached_property
    def _lower(self) -> Encoder:
        lower = self.whole.copy()
        layers = lower.model.get_submodule(str(self.path))
        self._put(lower, layers[: self.lower])
        return lower

    def _put(self, encoder: Encoder, layers: Sequence[Any]) -> None:
        encoder.model.set_submodule(str(self.path), need("torch").nn.ModuleList(layers))

    def _is_exact(self) -> bool:
        sequences = self.whole.tokenise(["one sentence", "and another one that is longer"])
        try:
            inputs, mask = padded(self.inputs(sequences), self.whole.pad_id)
            with need("torch").inference_mode():
                found = self.upper().states(inputs, mask)
        except Exception:
            # A model built in another way fails in a way of its own; each means that it stays whole.
            return False
        whole = zip(found.cpu().numpy(), self.whole.encode_ids(sequences), strict=True)
        return all(np.allclose(row[: len(states)], states, atol=1e-4) for row, states in whole)


def _layers(model: Any) -> str | None:
    modules = need("torch").nn
    for path, module in model.named_modules() if hasattr(model, "embeddings") else ():
        if isinstance(module, modules.ModuleList) and len(module) == model.config.num_hidden_layers:
            return str(path)
    return None


def _sizes(model: Any, *, learning: bool = False) -> list[int]:
    return [int(each.numel()) for each in model.parameters() if each.requires_grad or not learning]


def _given() -> Any:
    torch = need("torch")

    class Given(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Stands where the embeddings were and passes on what it is given."""

        def forward(self, *given: Any, **named: Any) -> Any:
            if named.get("inputs_embeds") is not None:
                return named["inputs_embeds"]
            tensors = (one for one in (*given, *named.values()) if isinstance(one, torch.Tensor))
            return next(one for one in tensors if one.is_floating_point())

    return Given()
