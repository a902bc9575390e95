"""Writes the sample again: `python -m scaffold_medical.sample_writing [DIR]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scaffold_medical.sample_writing.notes import rows

SAMPLE = Path(__file__).parents[1] / "sample"


def write(folder: Path) -> None:
    """Write every file of the sample into the folder."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows()]
    (folder / "notes.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
