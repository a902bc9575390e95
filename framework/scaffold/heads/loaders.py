"""Which loaders of a vertical a path is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.data.images.sources import holds_images

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scaffold.plugins.specs import TaskHeadSpec


def loaders_for(heads: Iterable[TaskHeadSpec], source: Path | None) -> list[str]:
    """Loaders of the heads in their order; of those of images and those of texts the ones that the path is for.

    :param source: None for the samples, which all have their own.
    """
    kinds: dict[str, set[str]] = {}
    for spec in heads:
        kinds.setdefault(spec.loader, set()).add(spec.kind)
    if source is None:
        return list(kinds)
    shown = holds_images(source)
    return [loader for loader, found in kinds.items() if ("image" in found) == shown] or list(kinds)
