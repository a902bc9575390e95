"""Figures of single runs, kept beside the code: runs that take an hour each need not be made on one day."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from scaffold.files import write_text

RESULTS = Path(__file__).parent / "results"


def record(section: str, name: str, seed: int, figures: dict[str, Any]) -> None:
    """Keep the figures of one run, in place of those of an earlier one of the same set and seed."""
    path = RESULTS / section / f"{name}-{seed}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, json.dumps(figures, indent=1, sort_keys=True) + "\n")


def recorded(section: str, name: str) -> dict[int, dict[str, Any]]:
    """What was kept, by seed."""
    found = {
        int(path.stem.rpartition("-")[2]): json.loads(path.read_text(encoding="utf-8"))
        for path in (RESULTS / section).glob(f"{name}-*.json")
    }
    return dict(sorted(found.items()))


def asked(
    description: str | None,
    sets: Iterable[str],
    seeds: Sequence[int],
    tables: Callable[[tuple[str, ...]], str],
    run: Callable[[tuple[str, ...], tuple[int, ...]], str],
) -> str:
    """The table that the command line asks for: of what was found so far, or after runs of some sets and seeds."""
    names = tuple(sets)
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sets", nargs="*", choices=[*names, []], default=[], help="all if none is named")
    parser.add_argument("--seeds", type=int, nargs="+", default=seeds)
    parser.add_argument("--table", action="store_true", help="only print what was found so far")
    given = parser.parse_args()
    chosen = tuple(given.sets) or names
    return tables(chosen) if given.table else run(chosen, tuple(given.seeds))
