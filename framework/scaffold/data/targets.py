"""What the labels of an example are for a head of each kind: spans, a set of labels, a number, answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scaffold.data.spans import TextSpan, spans_of_tags, token_offsets
from scaffold.errors import DataError

if TYPE_CHECKING:
    from scaffold.data.example import Example


def spans_of(example: Example, head: str) -> list[TextSpan] | None:
    """The spans of one example, from one BIO tag for each of `metadata["tokens"]` or for each character.

    :raises DataError: for tags that do not fit the text.
    """
    tags = example.labels.get(head)
    if tags is None:
        return None
    try:
        return spans_of_tags([tags] if isinstance(tags, str) else tags, tag_offsets(example, len(tags)))
    except ValueError as error:
        raise DataError(str(error), where=where_of(example), hint="Mend the row.") from error


def tag_offsets(example: Example, count: int) -> list[tuple[int, int]]:
    """The characters that each of `count` tags stands for.

    :raises ValueError: if there are neither so many tokens nor so many characters, or a token is not in the text.
    """
    tokens = example.metadata.get("tokens") or ()
    if len(tokens) == count:
        return token_offsets(example.text, tokens)
    if len(example.text) == count:
        return [(index, index + 1) for index in range(count)]
    raise ValueError(f"there are {len(tokens)} tokens and {count} tags")


def label_set_of(label: str | list[str] | None) -> frozenset[str] | None:
    """Several labels as a set; one label alone is a set of one."""
    if label is None:
        return None
    return frozenset([label] if isinstance(label, str) else label)


def as_number(label: str | list[str] | None) -> float | None:
    """A label as a finite number; None if it is not one."""
    try:
        number = float(label) if isinstance(label, str) else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def not_a_number(label: object, where: str | None) -> DataError:
    """The error for a label of a regression head."""
    return DataError(
        f"{str(label)[:40]!r} is not a number, which this head learns",
        where=where,
        hint="Write numbers as 3.5 (a point, no unit, no thousands mark), or name another column.",
    )


def answers_of(example: Example, head: str) -> list[tuple[int, str]] | None:
    """The answers of one example with their first characters in `text_pair`.

    :raises DataError: for an answer that does not stand where `metadata["answer_start"]` says.
    """
    label = example.labels.get(head)
    if label is None:
        return None
    texts = [text for text in ([label] if isinstance(label, str) else label) if text]
    starts = example.metadata.get("answer_start") or []
    context = example.text_pair or ""
    if len(starts) != len(texts):
        raise DataError(
            f"there are {len(texts)} answers and {len(starts)} starts", where=where_of(example), hint="Mend the row."
        )
    for start, text in zip(starts, texts, strict=True):
        if problem := answer_problem(context, start, text):
            raise DataError(problem, where=where_of(example), hint="Mend answer_start.")
    return list(zip(starts, texts, strict=True))


def answer_problem(context: str, start: int, text: str) -> str | None:
    """What is wrong with the place of an answer; None if it stands there."""
    if start >= 0 and context.startswith(text, start):
        return None
    return (
        f"the answer {text[:40]!r} does not stand at character {start}: there stands"
        f" {context[max(0, start) : max(0, start) + min(40, len(text))]!r}"
    )


def where_of(example: Example) -> str | None:
    """File and line of an example, for messages."""
    return str(example.origin) if example.origin else None
