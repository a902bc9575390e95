"""What an index holds and what a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to find.

    :ivar id: stable name, unique within an index.
    :ivar text: the short part: a question, a title. May be empty.
    :ivar body: the long part: an answer, a paragraph. May be empty.
    :ivar metadata: whatever JSON can hold; kept, not searched.
    """

    id: str
    text: str
    body: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a search found, best first in a list of hits.

    :ivar score: what the list is ordered by: BM25, cosine, or the fused score.
    :ivar lexical_rank: place (from 1) among the hits by words; None if it is not among them.
    :ivar lexical_score: BM25, higher is better; None without a word in common.
    :ivar vector_rank: place (from 1) among the hits by meaning; None if it is not among them.
    :ivar vector_score: cosine of the query and the document's nearest vector, where it was looked at.
    """

    document: Document
    score: float
    lexical_rank: int | None = None
    lexical_score: float | None = None
    vector_rank: int | None = None
    vector_score: float | None = None
