"""The encoders of a bundle: each stored once, however many classifiers and indexes use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import BundleError
from scaffold.models.encoder import Encoder, read_encoder

if TYPE_CHECKING:
    from pathlib import Path


class EncoderStore:
    """A folder with one sub-folder an encoder, named by fingerprint; reads each at most once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[str, Encoder] = {}

    def put(self, encoder: Encoder) -> str:
        """Write `encoder` if it is not there yet; returns its fingerprint."""
        name = encoder.fingerprint
        if not (self.folder / name).exists():
            encoder.save(self.folder / name)
        self._loaded.setdefault(name, encoder)
        return name

    def get(self, fingerprint: str) -> Encoder:
        """The encoder of that fingerprint.

        :raises BundleError: when it is not in the folder.
        """
        if fingerprint not in self._loaded:
            folder = self.folder / fingerprint
            if not folder.is_dir():
                raise BundleError(f"the encoder {fingerprint} is missing", where=str(self.folder))
            self._loaded[fingerprint] = read_encoder(folder)
        return self._loaded[fingerprint]
