"""The encoders of a bundle: each stored once, and one tuned from another as its difference from that."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from scaffold.errors import BundleError
from scaffold.extras import need
from scaffold.files import new_folder
from scaffold.models.adapters.encoder import AdaptedEncoder
from scaffold.models.adapters.folder import PART, base_of, read_adapter, write_adapter
from scaffold.models.classifier import read_parts, write_parts
from scaffold.models.encoder import read_encoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scaffold.models.encoder import Encoder

_CHANGES = "changes"
# What transformers writes into a configuration when it reads or saves one.
_NOT_ITS_OWN = ("_name_or_path", "architectures", "transformers_version", "dtype")


class EncoderStore:
    """A folder with one sub-folder an encoder, named by fingerprint; reads each at most once.

    An encoder that was fine-tuned in part is stored as the weights in which it differs from the one it came from; one
    with an adapter as its adapter, beside its base. Read again, adapters share the memory of their base.

    :param resident: encoders in memory by fingerprint, read and added to; stores that are given the same have what
        they have in common in memory once.
    """

    def __init__(self, folder: Path, resident: dict[str, Encoder] | None = None) -> None:
        self.folder = folder
        self._shared = resident is not None
        self._loaded: dict[str, Encoder] = {} if resident is None else resident

    def put(self, encoder: Encoder) -> str:
        """Write `encoder`, and the base of its adapter, if it is not there yet; returns its fingerprint."""
        name = encoder.fingerprint
        if isinstance(encoder, AdaptedEncoder):
            self.put(encoder.base)
        if not (self.folder / name).exists():
            with new_folder(self.folder / name) as draft:
                self._write(encoder, draft)
        self._loaded.setdefault(name, encoder)
        return name

    def get(self, fingerprint: str) -> Encoder:
        """The encoder of that fingerprint.

        :raises BundleError: when it is not in the folder, or cannot be read.
        :raises EncoderError: when it is an adapter, and its base is another encoder than it was.
        """
        folder = self.folder / fingerprint
        if not folder.is_dir():
            raise BundleError(f"the encoder {fingerprint} is missing", where=str(self.folder))
        if fingerprint not in self._loaded:
            encoder = self._read(folder)
            # What another store will be given under this name must be what the name says.
            if self._shared and encoder.fingerprint != fingerprint:
                raise BundleError(f"the folder holds the encoder {encoder.fingerprint}", where=str(folder))
            self._loaded[fingerprint] = encoder
        return self._loaded[fingerprint]

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Within this context every encoder reads a text once."""
        with ExitStack() as stack:
            for encoder in self._loaded.values():
                stack.enter_context(encoder.remembering())
            yield

    def _read(self, folder: Path) -> Encoder:
        if not _is_adapter(folder):
            return self._read_changes(folder) if (folder / f"{_CHANGES}.json").is_file() else read_encoder(folder)
        base = base_of(folder)
        if _is_adapter(self.folder / base):
            raise BundleError("an adapter cannot be the base of another", where=str(folder))
        return read_adapter(folder, self.get(base))

    def _write(self, encoder: Encoder, folder: Path) -> None:
        if isinstance(encoder, AdaptedEncoder):
            write_adapter(encoder, folder)
            return
        for name, base in self._loaded.items():
            if (self.folder / name).is_dir() and _settings(base) == _settings(encoder):
                before, after = base.model.state_dict(), encoder.model.state_dict()
                changed = {key: value.cpu().numpy() for key, value in after.items() if not value.equal(before[key])}
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


def _is_adapter(folder: Path) -> bool:
    return (folder / f"{PART}.json").is_file()


def _settings(encoder: Encoder) -> tuple[Any, ...]:
    """All of an encoder but the values of its weights, and where it was read from."""
    shapes = {name: tuple(value.shape) for name, value in encoder.model.state_dict().items()}
    config = {key: value for key, value in encoder.model.config.to_dict().items() if key not in _NOT_ITS_OWN}
    return encoder.tokenizer_json, encoder.pooling, encoder.max_length, config, shapes
