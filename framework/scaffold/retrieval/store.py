"""The SQLite file of an index: documents, their vectors, and the generation they are in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from scaffold.errors import ScaffoldError, UserError
from scaffold.retrieval.document import Document
from scaffold.retrieval.stamp import IndexStamp

FILE = "documents.sqlite"

_SCHEMA = """
CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL, body TEXT NOT NULL, metadata TEXT NOT NULL
);
CREATE TABLE vector (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES document(number), value BLOB NOT NULL
);
CREATE INDEX vector_of_document ON vector(document);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Store:
    """Documents and vectors of one index; every change is one transaction and one more generation."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        path = folder / FILE
        if not path.is_file():
            raise UserError(
                "there is no search index here", where=str(folder), hint="Check the path, or build the index first."
            )
        mode = "ro" if read_only else "rw"
        self.path = path
        self.connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            with self.reporting():
                self.stamp = IndexStamp(**json.loads(self.state("stamp") or ""))
        except (ValueError, TypeError) as error:
            self.connection.close()
            raise _not_an_index(path) from error
        except ScaffoldError:
            self.connection.close()
            raise

    @staticmethod
    def create(folder: Path, stamp: IndexStamp, schema: str) -> None:
        """Write an empty store into `folder`; `schema` is that of the lexical index beside it."""
        connection = sqlite3.connect(folder / FILE)
        try:
            connection.executescript(f"BEGIN;{_SCHEMA}{schema}")
            connection.executemany(
                "INSERT INTO state VALUES (?, ?)", [("stamp", json.dumps(vars(stamp))), ("generation", "0")]
            )
            connection.commit()
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read in the block belongs to one generation."""
        with self.reporting():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("COMMIT")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Everything written in the block is kept, or nothing is."""
        with self.reporting():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Turn what SQLite refuses into one clear message."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _refusal(error, self.path) from error

    @property
    def generation(self) -> int:
        """How many changes the store has seen."""
        return int(self.state("generation") or 0)

    def next_generation(self) -> None:
        """Count a change of documents or vectors."""
        self.set_state("generation", str(self.generation + 1))

    def state(self, name: str) -> str | None:
        """The text kept under `name`, or None."""
        row = self.connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_state(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        self.connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def count(self) -> int:
        """How many documents there are."""
        return int(self.connection.execute("SELECT count(*) FROM document").fetchone()[0])

    def number(self, document_id: str) -> int | None:
        """Row number of a document, or None."""
        row = self.connection.execute("SELECT number FROM document WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else int(row[0])

    def document(self, number: int) -> Document:
        """The document of a row number."""
        row = self.connection.execute(
            "SELECT id, text, body, metadata FROM document WHERE number = ?", (number,)
        ).fetchone()
        return _document(row)

    def documents(self) -> list[Document]:
        """All documents, ordered by id."""
        rows = self.connection.execute("SELECT id, text, body, metadata FROM document ORDER BY id")
        return [_document(row) for row in rows]

    def ids(self, numbers: Iterable[int]) -> dict[int, str]:
        """Ids of the documents with these row numbers."""
        wanted = json.dumps([int(number) for number in numbers])
        rows = self.connection.execute(
            "SELECT number, id FROM document WHERE number IN (SELECT value FROM json_each(?))", (wanted,)
        )
        return {int(number): str(name) for number, name in rows}

    def insert(self, document: Document) -> int:
        """Add a document without vectors; returns its row number, which no other document ever had."""
        cursor = self.connection.execute(
            "INSERT INTO document (id, text, body, metadata) VALUES (?, ?, ?, ?)",
            (document.id, document.text, document.body, json.dumps(dict(document.metadata), ensure_ascii=False)),
        )
        return int(cursor.lastrowid or 0)

    def remove(self, number: int) -> None:
        """Take out a document that has no vectors left."""
        self.connection.execute("DELETE FROM document WHERE number = ?", (number,))

    def remove_vectors(self, document: int) -> list[int]:
        """Take out the vectors of a document; returns the numbers they had."""
        rows = self.connection.execute("DELETE FROM vector WHERE document = ? RETURNING number", (document,)).fetchall()
        return [int(row[0]) for row in rows]

    def insert_vectors(self, document: int, vectors: np.ndarray) -> list[int]:
        """Keep the vectors (m, d) of a document; returns their numbers, which no other vector ever had."""
        numbers = []
        for vector in vectors:
            cursor = self.connection.execute(
                "INSERT INTO vector (document, value) VALUES (?, ?)", (document, vector.astype("<f4").tobytes())
            )
            numbers.append(int(cursor.lastrowid or 0))
        return numbers

    def vectors(self) -> tuple[list[int], np.ndarray]:
        """All vectors: their numbers and float32 values (n, d), in the order of the numbers."""
        rows = self.connection.execute("SELECT number, value FROM vector ORDER BY number").fetchall()
        values = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(-1, self.stamp.dimension)
        return [int(row[0]) for row in rows], values.astype(np.float32)

    def vector_owners(self, numbers: Sequence[int]) -> dict[int, int]:
        """Row number of the document of each vector."""
        wanted = json.dumps([int(number) for number in numbers])
        rows = self.connection.execute(
            "SELECT number, document FROM vector WHERE number IN (SELECT value FROM json_each(?))", (wanted,)
        )
        return {int(number): int(document) for number, document in rows}

    def vectors_of(self, documents: Sequence[int]) -> list[tuple[int, np.ndarray]]:
        """Vectors (d,) of these documents, each with the row number of its document."""
        wanted = json.dumps([int(number) for number in documents])
        rows = self.connection.execute(
            "SELECT document, value FROM vector WHERE document IN (SELECT value FROM json_each(?))", (wanted,)
        )
        return [(int(number), np.frombuffer(value, dtype="<f4")) for number, value in rows]

    def vector_count(self) -> int:
        """How many vectors there are."""
        return int(self.connection.execute("SELECT count(*) FROM vector").fetchone()[0])


def _document(row: tuple[str, str, str, str]) -> Document:
    name, text, body, metadata = row
    return Document(name, text, body, json.loads(metadata))


def _not_an_index(path: Path) -> UserError:
    return UserError(
        "this is not a search index, or it is damaged",
        where=str(path),
        hint="Build the index again from its source, into a new folder.",
    )


_REFUSALS = {
    "SQLITE_FULL": ("cannot write: the disk is full", "Free some space, then run it again."),
    "SQLITE_IOERR": ("cannot write: the disk refused", "Check the disk and its free space, then run it again."),
    "SQLITE_READONLY": ("cannot write: this index is read-only", "Copy it to a folder that you may write to."),
    "SQLITE_CANTOPEN": ("cannot open this index", "Check that you may read and write the folder."),
    "SQLITE_PERM": ("cannot open this index", "Check that you may read and write the folder."),
    "SQLITE_BUSY": ("another program is changing this index", "Wait until it is done, then run it again."),
    "SQLITE_LOCKED": ("another program is changing this index", "Wait until it is done, then run it again."),
}


def _refusal(error: sqlite3.DatabaseError, path: Path) -> ScaffoldError:
    name = "_".join((getattr(error, "sqlite_errorname", None) or "").split("_")[:2])
    if name in _REFUSALS:
        message, hint = _REFUSALS[name]
        return UserError(message, where=str(path), hint=hint)
    if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT") or "no such table" in str(error):
        return _not_an_index(path)
    return ScaffoldError(f"the index file refused a statement: {error}", where=str(path))
