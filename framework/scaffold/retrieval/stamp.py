"""Which encoder built an index, written into it and checked on opening."""

from __future__ import annotations

from dataclasses import dataclass

from scaffold.errors import IndexStampError

FORMAT = 1
"""Layout of the files of an index; a change that old code cannot read raises it."""


@dataclass(frozen=True)
class IndexStamp:
    """The encoder that an index belongs to.

    :ivar encoder: fingerprint of the encoder, `Encoder.fingerprint`.
    :ivar dimension: length of its vectors.
    """

    encoder: str
    dimension: int
    format: int = FORMAT

    def check(self, other: IndexStamp, where: str) -> None:
        """Compare the stamp found in an index (`self`) with the one in use (`other`).

        :raises IndexStampError: naming both and what to do.
        """
        if self.format != other.format:
            raise IndexStampError(
                f"this search index has format {self.format}, this version of Scaffold reads format {other.format}",
                where=where,
                hint="Build the index again from its source, into a new folder.",
            )
        if self != other:
            raise IndexStampError(
                f"this search index was built by the encoder {self._name()}, the encoder in use is {other._name()};"
                " their vectors cannot be compared",
                where=where,
                hint="Open it with the encoder that built it, or build a new index in another folder.",
            )

    def _name(self) -> str:
        return f"{self.encoder!r} ({self.dimension} dimensions)"
