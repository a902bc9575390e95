"""What the report counts of a label, for heads of each kind."""

from __future__ import annotations

NO_LABEL = "(none)"
ANSWERED, NO_ANSWER = "(answered)", "(no answer)"


def counted(label: str | list[str], kind: str) -> list[str]:
    """The names that a label counts for: classes, types of entities once for each entity, whether there is an answer.

    Numbers, and pairs of texts, are not counted.

    >>> counted(["B-city", "I-city", "O", "B-city"], "tagging")
    ['city', 'city']
    """
    if kind in ("regression", "embedding"):
        return []
    if kind == "question_answering":
        return [ANSWERED if label else NO_ANSWER]
    if kind == "tagging":
        return [tag[2:] for tag in label if tag.startswith("B-")]
    return [label] if isinstance(label, str) else label or [NO_LABEL]
