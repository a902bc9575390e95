"""A read-only sequence of examples that lives on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, overload

from scaffold.data.arrow_file import COLUMNS, ArrowFile, Folder, arrow_writer, as_example
from scaffold.data.arrow_rows import ArrowRows, MappedFile
from scaffold.data.example import Example, input_of
from scaffold.data.targets import answers_of, as_number, label_set_of, not_a_number, spans_of, where_of

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.data.spans import TextSpan

PIXELS, SIZE = "pixels", "size"
"""In the metadata of an example with an image: a hash of what it shows, and its width, height and channels."""

# In the metadata: the words that tags belong to, where answers begin, and what images show.
_REFERRED_TO = ("tokens", "answer_start", PIXELS)


class Examples(Sequence[Example]):
    """Examples in an Arrow file, memory-mapped: size is bounded by disk, not by memory.

    >>> few = Examples.from_iter([Example("hello", labels={"intent": "greet"})])
    >>> few[0].text, few.labels("intent")
    ('hello', ['greet'])
    """

    def __init__(self, rows: ArrowRows, heads: Iterable[str], folder: Folder) -> None:
        self._rows = rows
        self._folder = folder
        self.heads: tuple[str, ...] = tuple(sorted(heads))

    @classmethod
    def from_iter(cls, examples: Iterable[Example], folder: Path | None = None) -> Examples:
        """Write examples to `folder` (None: a temporary one, deleted with the last `Examples` that needs it)."""
        home = Folder(folder)
        with arrow_writer(home.path / "examples.arrow") as file:
            for example in examples:
                file.add(example)
        return cls.from_file(file, home)

    @classmethod
    def from_file(cls, file: ArrowFile, folder: Folder) -> Examples:
        """Open a finished Arrow file that lies in `folder`."""
        return cls(ArrowRows(MappedFile(file.path)), file.heads, folder)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> Examples: ...
    def __getitem__(self, index: int | slice) -> Example | Examples:
        if isinstance(index, slice):
            return self.select(range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return as_example(self._rows.row(range(len(self))[index]))

    def __iter__(self) -> Iterator[Example]:
        for piece in self._rows.pieces(COLUMNS):
            yield from map(as_example, piece.to_pylist())

    def texts(self) -> list[str]:
        """Every text, in order."""
        return list(self.iter_texts())

    def iter_texts(self) -> Iterator[str]:
        """Every text, in order, a batch in memory at a time."""
        return self._column("text")

    def iter_inputs(self) -> Iterator[str | tuple[str, str]]:
        """What a head reads of every example: its text, both of two texts, or its text with its image."""
        rows = zip(*map(self._column, ("text", "text_pair", "image")), strict=True)
        return (input_of(*row) for row in rows)

    def labels(self, head: str) -> list[str | None]:
        """The label of a head for every example; None where it has none or a list of them."""
        return [label if isinstance(label, str) else None for label in self.iter_labels(head)]

    def iter_labels(self, head: str) -> Iterator[str | list[str] | None]:
        """What a head has for every example: a label, a list of labels or tags, or None."""

        @lru_cache(maxsize=4096)
        def of_head(labels: str) -> str | list[str] | None:
            label: str | list[str] | None = json.loads(labels).get(head)
            return label

        return map(of_head, self._column("labels"))

    def iter_spans(self, head: str) -> Iterator[tuple[str, list[TextSpan] | None]]:
        """For a tagging head: every text with its spans in order, None where it is unlabelled.

        :raises DataError: for tags that do not fit the text.
        """
        return ((example.text, spans_of(example, head)) for example in self)

    def iter_label_sets(self, head: str) -> Iterator[frozenset[str] | None]:
        """For a multi-label head: the labels of every example, an empty set where none holds, None where unlabelled."""
        return map(label_set_of, self.iter_labels(head))

    def iter_numbers(self, head: str) -> Iterator[float | None]:
        """For a regression or ordinal head: the number of every example, None where it is unlabelled.

        :raises DataError: for a label that is no finite number.
        """
        for index, label in enumerate(self.iter_labels(head)):
            number = as_number(label)
            if number is None and label is not None:
                raise not_a_number(label, where_of(self[index]))
            yield number

    def iter_answers(self, head: str) -> Iterator[list[tuple[int, str]] | None]:
        """For a question-answering head: the answers of every example, each with its first character in `text_pair`.

        An empty list says that the second text has no answer; None that the example is unlabelled.

        :raises DataError: for an answer that does not stand where it is said to.
        """
        return (answers_of(example, head) for example in self)

    def iter_contents(self) -> Iterator[str]:
        """What tells examples apart: the text; where there is an image, what it shows, too."""
        rows = zip(*map(self._column, ("text", "image", "metadata")), strict=True)
        for text, image, metadata in rows:
            shown = "" if image is None else json.loads(metadata).get(PIXELS, image)
            yield text if image is None else shown if image == text else f"{shown} {text}"

    def groups(self) -> list[str | None]:
        """The group of every example, in order."""
        return list(self.iter_groups())

    def iter_groups(self) -> Iterator[str | None]:
        """The same, a batch in memory at a time."""
        return self._column("group")

    def select(self, indices: Iterable[int]) -> Examples:
        """The examples at `indices`, in that order; nothing is copied."""
        return Examples(self._rows.select(indices), self.heads, self._folder)

    @cached_property
    def content_hash(self) -> str:
        """Hex SHA-256 over texts, labels and what labels refer to, in order; where the file lies does not matter."""
        digest = hashlib.sha256()
        columns = (self._column(name) for name in ("text", "text_pair", "labels", "metadata"))
        for *row, metadata in zip(*columns, strict=True):
            known = json.loads(metadata)
            row += [known[name] for name in _REFERRED_TO if name in known]
            digest.update(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _column(self, name: str) -> Iterator[Any]:
        for piece in self._rows.pieces([name]):
            yield from piece.column(0).to_pylist()
