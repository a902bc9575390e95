"""What de-identification finds of the identifiers planted in the medical sample, by kind; and what Presidio finds."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import heading, table
from scaffold.privacy.find import find_identifiers
from scaffold.privacy.finding import Finding

SAMPLE = Path(__file__).parents[1] / "verticals" / "medical" / "scaffold_medical" / "sample" / "notes.jsonl"
COMMAND = "python -m benchmarks.deidentification"
KINDS = ("NAME", "DATE", "AGE", "ADDRESS", "PHONE", "EMAIL", "ID", "URL")

Find = Callable[[str], Iterable[Finding]]


@dataclass
class Figures:
    """Counts by kind of one way.

    :ivar covered: identifiers each of whose characters is found, as whatever kind.
    :ivar right: findings that overlap an identifier.
    """

    planted: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, planted: list[dict[str, Any]], found: list[Finding]) -> None:
        """Count one note."""
        characters = {place for each in found for place in range(each.start, each.end)}
        for one in planted:
            self.planted[one["kind"]] += 1
            self.covered[one["kind"]] += characters.issuperset(range(one["start"], one["end"]))
        for each in found:
            self.found[each.kind] += 1
            self.right[each.kind] += any(one["start"] < each.end and each.start < one["end"] for one in planted)

    def cells(self, kind: str) -> tuple[str, str]:
        """Recall and precision of one kind; all kinds together for an empty one."""
        planted, covered, found, right = (
            counts[kind] if kind else counts.total() for counts in (self.planted, self.covered, self.found, self.right)
        )
        return (f"{covered / planted:.4f}" if planted else "-"), (f"{right / found:.4f}" if found else "-")


def measure(rows: list[dict[str, Any]], find: Find) -> Figures:
    """One way on all notes."""
    figures = Figures()
    start = time.perf_counter()
    found = [list(find(row["text"])) for row in rows]
    figures.seconds = time.perf_counter() - start
    for row, each in zip(rows, found, strict=True):
        figures.add(row["identifiers"], each)
    return figures


def presidio(model: str | None) -> Find:
    """Presidio with all recognisers that it ships."""
    from scaffold_medical.deidentification.presidio import presidio_finder

    return presidio_finder(model)


def run(rows: list[dict[str, Any]], ways: dict[str, Find], note: str) -> str:
    """The table of every kind for every way."""
    measured = {name: measure(rows, find) for name, find in ways.items()}
    columns = ["kind", "planted", *(f"{name} {what}" for name in ways for what in ("recall", "precision"))]
    first = next(iter(measured.values()))
    lines = []
    for kind in (*KINDS, ""):
        planted = first.planted[kind] if kind else first.planted.total()
        lines.append(
            [kind or "all", f"{planted:,}", *(cell for each in measured.values() for cell in each.cells(kind))]
        )
    speed = "; ".join(f"{name} {each.seconds:.1f} s" for name, each in measured.items())
    return heading("De-identification", COMMAND, note) + table(columns, lines) + f"\nTime for all notes: {speed}.\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presidio", action="store_true", help="compare with Presidio, which has to be installed")
    parser.add_argument(
        "--model", help="spaCy model that Presidio finds names with; without one only its patterns work"
    )
    options = parser.parse_args()
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    ways: dict[str, Find] = {"ours": find_identifiers}
    if options.presidio:
        ways["Presidio"] = presidio(options.model)
    model = options.model or "no model, so that it finds names and places by nothing"
    note = (
        f"{len(rows):,} notes of the medical sample. An identifier is found if every one of its characters is"
        " covered, by findings of whatever kind; a finding is right if it overlaps an identifier."
        + (f" Presidio has {model}." if options.presidio else "")
    )
    print(run(rows, ways, note))


if __name__ == "__main__":
    main()
