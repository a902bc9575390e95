"""Texts to be labelled, or looked at again, as a table that a spreadsheet opens and `train` reads back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold.evaluation.label_check import Suspect
    from scaffold.labelling.suggestion import Suggestion

SUSPECT_COLUMNS = ("where", "text", "label", "suggested_label", "likelihood")
COLUMNS = ("id", "text", "suggested_label", "probability", "why", "label")

_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")


def as_table(suggestions: Sequence[Suggestion]) -> str:
    """Suggestions, with a column for the label."""
    rows = ((s.id, s.text, s.label or "", _shown(s.probability), s.why, "") for s in suggestions)
    return _table(COLUMNS, rows)


def _shown(probability: float | None) -> str:
    return "" if probability is None else str(probability)


def suspects_table(suspects: Iterable[Suspect]) -> str:
    """Labels that are probably wrong, and where they stand; the column `label` is there to be mended."""
    rows = ((s.where, s.text, s.given, s.suggested, f"{s.likelihood:.3f}") for s in suspects)
    return _table(SUSPECT_COLUMNS, rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Comma-separated values with a byte order mark, without which spreadsheets take UTF-8 for something else."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + stream.getvalue()


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe is put before one.

    >>> cell("=1+1"), cell("-3"), cell("card?")
    ("'=1+1", '-3', 'card?')
    """
    harmless = not _FORMULA.match(text.lstrip()) or _NUMBER.fullmatch(text)
    return text if harmless else f"'{text}"
