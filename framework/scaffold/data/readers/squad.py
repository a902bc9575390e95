"""Articles with paragraphs and questions, as SQuAD and its kin are published, as one row a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.errors import DataError


def is_article(value: object) -> bool:
    """Whether a JSON value is an article with questions."""
    return isinstance(value, Mapping) and isinstance(value.get("paragraphs"), list)


def questions(article: Mapping[str, Any], where: str) -> Iterator[dict[str, Any]]:
    """Rows with `id`, `question`, `context`, `answers` and what else stands beside a question.

    The article is their `document_id`: questions of one article never straddle two splits.

    :raises DataError: for a paragraph without a context or questions.
    """
    known = {"document_id": str(article.get("id") or article.get("title") or where)}
    for number, paragraph in enumerate(article["paragraphs"], 1):
        context, asked = (paragraph.get("context"), paragraph.get("qas")) if isinstance(paragraph, Mapping) else (0, 0)
        if not isinstance(context, str) or not isinstance(asked, list):
            raise DataError(
                f"paragraph {number} of the article that starts here has no context or no list of questions (qas)",
                where=where,
                hint='Write it as {"context": "...", "qas": [{"question": "...", "answers": [...]}]}.',
            )
        for question in asked:
            if not isinstance(question, Mapping):
                raise DataError(f"a question of paragraph {number} is no object", where=where, hint="Mend the file.")
            yield {**known, "context": context, **question}
