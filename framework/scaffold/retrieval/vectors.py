"""Search by meaning: exact inner products in FAISS, kept in a file that can always be made again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.files import write_bytes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PREFIX = "vectors-"


class VectorIndex:
    """Vectors under stable numbers, `IndexIDMap2` over `IndexFlatIP`.

    The file's name ends with the generation of the store that it mirrors, so a file that was not written,
    or not written whole, is seen on loading and made again from the store.
    """

    def __init__(self, dimension: int, faiss_index: Any = None) -> None:
        faiss = need("faiss")
        self.dimension = dimension
        self._index = faiss_index if faiss_index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, numbers: Sequence[int], vectors: npt.NDArray[np.float32]) -> None:
        """Add vectors (n, d) under their numbers."""
        if numbers:
            self._index.add_with_ids(vectors, need("numpy").asarray(numbers, dtype="int64"))

    def remove(self, numbers: Sequence[int]) -> None:
        """Take out the vectors with these numbers."""
        if numbers:
            self._index.remove_ids(need("numpy").asarray(numbers, dtype="int64"))

    def search(self, vector: npt.NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Numbers and inner products of the `limit` nearest vectors, best first."""
        limit = min(limit, len(self))
        if limit < 1:
            return []
        scores, numbers = self._index.search(vector.reshape(1, -1), limit)
        return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True)]

    def save(self, folder: Path, generation: int) -> None:
        """Write the file of this generation, then delete those of others.

        :raises UserError: when the folder cannot be written to.
        """
        target = _file(folder, generation)
        write_bytes(target, need("faiss").serialize_index(self._index).tobytes())
        for other in folder.glob(f"{PREFIX}*.faiss"):
            if other != target:
                other.unlink(missing_ok=True)

    @staticmethod
    def is_saved(folder: Path, generation: int) -> bool:
        """Whether the file of this generation is there."""
        return _file(folder, generation).is_file()

    @classmethod
    def load(cls, folder: Path, generation: int, dimension: int, count: int) -> VectorIndex | None:
        """Read the file of this generation; None if it is missing, damaged or holds something else."""
        faiss, numpy = need("faiss"), need("numpy")
        path = _file(folder, generation)
        if not path.is_file():
            return None
        try:
            index = faiss.deserialize_index(numpy.fromfile(path, dtype="uint8"))
        except (RuntimeError, MemoryError):
            return None
        if not isinstance(index, faiss.IndexIDMap2) or (index.d, index.ntotal) != (dimension, count):
            return None
        return cls(dimension, index)


def _file(folder: Path, generation: int) -> Path:
    return folder / f"{PREFIX}{generation}.faiss"
