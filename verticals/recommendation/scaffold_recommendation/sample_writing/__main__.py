"""Writes the sample again: `python -m scaffold_recommendation.sample_writing [DIR]`."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.files import write_text
from scaffold_recommendation.sample_writing import books, events, readme

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE = Path(__file__).parents[1] / "sample"


def files() -> dict[str, str]:
    """The contents of every file of the sample, by name."""
    told = books.rows()
    happened, people = events.rows(told)
    return {
        "books.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told),
        "events.csv": _table(events.EVENTS_HEADER, happened),
        "readers.csv": _table(events.READERS_HEADER, people),
        "README.md": readme.page(told, happened, people),
    }


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    for name, text in files().items():
        write_text(folder / name, text)
