"""An encoder whose vectors lie near each other for texts that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.models.classifier import read_parts, write_parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.models.store import EncoderStore


@dataclass(frozen=True, eq=False)
class PairEncoder:
    """A head that is its encoder: what it learnt is in there."""

    encoder: Encoder

    kind = "pair_encoder"

    @classmethod
    def averaged(cls, members: Sequence[PairEncoder], encoder: Encoder) -> PairEncoder:
        """The mean of several, whose mean `encoder` is."""
        return cls(encoder)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the encoder into `encoders`, and its name into `folder`."""
        write_parts(folder, {"kind": self.kind, "encoder": encoders.put(self.encoder)}, {})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> PairEncoder:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        settings, _ = read_parts(folder)
        return cls(encoders.get(settings["encoder"]))
