"""Vectors of what items say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scaffold.models.encoder import Embedder
    from scaffold.progress import Progress
    from scaffold_recommendation.data.items import Item


def text_vectors(items: Iterable[Item], encoder: Embedder, progress: Progress) -> NDArray[np.float32]:
    """A vector of unit length an item, (items, d); zeros for an item without a text."""
    texts = [item.text for item in items]
    some = [row for row, text in enumerate(texts) if text.strip()]
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    if some:
        vectors[some] = encoder.encode([texts[row] for row in some], progress=progress)
    return vectors
