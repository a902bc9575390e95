"""Embeddings kept on disk, by encoder and text, so that no text is encoded twice."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scaffold.files import writing
from scaffold.progress import SILENT, Progress
from scaffold.text import content_hash, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.models.encoder import Embedder, Matrix

_BLOCK = 4096
_ASK = 500


def cache_folder() -> Path:
    """`$SCAFFOLD_CACHE`, else `scaffold` in the user's cache folder."""
    own = os.environ.get("SCAFFOLD_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(own) if own else home / "scaffold"


class CachedEncoder:
    """An encoder whose vectors are looked up in `<folder>/<fingerprint>.sqlite` before they are computed.

    The key is the SHA-256 of the normalised text, so the file holds no text. A file that another process
    writes at the same time, or that is damaged, costs time but never a wrong vector.
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

    def encode(self, texts: Sequence[str], *, progress: Progress = SILENT) -> Matrix:
        """One vector of unit length a text, float32 (n, dimension)."""
        keys = [content_hash(normalise(text)) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with closing(self._open()) as database:
            known = self._look_up(database, set(keys))
            missing = list({key: row for row, key in enumerate(keys) if key not in known}.values())
            for block in _blocks(missing):
                fresh = self.encoder.encode([texts[row] for row in block], progress=progress)
                found = {keys[row]: vector for row, vector in zip(block, fresh, strict=True)}
                known.update(found)
                with writing(self.path), database:
                    database.executemany(
                        "INSERT OR REPLACE INTO vectors VALUES (?, ?)", [(k, v.tobytes()) for k, v in found.items()]
                    )
        for row, key in enumerate(keys):
            vectors[row] = known[key]
        return vectors

    def _open(self) -> sqlite3.Connection:
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=60)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def _look_up(self, database: sqlite3.Connection, keys: set[str]) -> dict[str, Matrix]:
        found: dict[str, Matrix] = {}
        wanted = sorted(keys)
        for start in range(0, len(wanted), _ASK):
            part = wanted[start : start + _ASK]
            marks = ",".join("?" * len(part))
            for key, blob in database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part):  # noqa: S608
                if len(blob) == 4 * self.dimension:
                    found[key] = np.frombuffer(blob, dtype=np.float32)
        return found


def _blocks(rows: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(rows), _BLOCK):
        yield rows[start : start + _BLOCK]
