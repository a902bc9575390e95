"""Several adapters on one base encoder that is in memory once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import EncoderError, did_you_mean
from scaffold.models.adapters.encoder import AdaptedEncoder, resident
from scaffold.models.adapters.folder import check_base, read_adapter

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.encoder import Encoder


class AdapterBank:
    """Named adapters of one base, chosen for each request.

    Every adapter has a model of its own that reads the base's weights from the same memory. So nothing is switched,
    no request waits for another, and adding or removing one leaves those in use alone.

        bank = AdapterBank(load_encoder())
        bank.load("cards", Path("adapters/cards"))
        bank.encoder("cards").encode(["where is my card"])

    :param base: shared by all; it must not be trained any more.
    """

    def __init__(self, base: Encoder) -> None:
        self.base = base
        self._adapters: dict[str, AdaptedEncoder] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the adapters, sorted."""
        return tuple(sorted(self._adapters))

    def load(self, name: str, folder: Path) -> None:
        """Read the adapter in `folder` under `name`; one of that name is replaced.

        :raises BundleError: when it cannot be read.
        :raises EncoderError: when it belongs to another encoder.
        """
        self._adapters[name] = read_adapter(folder, self.base)

    def add(self, name: str, encoder: AdaptedEncoder) -> None:
        """Take a copy of the adapter of `encoder` under `name`, without the base's weights that `encoder` holds.

        :raises EncoderError: when it belongs to another encoder.
        """
        check_base(encoder.base.fingerprint, self.base, where=name)
        self._adapters[name] = resident(self.base, encoder.settings, encoder.weights)

    def remove(self, name: str) -> None:
        """Forget an adapter; who holds its encoder may go on.

        :raises EncoderError: when there is none of that name.
        """
        self.encoder(name)
        self._adapters.pop(name, None)

    def encoder(self, name: str) -> AdaptedEncoder:
        """The encoder with the adapter `name`; may be used by several threads at once.

        :raises EncoderError: when there is none of that name.
        """
        found = self._adapters.get(name)
        if found is None:
            raise EncoderError(f"there is no adapter {name!r}{did_you_mean(name, self.names)}")
        return found

    def own_bytes(self, name: str) -> int:
        """Memory that the weights of an adapter take beside the base's.

        :raises EncoderError: when there is none of that name.
        """
        return sum(array.nbytes for array in self.encoder(name).weights.values())
