"""Which encoder a run starts from: the embedded one, a local folder or a hub name."""

from __future__ import annotations

from scaffold.errors import EncoderError
from scaffold.models.encoder import Encoder, read_encoder
from scaffold.models.hub import model_folder
from scaffold.models.weights import find_embedded, verify_embedded

EMBEDDED = "embedded:minilm"
EMBEDDED_LICENCE = "Apache-2.0 (all-MiniLM-L6-v2)"
_FILES = ("config.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json", "encoder.json")


def load_encoder(base: str = EMBEDDED, *, max_length: int | None = None) -> Encoder:
    """The encoder that `base` names.

    :param base: `embedded:minilm`, a folder, or a hub name with its revision, `owner/name@revision`.
    :raises EncoderError: when it is not there, not the pinned one, or has no safetensors weights.
    """
    if base == EMBEDDED:
        folder = find_embedded()
        verify_embedded(folder)
        return read_encoder(folder, max_length=max_length)
    if base.startswith("embedded:"):
        raise EncoderError(f"there is no embedded encoder {base!r}", hint=f"The one that ships is {EMBEDDED}.")
    folder = model_folder(base, _FILES, choices=f"{EMBEDDED}, a folder that exists")
    return read_encoder(folder, max_length=max_length)
