"""What de-identification finds of the identifiers planted in the medical sample, by kind; and what Presidio finds."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.machine import heading, table
from scaffold.privacy.find import find_identifiers
from scaffold.privacy.finding import Finding
from scaffold_medical.deidentification.measuring import Score, score

SAMPLE = Path(__file__).parents[1] / "verticals" / "medical" / "scaffold_medical" / "sample" / "notes.jsonl"
COMMAND = "python -m benchmarks.deidentification"
KINDS = ("NAME", "DATE", "AGE", "ADDRESS", "PHONE", "EMAIL", "ID", "URL")

Find = Callable[[str], Iterable[Finding]]


def measure(rows: list[dict[str, Any]], find: Find) -> tuple[dict[str, Score], float]:
    """One way on all notes, and its seconds."""
    start = time.perf_counter()
    figures = score([(row["text"], row["identifiers"]) for row in rows], find)
    return figures, time.perf_counter() - start


def presidio(model: str | None) -> Find:
    """Presidio with all recognisers that it ships."""
    from scaffold_medical.deidentification.presidio import presidio_finder

    return presidio_finder(model)


def run(with_presidio: bool = False, model: str | None = None) -> str:
    """The table of every kind for every way.

    :param model: spaCy model that Presidio finds names with.
    """
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    ways: dict[str, Find] = {"ours": find_identifiers}
    note = (
        f"{len(rows):,} notes of the medical sample. An identifier is found if every one of its characters is"
        " covered, by findings of whatever kind; a finding is right if it overlaps an identifier."
    )
    if with_presidio:
        ways["Presidio"] = presidio(model)
        note += f" Presidio has {model or 'no model, so that it finds names and places by nothing'}."
    measured = {name: measure(rows, find) for name, find in ways.items()}
    columns = ["kind", "planted", *(f"{name} {what}" for name in ways for what in ("recall", "precision"))]
    lines = []
    for kind in (*KINDS, "all"):
        of_ways = [figures.get(kind) for figures, _ in measured.values()]
        planted = next(iter(measured.values()))[0][kind].planted
        lines.append([kind, f"{planted:,}", *(cell for each in of_ways for cell in _cells(each))])
    speed = "; ".join(f"{name} {seconds:.1f} s" for name, (_, seconds) in measured.items())
    return heading("De-identification", COMMAND, note) + table(columns, lines) + f"\nTime for all notes: {speed}.\n"


def _cells(of_kind: Score | None) -> tuple[str, str]:
    """Recall and precision; a dash where there is nothing to count."""
    if of_kind is None:
        return "-", "-"
    return f"{of_kind.recall:.4f}", f"{of_kind.precision:.4f}" if of_kind.found else "-"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presidio", action="store_true", help="compare with Presidio, which has to be installed")
    parser.add_argument(
        "--model", help="spaCy model that Presidio finds names with; without one only its patterns work"
    )
    options = parser.parse_args()
    print(run(options.presidio, options.model))


if __name__ == "__main__":
    main()
