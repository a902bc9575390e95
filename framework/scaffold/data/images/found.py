"""An image as a path names it, before its pixels are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Found:
    """An image, a text, or both that belong together.

    :ivar image: its reference; None for a text alone.
    :ivar line: of the file that names it, or its row there.
    """

    image: str | None
    label: str | None
    split: str | None
    file: str
    line: int
    text: str = ""
    id: str = ""
    group: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
