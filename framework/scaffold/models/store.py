"""The encoders of a bundle: each stored once, and one tuned from another as its difference from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.errors import BundleError
from scaffold.extras import need
from scaffold.files import new_folder
from scaffold.models.classifier import read_parts, write_parts
from scaffold.models.encoder import read_encoder

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.encoder import Encoder

_CHANGES = "changes"
# What transformers writes into a configuration when it reads or saves one.
_NOT_ITS_OWN = ("_name_or_path", "architectures", "transformers_version", "dtype")


class EncoderStore:
    """A folder with one sub-folder an encoder, named by fingerprint; reads each at most once.

    An encoder that was fine-tuned in part is stored as the weights in which it differs from the one it came from.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[str, Encoder] = {}

    def put(self, encoder: Encoder) -> str:
        """Write `encoder` if it is not there yet; returns its fingerprint."""
        name = encoder.fingerprint
        if not (self.folder / name).exists():
            with new_folder(self.folder / name) as draft:
                self._write(encoder, draft)
        self._loaded.setdefault(name, encoder)
        return name

    def get(self, fingerprint: str) -> Encoder:
        """The encoder of that fingerprint.

        :raises BundleError: when it is not in the folder, or cannot be read.
        """
        if fingerprint not in self._loaded:
            folder = self.folder / fingerprint
            if not folder.is_dir():
                raise BundleError(f"the encoder {fingerprint} is missing", where=str(self.folder))
            differs = (folder / f"{_CHANGES}.json").is_file()
            self._loaded[fingerprint] = self._read_changes(folder) if differs else read_encoder(folder)
        return self._loaded[fingerprint]

    def _write(self, encoder: Encoder, folder: Path) -> None:
        for name, base in self._loaded.items():
            if _settings(base) == _settings(encoder):
                before, after = base.model.state_dict(), encoder.model.state_dict()
                changed = {key: value.numpy() for key, value in after.items() if not value.equal(before[key])}
                if len(changed) < len(after):
                    write_parts(folder, {"base": name}, changed, name=_CHANGES)
                    return
        encoder.save(folder)

    def _read_changes(self, folder: Path) -> Encoder:
        settings, changed = read_parts(folder, name=_CHANGES, what="the encoder")
        encoder = self.get(settings["base"]).copy()
        state = encoder.model.state_dict()
        for name, values in changed.items():
            state[name].copy_(need("torch").from_numpy(values))
        return encoder


def _settings(encoder: Encoder) -> tuple[Any, ...]:
    """All of an encoder but the values of its weights, and where it was read from."""
    shapes = {name: tuple(value.shape) for name, value in encoder.model.state_dict().items()}
    config = {key: value for key, value in encoder.model.config.to_dict().items() if key not in _NOT_ITS_OWN}
    return encoder.tokenizer_json, encoder.pooling, encoder.max_length, config, shapes
