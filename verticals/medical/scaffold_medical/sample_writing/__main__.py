"""Writes the sample again: `python -m scaffold_medical.sample_writing [DIR]`."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

from scaffold_medical.sample_writing import notes, passages

SAMPLE = Path(__file__).parents[1] / "sample"


def files() -> dict[str, str]:
    """The contents of every file that is written, by name."""
    return {
        "notes.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in notes.rows()),
        "sections.csv": _table(("text", "section", "split"), passages.sections()),
        "questions.csv": _table(("text", "question_type", "split"), passages.questions()),
    }


def _table(header: tuple[str, ...], rows: list[tuple[str, str, str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
