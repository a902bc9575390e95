"""Which encoder a run starts from: the embedded one, a local folder or a hub name."""

from __future__ import annotations

from pathlib import Path

from scaffold.errors import EncoderError
from scaffold.extras import need
from scaffold.models.encoder import Encoder, read_encoder
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
    if Path(base).is_dir():
        return read_encoder(Path(base), max_length=max_length)
    return read_encoder(_from_hub(base), max_length=max_length)


def _from_hub(base: str) -> Path:
    name, at, revision = base.partition("@")
    advice = f"Give {EMBEDDED}, a folder that exists, or a hub name with its revision, such as owner/name@1a2b3c4."
    if name.count("/") != 1 or base.startswith((".", "/", "~")):
        raise EncoderError("there is no such encoder folder", where=base, hint=advice)
    if not (at and revision):
        raise EncoderError("a hub name needs a pinned revision", where=base, hint=advice)
    hub = need("huggingface_hub")
    try:
        return Path(hub.snapshot_download(name, revision=revision, allow_patterns=list(_FILES)))
    except Exception as error:
        # The hub client raises many kinds, offline, missing and forbidden alike.
        reason = str(error).strip().split("\n")[0]
        raise EncoderError(f"the encoder cannot be fetched from the hub: {reason}", where=base, hint=advice) from error
