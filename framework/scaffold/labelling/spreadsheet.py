"""Suggestions as a table that a spreadsheet opens and `train` reads back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.labelling.suggestion import Suggestion

COLUMNS = ("id", "text", "suggested_label", "probability", "why", "label")

_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")


def as_table(suggestions: Sequence[Suggestion]) -> str:
    """Comma-separated values with a byte order mark, without which spreadsheets take UTF-8 for something else."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in suggestions:
        probability = "" if each.probability is None else str(each.probability)
        writer.writerow([cell(each.id), cell(each.text), cell(each.label or ""), probability, each.why, ""])
    return "\ufeff" + stream.getvalue()


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe is put before one.

    >>> cell("=1+1"), cell("-3"), cell("card?")
    ("'=1+1", '-3', 'card?')
    """
    harmless = not _FORMULA.match(text.lstrip()) or _NUMBER.fullmatch(text)
    return text if harmless else f"'{text}"
