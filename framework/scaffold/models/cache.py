"""Embeddings kept on disk, by encoder and text, so that no text is encoded twice."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from scaffold.models.tokens import Text, each, flat
from scaffold.progress import SILENT, Progress
from scaffold.text import content_hash, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.models.encoder import Embedder, Matrix

_BLOCK = 4096
_ASK = 500
_CHECK = 4


def cache_folder() -> Path:
    """`$SCAFFOLD_CACHE`, else `scaffold` in the user's cache folder."""
    own = os.environ.get("SCAFFOLD_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(own) if own else home / "scaffold"


class CachedEncoder:
    """An encoder whose vectors are looked up in `<folder>/<fingerprint>.sqlite` before they are computed.

    The key is the SHA-256 of the normalised text, so the file holds no text. A file that another process
    writes at the same time, that is damaged or that cannot be written costs time but never a wrong vector.
    """

    def __init__(self, encoder: Embedder, folder: Path | None = None) -> None:
        self.encoder = encoder
        self.path = (folder or cache_folder() / "embeddings") / f"{encoder.fingerprint}.sqlite"

    @property
    def fingerprint(self) -> str:
        """That of the encoder behind it."""
        return self.encoder.fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.encoder.dimension

    def encode(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Matrix:
        """One vector of unit length a text, float32 (n, dimension)."""
        keys = [content_hash(flat(each(normalise, text))) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        known = self._look_up(set(keys))
        missing = list({key: row for row, key in enumerate(keys) if key not in known}.values())
        for block in _blocks(missing):
            fresh = self.encoder.encode([texts[row] for row in block], progress=progress)
            found = {keys[row]: vector for row, vector in zip(block, fresh, strict=True)}
            known.update(found)
            self._keep(found, progress)
        for row, key in enumerate(keys):
            vectors[row] = known[key]
        return vectors

    def _look_up(self, keys: set[str]) -> dict[str, Matrix]:
        found: dict[str, Matrix] = {}
        wanted = sorted(keys)
        if not self.path.is_file():
            return found
        try:
            with closing(self._connect()) as database:
                for start in range(0, len(wanted), _ASK):
                    part = wanted[start : start + _ASK]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
                    for key, blob in database.execute(query, part):
                        vector = self._unpack(blob)
                        if vector is not None:
                            found[key] = vector
        except (OSError, sqlite3.Error):
            # What was found so far is sound; the rest is computed.
            return found
        return found

    def _keep(self, vectors: dict[str, Matrix], progress: Progress) -> None:
        rows = [(key, _pack(vector)) for key, vector in vectors.items()]
        try:
            try:
                self._insert(rows)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._remove()
                self._insert(rows)
        except (OSError, sqlite3.Error) as error:
            progress.say(f"The embeddings are not kept for the next time: {self.path}: {error}")

    def _insert(self, rows: list[tuple[str, bytes]]) -> None:
        with closing(self._connect()) as database, database:
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.path, timeout=60)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _unpack(self, blob: object) -> Matrix | None:
        """The vector, unless a bit of it was lost on disk."""
        if not isinstance(blob, bytes):
            return None
        content, check = blob[:-_CHECK], blob[-_CHECK:]
        if len(content) != 4 * self.dimension or crc32(content) != int.from_bytes(check, "big"):
            return None
        return np.frombuffer(content, dtype=np.float32)


def _pack(vector: Matrix) -> bytes:
    content = vector.tobytes()
    return content + crc32(content).to_bytes(_CHECK, "big")


def _blocks(rows: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(rows), _BLOCK):
        yield rows[start : start + _BLOCK]
