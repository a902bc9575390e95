"""One row, as the labels of a head are read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from scaffold.data.readers.label_studio import FINISHED
from scaffold.data.values import scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and the cell it was taken from; places in the cell are given by its own characters.

    :ivar text: the cell without blanks at its ends.
    """

    text: str
    cell: str

    @classmethod
    def of(cls, cell: Any) -> Passage:
        """The text of a cell; tokens are joined."""
        text = scalar(cell)
        return cls(text, cell if isinstance(cell, str) else text)

    def place(self, at: int) -> int:
        """The character of `text` for a character of the cell."""
        cut = len(self.cell) - len(self.cell.lstrip())
        return min(max(at - cut, 0), len(self.text))


@dataclass(frozen=True, slots=True)
class Fields:
    """A row that is becoming an example.

    :ivar metadata: what stays with the example; readers add to it.
    :ivar tall: whether each token has a line of its own.
    """

    values: Mapping[str, Any]
    text: Passage
    pair: Passage
    file: str
    line: int
    metadata: dict[str, Any] = field(default_factory=dict)
    tall: bool = False

    @property
    def where(self) -> str:
        """File and line for messages."""
        return f"{self.file}:{self.line}"

    @property
    def finished(self) -> bool:
        """Whether the row says that it was annotated, so that no label means that none holds."""
        return self.values.get(FINISHED) is True

    def token_where(self, index: int) -> str:
        """File and line of one token."""
        return f"{self.file}:{self.line + index}" if self.tall else self.where


class LabelReader(Protocol):
    """Reads the labels of one head."""

    def read(self, row: Fields) -> str | list[str] | None:
        """The labels as `Example.labels` keeps them; None where the row has none.

        :raises DataError: for a cell that cannot be read.
        """

    def notes(self) -> Sequence[str]:
        """What was assumed, once all rows are read."""
