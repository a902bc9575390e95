"""`python -m benchmarks`: run every benchmark and write docs/benchmarks.md."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import (
    bankfaqs,
    banking77,
    clinc150,
    label_noise,
    label_selection,
    prediction,
    startup,
    training_throughput,
)
from benchmarks.machine import datasets
from scaffold.files import write_text

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Every table is printed by the command above it and holds for the machine named there. Ways that are compared run
in turn in one process, because a machine's speed drifts; read the ratios. `make bench` writes this page anew.

"""


SECTIONS = {
    "banking77": (
        prediction.run,
        training_throughput.run,
        training_throughput.run_accuracy,
        banking77.run,
        banking77.run_few,
        label_selection.run,
        label_noise.run,
    ),
    "bankfaqs": (bankfaqs.run,),
    "clinc150": (clinc150.run,),
}


def main() -> None:
    """Run all, quick ones first, and write the page; without the published data it stays as it is."""
    folder = datasets()
    missing = [name for name in SECTIONS if not (folder / name).is_dir()]
    if missing:
        sys.exit(f"{folder} holds no {', no '.join(missing)}: set SCAFFOLD_DATASETS to the folder of published data")
    sections = [startup.run(), *(section(folder) for make in SECTIONS.values() for section in make)]
    write_text(PAGE, INTRODUCTION + "\n".join(sections))
    print(PAGE)


if __name__ == "__main__":
    main()
