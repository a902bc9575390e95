"""Stories as bytes for the database: one JSON line, and behind it the vector."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

from scaffold.errors import DataError
from scaffold_financial_sentiment.copies.story import Story
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMAT = 1
# Scores that are numpy numbers are written as floats.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=float)
_NAMES = tuple(field.name for field in fields(Understood) if field.name != "vector")
_PLAIN = Understood("", 0.0)


class StoryRow(NamedTuple):
    """What is stored of a story.

    :ivar place: its number in the order in which stories began.
    :ivar publisher: of the first item, which its headline was read with.
    :ivar others: hashes of publishers that the story does not name.
    :ivar vector: coarse vector, empty if there is none.
    """

    story: Story
    place: int
    publisher: str
    others: Iterable[int]
    vector: bytes


def to_bytes(row: StoryRow) -> bytes:
    """Content of a row; id and time of the story stand beside it in the database."""
    story = row.story
    told = [_FORMAT, row.place, story.text, story.url, row.publisher, story.sources, story.copies, sorted(row.others)]
    line = _ENCODER.encode([*told, _written(story.understood)])
    return line.encode("utf-8", "surrogatepass") + b"\0" + row.vector


def of_bytes(story: str, time: float, content: bytes) -> StoryRow:
    """The row that `to_bytes` made.

    :raises DataError: for anything else.
    """
    try:
        line, _, vector = bytes(content).partition(b"\0")
        form, *told = json.loads(line.decode("utf-8", "surrogatepass"))
        if form != _FORMAT:
            raise ValueError(f"format {form}")
        place, text, url, publisher, sources, copies, others, understood = told
        publishers = len(sources) + len(others)
        kept = Story(story, text, time, url, tuple(sources), copies, _read(understood), publishers)
    except (ValueError, TypeError, AttributeError) as error:
        raise DataError(
            f"cannot read a stored story ({error})",
            where=f"story {story!r}",
            hint="Another version wrote it, or it is damaged: start with a new state.",
        ) from error
    return StoryRow(kept, place, publisher, others, vector)


def _written(understood: Understood) -> dict[str, Any]:
    """What differs from an empty record; vectors are kept elsewhere."""
    told = {name: getattr(understood, name) for name in _NAMES}
    told["mentions"] = tuple((mention.company, mention.label, mention.score) for mention in understood.mentions)
    return {name: value for name, value in told.items() if name == "label" or value != getattr(_PLAIN, name)}


def _read(told: dict[str, Any]) -> Understood:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    values["mentions"] = tuple(Mention(*mention) for mention in values.get("mentions", ()))
    values.setdefault("score", 0.0)
    return Understood(**values)
