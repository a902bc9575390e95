"""An encoder with an adapter: the base's weights, which stay as they are, and a few of its own."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.errors import EncoderError
from scaffold.models.adapters.attach import attach, detach, own_weights, twin
from scaffold.models.adapters.layers import changed_layers
from scaffold.models.adapters.settings import PROMPTS
from scaffold.models.encoder import Encoder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import torch

    from scaffold.models.adapters.settings import AdapterSettings


class AdaptedEncoder(Encoder):
    """An encoder of which only an adapter is trained.

    :param model: the base's model with the adapter in it.
    :param base: the encoder it was made from, without the adapter.
    """

    def __init__(self, model: Any, base: Encoder, settings: AdapterSettings) -> None:
        super().__init__(model, base.tokenizer, pooling=base.pooling, max_length=base.max_length)
        self.base = base
        self.settings = settings
        if settings.method in PROMPTS:
            self.max_length = min(self.max_length, _room(base, settings))

    def copy(self) -> AdaptedEncoder:
        """Another one like it, with weights of its own."""
        return AdaptedEncoder(copy.deepcopy(self.model), self.base, self.settings)

    @property
    def changed_layers(self) -> int | None:
        """How many of the upper layers the adapter is in; None where all of the model has to be trained as one."""
        return changed_layers(self.base.model, self.settings)

    @property
    def weights(self) -> dict[str, npt.NDArray[Any]]:
        """The adapter's own weights by name."""
        tensors = own_weights(self.model, self.settings)
        return {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (24 hex digits) over the base's fingerprint, the settings and the adapter's weights."""
        digest = hashlib.sha256(f"{self.base.fingerprint}:{json.dumps(asdict(self.settings))}".encode())
        for name, array in sorted(self.weights.items()):
            digest.update(name.encode("utf-8"))
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()[:24]

    def states(self, inputs: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """As for every encoder; the states of a prompt's vectors are left out."""
        return super().states(inputs, mask)[:, -inputs.shape[1] :]

    def save(self, folder: Path) -> None:
        """Write it as a plain encoder, the adapter folded in.

        :raises EncoderError: when the adapter is a prefix or a prompt.
        """
        merged(self).save(folder)


def adapted(encoder: Encoder, settings: AdapterSettings, seed: int = 1) -> AdaptedEncoder:
    """A copy of `encoder` with a new adapter, which alone is trained.

    It gives the vectors of `encoder` until it is trained, but for `prefix` and `prompt`, which start at random.

    :raises EncoderError: when `encoder` has an adapter already, or nothing that the method changes.
    """
    if isinstance(encoder, AdaptedEncoder):
        raise EncoderError("the encoder has an adapter already", hint="Fold that in first, with merged().")
    if settings.method in PROMPTS and _room(encoder, settings) < 1:
        positions = encoder.model.config.max_position_embeddings
        raise EncoderError(
            f"{settings.tokens} vectors before the text leave no room for it: the encoder has {positions} positions",
            hint=f"Take fewer than {positions} tokens.",
        )
    model = attach(copy.deepcopy(encoder.model), settings, seed)
    return AdaptedEncoder(model.eval(), encoder, settings)


def resident(base: Encoder, settings: AdapterSettings, weights: Mapping[str, npt.NDArray[Any]]) -> AdaptedEncoder:
    """A trained adapter on `base`, whose memory it shares; make a copy before you train it on.

    :raises EncoderError: when `weights` are not those of such an adapter on such an encoder.
    """
    model = attach(twin(base.model), settings, seed=0)
    own = own_weights(model, settings)
    shapes = {name: tuple(tensor.shape) for name, tensor in own.items()}
    if shapes != {name: array.shape for name, array in weights.items()}:
        raise EncoderError(
            f"the adapter's weights are not those of {settings.method} with these settings",
            hint="Another version of peft may have written it: train it again, or install that version.",
        )
    for name, array in weights.items():
        own[name].copy_(own[name].new_tensor(array))
    return AdaptedEncoder(model.eval(), base, settings)


def merged(encoder: Encoder) -> Encoder:
    """A plain encoder with the same vectors, the adapter folded into the weights; one without adapter as it is.

    :raises EncoderError: when the adapter is a prefix or a prompt.
    """
    if not isinstance(encoder, AdaptedEncoder):
        return encoder
    if encoder.settings.method in PROMPTS:
        raise EncoderError(
            f"a trained {encoder.settings.method} cannot be folded into the weights",
            hint="Store it as an adapter beside its base, or train lora instead.",
        )
    model = detach(copy.deepcopy(encoder.model)).eval()
    model.requires_grad_(True)
    return Encoder(model, encoder.tokenizer, pooling=encoder.pooling, max_length=encoder.max_length)


def trained_share(encoder: Encoder) -> float:
    """Share of the encoder's weights that training changes, between 0 and 1."""
    every = list(encoder.model.parameters())
    trained = sum(int(one.numel()) for one in every if one.requires_grad)
    return trained / sum(int(one.numel()) for one in every)


def _room(encoder: Encoder, settings: AdapterSettings) -> int:
    return int(encoder.model.config.max_position_embeddings) - settings.tokens
