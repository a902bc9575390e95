"""The encoder of a model's texts: the embedded one by its name, any other in the model's folder or bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scaffold.models.base import EMBEDDED, load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.models.store import EncoderStore

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.encoder import Embedder, Encoder

FOLDER = "encoders"


def said_of(base: str, encoder: Encoder) -> dict[str, Any]:
    """How an encoder is found again: the one that ships with Scaffold by its name, others by what they are."""
    found: dict[str, Any] = {"fingerprint": encoder.fingerprint}
    return found | {"base": base} if base == EMBEDDED else found


def keep_encoder(folder: Path, base: str, encoder: Encoder) -> None:
    """Store an encoder in a model's folder, unless it ships with Scaffold."""
    if base != EMBEDDED:
        EncoderStore(folder / FOLDER).put(encoder)


def encoder_of(folder: Path, about: Mapping[str, Any]) -> Encoder:
    """The encoder that a model's text vectors are of.

    :param folder: of the model; one that is a part of a bundle uses the bundle's encoders.
    :param about: of the model.
    :raises BundleError: when it is missing.
    """
    said = about["encoder"]
    if said.get("base") == EMBEDDED:
        return load_encoder(EMBEDDED)
    own = folder / FOLDER
    return EncoderStore(own if own.is_dir() else folder.parent.parent / FOLDER).get(said["fingerprint"])


def opener_of(folder: Path, about: Mapping[str, Any]) -> Callable[[], Embedder]:
    """Opens that encoder when it is called, with vectors kept on disk."""
    return lambda: CachedEncoder(encoder_of(folder, about))
