"""The index: documents found by words, by meaning and by both; changed without a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Self

from scaffold.errors import UserError
from scaffold.extras import need
from scaffold.files import new_folder
from scaffold.retrieval import lexical
from scaffold.retrieval.document import Document, Hit
from scaffold.retrieval.fusion import DEFAULT, Fusion, Ranking
from scaffold.retrieval.mirror import VectorMirror
from scaffold.retrieval.nearest import cosines, nearest_documents
from scaffold.retrieval.stamp import IndexStamp
from scaffold.retrieval.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]


class DocumentIndex:
    """One folder: a SQLite file with documents, words and vectors, and a FAISS file that mirrors the vectors.

    SQLite is the truth and changes in transactions. The FAISS file is written on `save` and `close`; whatever
    happens between, it is made again from SQLite when the index is next opened. Safe to use from threads.

        with DocumentIndex.create(folder, IndexStamp(encoder.fingerprint, encoder.dimension)) as index:
            index.add([Document("fees", "What does it cost?", "Nothing.")], encoder.encode(["What does it cost?"]))
            hits = index.search("price", encoder.encode(["price"])[0], k=3)
    """

    def __init__(self, folder: Path, store: Store, *, read_only: bool) -> None:
        self.folder = folder
        self.read_only = read_only
        self._store = store
        self._mirror = VectorMirror(store, folder)
        self._lock = RLock()

    @classmethod
    def create(cls, folder: Path, stamp: IndexStamp) -> DocumentIndex:
        """Make an empty index in a new or empty folder.

        :raises UserError: when the folder holds something already or cannot be written to.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(
                "there is something here already", where=str(folder), hint="Choose a new folder for the index."
            )
        with new_folder(folder) as draft:
            Store.create(draft, stamp, lexical.SCHEMA)
        return cls.open(folder, stamp)

    @classmethod
    def open(cls, folder: Path, stamp: IndexStamp | None = None, *, read_only: bool = False) -> DocumentIndex:
        """Open the index in `folder`.

        :param stamp: encoder in use; None accepts any, for work that needs no encoder.
        :param read_only: search only, nothing is written; the folder may be on a read-only disk.
        :raises IndexStampError: when another encoder built it.
        :raises UserError: when there is no index, or it is damaged.
        """
        store = Store(folder, read_only=read_only)
        try:
            store.stamp.check(stamp or IndexStamp(store.stamp.encoder, store.stamp.dimension), str(folder))
        except BaseException:
            store.connection.close()
            raise
        return cls(folder, store, read_only=read_only)

    @property
    def stamp(self) -> IndexStamp:
        """The encoder that the index belongs to."""
        return self._store.stamp

    def __len__(self) -> int:
        with self._lock, self._store.reporting():
            return self._store.count()

    def __contains__(self, document_id: str) -> bool:
        with self._lock, self._store.reporting():
            return self._store.number(document_id) is not None

    def document(self, document_id: str) -> Document:
        """The document with this id.

        :raises UserError: if there is none.
        """
        with self._lock, self._store.reading():
            return self._store.document(self._number(document_id))

    def documents(self) -> list[Document]:
        """All documents, ordered by id."""
        with self._lock, self._store.reporting():
            return self._store.documents()

    def note(self, name: str) -> str | None:
        """The text that `set_note` kept under `name`, or None."""
        with self._lock, self._store.reporting():
            return self._store.state(f"note:{name}")

    def set_note(self, name: str, value: str) -> None:
        """Keep a text beside the documents, such as thresholds that belong to them."""
        with self._lock, self._store.changing():
            self._store.set_state(f"note:{name}", value)

    def add(self, documents: Sequence[Document], vectors: Iterable[Vectors]) -> None:
        """Add documents, all or none.

        :param vectors: for each document one vector (d,) or several (m, d), L2-normalised; the best one counts.
        :raises UserError: for an id that is in the index already.
        :raises ValueError: when `vectors` do not fit the documents or the index.
        """
        with self._lock:
            self._change(removals=[], additions=self._paired(documents, vectors))

    def update(self, documents: Sequence[Document], vectors: Iterable[Vectors]) -> None:
        """Replace documents that have the same ids, all or none; arguments as in `add`.

        :raises UserError: for an id that is not in the index.
        """
        with self._lock:
            self._change(removals=[document.id for document in documents], additions=self._paired(documents, vectors))

    def put(self, documents: Sequence[Document], vectors: Iterable[Vectors]) -> None:
        """Add documents, in place of those that have the same ids, all or none; arguments as in `add`."""
        with self._lock:
            known = [document.id for document in documents if document.id in self]
            self._change(removals=known, additions=self._paired(documents, vectors))

    def delete(self, ids: Iterable[str]) -> None:
        """Take documents out, all or none.

        :raises UserError: for an id that is not in the index.
        """
        with self._lock:
            self._change(removals=list(ids), additions=[])

    def search_lexical(self, query: str, k: int = 5) -> list[Hit]:
        """The `k` best documents by BM25; fewer when fewer share a word with the query."""
        with self._lock, self._store.reading():
            found = lexical.search(self._store.connection, query, k)
            return self._hits(found, by_words=found)

    def search_vectors(self, vector: Vectors, k: int = 5) -> list[Hit]:
        """The `k` documents nearest to the query vector (d,)."""
        with self._lock, self._store.reading():
            found = nearest_documents(self._store, self._mirror.current(), vector, k)
            return self._hits(found, by_vectors=found)

    def search(self, query: str, vector: Vectors, k: int = 5, fusion: Fusion = DEFAULT) -> list[Hit]:
        """The `k` best documents by words and meaning together.

        :param query: text of the question.
        :param vector: its vector (d,) from the encoder of the index.
        """
        depth = max(fusion.depth, k)
        with self._lock, self._store.reading():
            by_words = lexical.search(self._store.connection, query, depth)
            by_vectors = nearest_documents(self._store, self._mirror.current(), vector, depth)
            near = {number for number, _ in by_vectors}
            far = cosines(self._store, vector, [number for number, _ in by_words if number not in near])
            fused = fusion.fuse(by_words, [*by_vectors, *far])
            names = self._store.ids(fused)
            best = sorted(fused.items(), key=lambda item: (-item[1], names[item[0]]))[:k]
            return self._hits(best, by_words, by_vectors, far)

    def save(self) -> None:
        """Write the FAISS file, so that the next opening need not make it again.

        :raises UserError: when the folder cannot be written to.
        """
        with self._lock, self._store.reporting():
            self._mirror.save()

    def close(self) -> None:
        """Save (unless opened for reading only) and let go of the files."""
        try:
            if not self.read_only:
                self.save()
        finally:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self.close()
        else:
            self._store.close()

    def _change(self, removals: list[str], additions: list[tuple[Document, Vectors]]) -> None:
        removed: list[int] = []
        added: list[int] = []
        with self._store.changing():
            for document_id in removals:
                removed += self._remove(document_id)
            for document, vectors in additions:
                added += self._insert(document, vectors)
            self._store.next_generation()
        numpy = need("numpy")
        none = numpy.empty((0, self.stamp.dimension), numpy.float32)
        self._mirror.follow(removed, added, numpy.concatenate([none, *(vectors for _, vectors in additions)]))

    def _insert(self, document: Document, vectors: Vectors) -> list[int]:
        if self._store.number(document.id) is not None:
            raise UserError(
                f"there is a document {document.id!r} in the index already",
                where=str(self.folder),
                hint="Update it, or give the new one another id.",
            )
        number = self._store.insert(document)
        lexical.insert(self._store.connection, number, document.text, document.body)
        return self._store.insert_vectors(number, vectors)

    def _remove(self, document_id: str) -> list[int]:
        number = self._number(document_id)
        lexical.remove(self._store.connection, number)
        vectors = self._store.remove_vectors(number)
        self._store.remove(number)
        return vectors

    def _number(self, document_id: str) -> int:
        number = self._store.number(document_id)
        if number is None:
            raise UserError(
                f"there is no document {document_id!r} in the index",
                where=str(self.folder),
                hint="List the documents to see their ids.",
            )
        return number

    def _paired(self, documents: Sequence[Document], vectors: Iterable[Vectors]) -> list[tuple[Document, Vectors]]:
        numpy = need("numpy")
        pairs = []
        for document, given in zip(documents, vectors, strict=True):
            rows = numpy.atleast_2d(numpy.asarray(given, dtype=numpy.float32))
            if rows.ndim != 2 or rows.shape[1] != self.stamp.dimension or not numpy.isfinite(rows).all():
                raise ValueError(
                    f"vectors of document {document.id!r} must be finite numbers of shape (m, {self.stamp.dimension}),"
                    f" not {rows.shape}"
                )
            pairs.append((document, rows))
        return pairs

    def _hits(self, ranking: Ranking, by_words: Ranking = (), by_vectors: Ranking = (), far: Ranking = ()) -> list[Hit]:
        words = {number: (rank, score) for rank, (number, score) in enumerate(by_words, start=1)}
        vectors: dict[int, tuple[int | None, float]] = {number: (None, score) for number, score in far}
        vectors |= {number: (rank, score) for rank, (number, score) in enumerate(by_vectors, start=1)}
        missing = (None, None)
        return [
            Hit(self._store.document(number), score, *words.get(number, missing), *vectors.get(number, missing))
            for number, score in ranking
        ]
