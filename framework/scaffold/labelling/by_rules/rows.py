"""A text with what rules say about it, as a line of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.example import Example
    from scaffold.rules.firing.firing import Firing

RESERVED = frozenset(
    ["id", "text", "text_pair", "group", "time", "probability", "probabilities", "rules", "covered", "given"]
)
"""Names of a line that no head and no column of the data has."""


def known_of(example: Example, head: str) -> dict[str, Any]:
    """What the data say about a text besides its label for `head`, under names that `train` finds again."""
    row: dict[str, Any] = {"id": example.id, "text": example.text}
    if example.text_pair is not None:
        row["text_pair"] = example.text_pair
    if example.group is not None:
        row["group"] = example.group
    if example.time is not None:
        row["time"] = example.time.isoformat()
    taken = RESERVED | {head}
    known = {name: value for name, value in example.metadata.items() if isinstance(value, str | int | float | bool)}
    others = {name: label for name, label in example.labels.items() if isinstance(label, str)}
    return row | {name: value for name, value in {**known, **others}.items() if name not in taken}


def rule_votes(firings: Sequence[Firing]) -> list[dict[str, Any]]:
    """The rules that fired, what each says, and where."""
    return [
        {"id": firing.rule.id, "vote": firing.rule.gist, "spans": [list(span) for span in firing.spans]}
        for firing in firings
    ]
