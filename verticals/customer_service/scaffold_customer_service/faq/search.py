"""FAQ search: entries found by words and meaning, with a confidence and the source to quote."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from scaffold.errors import DataError, UserError
from scaffold.files import new_folder
from scaffold.progress import SILENT, Progress
from scaffold.retrieval.document import Document, Hit
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp
from scaffold_customer_service.faq.confidence import DEFAULT, Confidence, Evidence, evidence
from scaffold_customer_service.faq.entry import FaqEntry

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from scaffold.models.encoder import Embedder

    Vectors = npt.NDArray[np.float32]

FEWEST_TO_LEARN_FROM = 20
"""Questions with a known answer that are needed to learn a confidence; below, that of the shipped sample is used."""

_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class FaqHit:
    """An entry that a search found.

    :ivar score: fused score, by which hits are ordered.
    :ivar confidence: probability that this entry answers the query.
    :ivar confident: whether it may be given as the answer without asking back; only ever true of the first hit.
    """

    entry: FaqEntry
    score: float
    confidence: float
    confident: bool
    lexical_rank: int | None
    vector_rank: int | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "id": self.entry.id,
            "question": self.entry.question,
            "answer": self.entry.answer,
            "source": self.entry.source,
            "intent": self.entry.intent,
            "score": round(self.score, 6),
            "confidence": round(self.confidence, 4),
            "confident": self.confident,
            "lexical_rank": self.lexical_rank,
            "vector_rank": self.vector_rank,
        }


class Changes(NamedTuple):
    """How many entries a call of `put` added, changed, and found as they were."""

    added: int
    changed: int
    same: int


class FaqSearch:
    """Search in an FAQ that can change while it is in use.

    Of each entry the question, its other phrasings, and the question with its answer have a vector each.

        with FaqSearch.build(folder, read_faq(path).entries, encoder) as faq:
            best = faq.search("my card was stolen")[0]
            print(best.entry.answer, best.entry.source, best.confident)
    """

    def __init__(self, index: DocumentIndex, encoder: Embedder) -> None:
        self._index = index
        self._encoder = encoder
        kept = index.note("confidence")
        self._confidence = Confidence.from_json(kept) if kept else DEFAULT

    @classmethod
    def build(
        cls,
        folder: Path,
        entries: Sequence[FaqEntry],
        encoder: Embedder,
        queries: Sequence[tuple[str, str]] = (),
        *,
        progress: Progress = SILENT,
    ) -> FaqSearch:
        """Make a new index of `entries` in a new or empty folder; nothing is left there if that fails.

        :param queries: pairs of a user's question and the id of the entry that answers it, to learn the
            confidence from; without them it is learned from the entries' own questions and answers.
        :raises UserError: when the folder holds something already or cannot be written to.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError("there is something here already", where=str(folder), hint="Choose a new folder.")
        with new_folder(folder) as draft, cls(_empty(draft, encoder), encoder) as faq:
            faq.add(entries, progress=progress)
            faq.calibrate(queries, progress=progress)
        return cls.open(folder, encoder)

    @classmethod
    def open(cls, folder: Path, encoder: Embedder, *, read_only: bool = False) -> FaqSearch:
        """Open an index that `build` made.

        :raises IndexStampError: when another encoder built it.
        :raises UserError: when there is no index, or it is damaged.
        """
        stamp = IndexStamp(encoder.fingerprint, encoder.dimension)
        return cls(DocumentIndex.open(folder, stamp, read_only=read_only), encoder)

    def search(self, query: str, k: int = 5) -> list[FaqHit]:
        """The `k` best entries, best first."""
        return self.search_many([query], k)[0]

    def search_many(self, queries: Sequence[str], k: int = 5) -> list[list[FaqHit]]:
        """The `k` best entries for each query, with one call of the encoder."""
        return [self._judged(hits)[:k] for hits in self._found(queries, max(k, _LOOKED_AT))]

    def entries(self) -> list[FaqEntry]:
        """All entries, ordered by id."""
        return [FaqEntry.of(document) for document in self._index.documents()]

    def entry(self, entry_id: str) -> FaqEntry:
        """The entry with this id.

        :raises UserError: if there is none.
        """
        return FaqEntry.of(self._index.document(entry_id))

    def add(self, entries: Sequence[FaqEntry], *, progress: Progress = SILENT) -> None:
        """Add entries, all or none.

        :raises UserError: for an id that is there already.
        """
        documents = [entry.document for entry in entries]
        self._index.add(documents, _vectors(documents, self._encoder, progress))

    def update(self, entries: Sequence[FaqEntry], *, progress: Progress = SILENT) -> None:
        """Replace entries that have the same ids, all or none.

        :raises UserError: for an id that is not there.
        """
        documents = [entry.document for entry in entries]
        self._index.update(documents, _vectors(documents, self._encoder, progress))

    def put(self, entries: Sequence[FaqEntry], *, progress: Progress = SILENT) -> Changes:
        """Add the new ones of `entries` and replace the changed ones, all or none."""
        known = {entry.id: entry for entry in self.entries()}
        new = [entry for entry in entries if entry != known.get(entry.id)]
        documents = [entry.document for entry in new]
        self._index.put(documents, _vectors(documents, self._encoder, progress))
        added = sum(entry.id not in known for entry in new)
        return Changes(added, len(new) - added, len(entries) - len(new))

    def remove(self, ids: Iterable[str]) -> None:
        """Take entries out, all or none.

        :raises UserError: for an id that is not there.
        """
        self._index.delete(ids)

    def calibrate(self, queries: Sequence[tuple[str, str]] = (), *, progress: Progress = SILENT) -> None:
        """Learn the confidence anew and keep it in the index; arguments as in `build`.

        Each query counts twice: as it is, and with its own entry hidden, so that the best remaining hit is
        wrong. That is what a question looks like that the FAQ does not answer. Without queries, the questions
        are searched among the answers alone, which is harder than a real search and so errs to the unsure side.
        """
        known = [(text, name) for text, name in queries if name in self._index]
        if queries and not known:
            raise DataError(
                f"none of the {len(queries)} queries names an entry of this FAQ (the first: {queries[0][1]!r})",
                hint="Give in `faq_id` the ids that `index list` shows.",
            )
        if queries:
            judged = _evidence(self._found([text for text, _ in known], _LOOKED_AT), [name for _, name in known])
        else:
            judged = self._evidence_of_entries(progress)
        right = [is_right for _, is_right in judged]
        if len(judged) >= 2 * FEWEST_TO_LEARN_FROM and len(set(right)) == 2:
            self._confidence = Confidence.fit([seen for seen, _ in judged], right)
            self._index.set_note("confidence", self._confidence.as_json())

    def close(self) -> None:
        """Save and let go of the files."""
        self._index.close()

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self._index

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self._index.__exit__(*error)

    def _found(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        vectors = self._encoder.encode(queries)
        return [self._index.search(query, vector, k) for query, vector in zip(queries, vectors, strict=True)]

    def _judged(self, hits: Sequence[Hit]) -> list[FaqHit]:
        judged = []
        for place, hit in enumerate(hits):
            probability = self._confidence.probability(evidence(hits, place))
            confident = place == 0 and probability >= self._confidence.threshold
            entry = FaqEntry.of(hit.document)
            judged.append(FaqHit(entry, hit.score, probability, confident, hit.lexical_rank, hit.vector_rank))
        return judged

    def _evidence_of_entries(self, progress: Progress) -> list[tuple[Evidence, bool]]:
        documents = [document for document in self._index.documents() if document.body]
        if len(documents) < FEWEST_TO_LEARN_FROM:
            return []
        hidden = [Document(document.id, "", document.body) for document in documents]
        questions = [str(document.metadata["question"]) for document in documents]
        with tempfile.TemporaryDirectory() as folder, _empty(Path(folder), self._encoder) as index:
            index.add(hidden, _vectors(hidden, self._encoder, progress))
            found = FaqSearch(index, self._encoder)._found(questions, _LOOKED_AT)
        return _evidence(found, [document.id for document in documents])


def _empty(folder: Path, encoder: Embedder) -> DocumentIndex:
    return DocumentIndex.create(folder, IndexStamp(encoder.fingerprint, encoder.dimension))


def _vectors(documents: Sequence[Document], encoder: Embedder, progress: Progress) -> list[Vectors]:
    texts = [_phrasings(document) for document in documents]
    vectors = encoder.encode([text for group in texts for text in group], progress=progress)
    ends = [0]
    for group in texts:
        ends.append(ends[-1] + len(group))
    return [vectors[start:end] for start, end in pairwise(ends)]


def _phrasings(document: Document) -> list[str]:
    phrasings = document.text.splitlines()
    whole = " ".join(filter(None, (*phrasings[:1], document.body)))
    return list(dict.fromkeys(filter(None, (*phrasings, whole))))


def _evidence(found: Sequence[Sequence[Hit]], wanted: Sequence[str]) -> list[tuple[Evidence, bool]]:
    judged = []
    for hits, name in zip(found, wanted, strict=True):
        answers = {hit.document.body for hit in hits if hit.document.id == name}
        others = [hit for hit in hits if hit.document.id != name and hit.document.body not in answers]
        for seen in (hits, others):
            if seen:
                judged.append((evidence(seen), seen[0].document.id == name or seen[0].document.body in answers))
    return judged
