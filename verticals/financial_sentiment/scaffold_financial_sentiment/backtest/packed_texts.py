"""Many short texts in one array of bytes, so that a year of headlines takes little more room than its letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class PackedTexts:
    """A read-only list of texts.

    :ivar content: their UTF-8, one after the other, uint8 (bytes,).
    :ivar starts: where each begins, and where the last one ends, int64 (texts + 1,).
    """

    content: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> PackedTexts:
        """Pack `texts` in their order; half a surrogate pair, which has no UTF-8, becomes `?`."""
        pieces = [text.encode("utf-8", "replace") for text in texts]
        starts = np.zeros(len(pieces) + 1, dtype=np.int64)
        np.cumsum([len(piece) for piece in pieces], out=starts[1:])
        return cls(np.frombuffer(b"".join(pieces), dtype=np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self.content[self.starts[at] : self.starts[at + 1]].tobytes().decode("utf-8")

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """What is stored of it, by names that begin with `name`."""
        return {f"{name}_content": self.content, f"{name}_starts": self.starts}
