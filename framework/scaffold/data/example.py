"""The one record the core knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scaffold.data.images.case import ImageCase

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

    :ivar labels: by head name; a head that is missing here is unlabelled for this example. A class; a number
        as text; a list of classes, empty where none holds; for a tagging head a list of BIO tags, one for each
        of `metadata["tokens"]` or one for each character; for question answering the text of the answer (a list
        of several, empty text for none), whose first character in `text_pair` is in `metadata["answer_start"]`; for an
        embedding head any class says that `text` and `text_pair` belong together.
    :ivar image: the file of an image, or `FILE.npz#train/12`; `text` is the same where there is no text.
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

    @property
    def input(self) -> str | tuple[str, str]:
        """What a head reads: the text, both of two, or the text with its image (an `ImageCase`)."""
        return input_of(self.text, self.text_pair, None if self.image is None else str(self.image))


def input_of(text: str, pair: str | None, image: str | None) -> str | tuple[str, str]:
    """The same of its parts."""
    if image is not None:
        return ImageCase(text, image)
    return text if pair is None else (text, pair)
