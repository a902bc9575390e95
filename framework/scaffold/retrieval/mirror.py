"""The vectors of a store in memory and in the FAISS file, kept in step with the store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.retrieval.vectors import VectorIndex

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from scaffold.retrieval.store import Store


class VectorMirror:
    """The `VectorIndex` of the generation that the store is in, loaded when first asked for."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._index: VectorIndex | None = None
        self._generation = -1
        self._damaged = False

    def current(self) -> VectorIndex:
        """The vectors as the store has them now, also after another process changed it."""
        generation = self._store.generation
        if self._index is None or self._generation != generation:
            self._index = self._load(generation)
            self._generation = generation
        return self._index

    def follow(self, removed: Sequence[int], numbers: Sequence[int], vectors: npt.NDArray[np.float32]) -> None:
        """Make the change in memory that the store has just committed as its newest generation."""
        generation = self._store.generation
        if self._index is not None and self._generation == generation - 1:
            self._index.remove(removed)
            self._index.add(numbers, vectors)
            self._generation = generation

    def save(self) -> None:
        """Write the FAISS file of the current generation unless it is there and whole.

        :raises UserError: when the folder cannot be written to.
        """
        generation = self._store.generation
        if self._damaged or not VectorIndex.is_saved(self._folder, generation):
            self.current().save(self._folder, generation)
            self._damaged = False

    def _load(self, generation: int) -> VectorIndex:
        dimension = self._store.stamp.dimension
        index = VectorIndex.load(self._folder, generation, dimension, self._store.vector_count())
        self._damaged = index is None
        if index is None:
            index = VectorIndex(dimension)
            index.add(*self._store.vectors())
        return index
