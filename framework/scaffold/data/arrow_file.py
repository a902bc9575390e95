"""Examples on disk: an Arrow file that is written a batch at a time."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.example import Example, Origin
from scaffold.data.values import parse_time
from scaffold.extras import need
from scaffold.files import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

_BATCH = 2000
_CHARACTERS = 1 << 20
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
_TEXTS = ("text", "text_pair", "labels", "id", "time", "group", "metadata", "image", "file")
COLUMNS = (*_TEXTS, "line")


class Folder:
    """A folder for Arrow files; a temporary one disappears with the last object that holds it.

    :raises UserError: if `path` cannot be made.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(tempfile.mkdtemp(prefix="scaffold-data-"))
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        if path is None:
            weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@contextlib.contextmanager
def arrow_writer(path: Path) -> Iterator[ArrowFile]:
    """Write examples to `path`; what an interrupted block leaves is removed.

    :raises UserError: when the disk is full or read-only.
    """
    with writing(path):
        file = ArrowFile(path)
        try:
            yield file
            file.close()
        except BaseException:
            with contextlib.suppress(Exception):
                file.close()
            path.unlink(missing_ok=True)
            raise


class ArrowFile:
    """An Arrow file of examples while it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self.heads: set[str] = set()
        self._batch: list[dict[str, Any]] = []
        self._characters = 0
        arrow = need("pyarrow")
        fields = [(name, arrow.string()) for name in _TEXTS]
        self._schema = arrow.schema([*fields, ("line", arrow.int64())])
        self._sink = arrow.OSFile(str(path), "wb")
        self._writer = arrow.ipc.new_stream(self._sink, self._schema)

    def add(self, example: Example) -> None:
        """Append one example."""
        self.rows += 1
        self.heads.update(example.labels)
        self._batch.append(_as_record(example))
        self._characters += len(example.text) + len(example.text_pair or "")
        if len(self._batch) >= _BATCH or self._characters >= _CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._writer.write_batch(need("pyarrow").RecordBatch.from_pylist(self._batch, schema=self._schema))
        self._batch, self._characters = [], 0

    def close(self) -> None:
        """Write what is left and end the file."""
        self._flush()
        self._writer.close()
        self._sink.close()


def _as_record(example: Example) -> dict[str, Any]:
    return {
        "text": example.text,
        "text_pair": example.text_pair,
        "labels": _ENCODER.encode(dict(example.labels)),
        "id": example.id,
        "time": example.time.isoformat() if example.time else None,
        "group": example.group,
        "metadata": _ENCODER.encode(dict(example.metadata)),
        "image": str(example.image) if example.image else None,
        "file": example.origin.file if example.origin else None,
        "line": example.origin.line if example.origin else None,
    }


def as_example(record: dict[str, Any]) -> Example:
    """A record of the Arrow file as an example."""
    return Example(
        text=record["text"],
        text_pair=record["text_pair"],
        labels=json.loads(record["labels"]),
        id=record["id"],
        time=parse_time(record["time"]) if record["time"] else None,
        group=record["group"],
        metadata=json.loads(record["metadata"]),
        image=Path(record["image"]) if record["image"] else None,
        origin=Origin(record["file"], record["line"]) if record["file"] is not None else None,
    )
