"""Tasks as Label Studio exports them, as flat rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FINISHED = "annotation_finished"
"""Column that is true in rows somebody annotated, even if nothing was there to mark."""


def is_task(value: Mapping[str, Any]) -> bool:
    """Whether an object is an exported task: its data on one side, annotations on the other."""
    return isinstance(value.get("data"), Mapping) and isinstance(value.get("annotations"), list)


def flat_task(value: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a task with what the first annotation that was not cancelled says, by the name of its control.

    Spans become a list of spans, choices a list, a rating or a text that one value; nothing for an unfinished task.
    """
    row = {**value["data"], **({"id": value["id"]} if "id" in value else {})}
    finished = [each for each in value["annotations"] if isinstance(each, Mapping) and not each.get("was_cancelled")]
    if not finished:
        return row
    row[FINISHED] = True
    for result in finished[0].get("result") or ():
        name, inner = str(result.get("from_name", "label")), result.get("value")
        if not isinstance(inner, Mapping):
            continue
        if "start" in inner:
            row.setdefault(name, []).append(dict(inner))
        else:
            row[name] = next((inner[key] for key in ("choices", "rating", "number", "text") if key in inner), None)
    return row
