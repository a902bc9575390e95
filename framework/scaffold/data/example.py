"""The one record the core knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: file and 1-based line (row number where the format has no lines)."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what is known of it.

    :ivar labels: by head name; a head that is missing here is unlabelled for this example. A list of
        names for a tagging head (one a token, tokens in `metadata["tokens"]`) or several classes.
    :ivar group: examples of one group (customer, document) never straddle two splits.
    """

    text: str
    text_pair: str | None = None
    labels: Mapping[str, str | list[str]] = field(default_factory=dict)
    id: str = ""
    time: datetime | None = None
    group: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    image: Path | None = None
    origin: Origin | None = None
