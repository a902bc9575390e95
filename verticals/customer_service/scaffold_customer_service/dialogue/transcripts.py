"""Chat transcripts as JSON Lines, a conversation a line, read as the customers' turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.data.example import Example, Origin
from scaffold.data.readers.open import read_rows
from scaffold.data.textfile import plain_name
from scaffold.data.values import parse_time
from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold.text import normalise
from scaffold_customer_service.heads import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scaffold.data.readers.row import Row

_CUSTOMER = {"customer", "user", "client", "caller", "visitor", "客户", "用户", "顾客"}
_SHAPE = '{"id": "d1", "intent": "card_lost", "turns": [{"speaker": "customer", "text": "..."}, ...]}'


def is_transcript(path: Path) -> bool:
    """Whether the first row of a JSON Lines file is a conversation with a list of turns."""
    if not plain_name(path).lower().endswith((".jsonl", ".ndjson")):
        return False
    first = next(iter(read_rows(path, DataSettings())), None)
    return first is not None and isinstance(first.values.get("turns"), list)


def read_transcripts(path: Path, settings: DataSettings) -> Iterator[Example]:
    """The turns of customers, in order; the group is the conversation.

    A turn is labelled with its own `intent`; without one, the first turn carries that of the conversation.

    :raises DataError: naming file and line of a conversation that is not as expected.
    """
    for row in read_rows(path, settings):
        where = f"{path}:{row.line}"
        turns = row.values.get("turns")
        if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
            raise DataError("this conversation has no list of turns", where=where, hint=f"Expected {_SHAPE}.")
        yield from _turns(row, turns, path, where)


def _turns(row: Row, turns: list[dict[str, Any]], path: Path, where: str) -> Iterator[Example]:
    name = str(row.values.get("id") or f"{plain_name(path)}:{row.line}")
    whole = row.values.get("intent")
    first = True
    for number, turn in enumerate(turns, 1):
        speaker, text = _checked(turn, number, where)
        if speaker.casefold() not in _CUSTOMER or not text:
            continue
        intent = turn.get("intent") or (whole if first else None)
        first = False
        yield Example(
            text,
            labels={HEAD: str(intent)} if intent else {},
            id=f"{name}:{number}",
            time=parse_time(turn.get("time")),
            group=name,
            metadata={"speaker": speaker, "turn": number},
            origin=Origin(str(path), row.line),
        )


def _checked(turn: Mapping[str, Any], number: int, where: str) -> tuple[str, str]:
    speaker, text = turn.get("speaker"), turn.get("text")
    if not isinstance(speaker, str) or not isinstance(text, str):
        raise DataError(f"turn {number} needs a `speaker` and a `text`", where=where, hint=f"Expected {_SHAPE}.")
    return speaker, normalise(text)
