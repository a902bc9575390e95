"""Suggestions as a file for the people who label, in the format that its name asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.files import write_text
from scaffold.labelling.label_studio import as_tasks, labelling_config
from scaffold.labelling.spreadsheet import as_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.labelling.suggestion import Suggestion

FORMATS = {
    ".csv": "a table for a spreadsheet",
    ".jsonl": "JSON lines",
    ".json": "tasks for Label Studio",
}


def check_format(target: Path) -> None:
    """The name ends as one of the known formats does.

    :raises UserError: listing them.
    """
    if target.suffix.lower() not in FORMATS:
        known = ", ".join(f"{suffix} ({what})" for suffix, what in FORMATS.items())
        raise UserError(
            f"{target.suffix or 'a name without an ending'} is not a format of suggestions",
            where=str(target),
            hint=f"Choose by the ending: {known}.",
        )


def export(
    target: Path,
    suggestions: Sequence[Suggestion],
    *,
    head: str | None = None,
    labels: Sequence[str] = (),
    model: str = "scaffold",
) -> list[Path]:
    """Write suggestions to `target`; for Label Studio also its labelling interface, beside it as `.xml`.

    :param head: whose labels are wanted; None where there is only one kind of label.
    :param labels: all labels of the head, to choose from; none if they are not known yet.
    :param model: name that predictions are shown under.
    :return: the files written.
    :raises UserError: for a format that is not known, or a folder that cannot be written to.
    """
    check_format(target)
    suffix = target.suffix.lower()
    if suffix == ".csv":
        write_text(target, as_table(suggestions))
    elif suffix == ".jsonl":
        write_text(target, "".join(_line(each) for each in suggestions))
    else:
        interface = target.with_suffix(".xml")
        write_text(interface, labelling_config(head, labels))
        write_text(target, as_tasks(suggestions, head, model))
        return [target, interface]
    return [target]


def _line(suggestion: Suggestion) -> str:
    row = {
        "id": suggestion.id,
        "text": suggestion.text,
        "suggested_label": suggestion.label,
        "probability": suggestion.probability,
        "why": suggestion.why,
        "label": None,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
