"""One entry of an FAQ, and the stable name it gets when its file gives none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scaffold.retrieval.document import Document
from scaffold.text import content_hash

_SLUG_LENGTH = 60
_NOT_IN_SLUG = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question, its answer, and where the answer comes from.

    :ivar alternatives: other ways to ask the same.
    :ivar intent: intent or category; empty if unknown.
    :ivar source: what is quoted beside the answer: a page, a document, or `FILE:LINE`.
    :ivar updated: date of the last change as the file gives it; empty if unknown.
    """

    id: str
    question: str
    answer: str
    source: str
    intent: str = ""
    alternatives: tuple[str, ...] = ()
    updated: str = ""

    @property
    def document(self) -> Document:
        """The entry as an index holds it: the question and its alternatives, the answer, the rest as metadata."""
        metadata = {
            "question": self.question,
            "source": self.source,
            "intent": self.intent,
            "alternatives": list(self.alternatives),
            "updated": self.updated,
        }
        return Document(self.id, "\n".join((self.question, *self.alternatives)), self.answer, metadata)

    @classmethod
    def of(cls, document: Document) -> FaqEntry:
        """The entry that `document` was made of."""
        known = document.metadata
        return cls(
            document.id,
            known["question"],
            document.body,
            known["source"],
            known["intent"],
            tuple(known["alternatives"]),
            known["updated"],
        )


def entry_id(question: str, answer: str = "") -> str:
    """A name made of the question's words; of the answer's content too, if `answer` is given.

    >>> entry_id("How do I block my card?")
    'how-do-i-block-my-card'
    """
    slug = _NOT_IN_SLUG.sub("-", question.casefold()).strip("-")
    if slug and len(slug) <= _SLUG_LENGTH and not answer:
        return slug
    digest = content_hash(f"{question}\0{answer}")[:8]
    return "-".join(filter(None, (slug[:_SLUG_LENGTH].rstrip("-"), digest)))


def counted(number: int) -> str:
    """A number of entries in words: `1 entry`, `120 entries`."""
    return "1 entry" if number == 1 else f"{number} entries"
