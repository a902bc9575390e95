"""`python -m benchmarks`: run every benchmark and write docs/benchmarks.md."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from benchmarks import (
    bankfaqs,
    banking77,
    clinc150,
    decision,
    heads,
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


# What each section reads, and what makes it.
SECTIONS = (
    (("banking77",), prediction.run),
    (("banking77",), training_throughput.run),
    (("banking77",), training_throughput.run_accuracy),
    (("banking77",), banking77.run),
    (("banking77",), banking77.run_few),
    (("banking77",), partial(banking77.run_few, shots=5)),
    (("banking77",), label_selection.run),
    (("banking77",), label_noise.run),
    (("bankfaqs",), bankfaqs.run),
    (("clinc150",), clinc150.run),
    (("banking77", "clinc150", "sst2"), decision.run_coverage),
    (("banking77", "clinc150", "sst2"), decision.run_out_of_scope),
    (("goemotions",), decision.run_labels),
    (tuple(heads.SETS), heads.run),
)


def main() -> None:
    """Run all, quick ones first, and write the page; without the published data it stays as it is."""
    folder = datasets()
    missing = sorted({name for names, _ in SECTIONS for name in names if not (folder / name).is_dir()})
    if missing:
        sys.exit(f"{folder} holds no {', no '.join(missing)}: set SCAFFOLD_DATASETS to the folder of published data")
    sections = [startup.run(), *(make(folder) for _, make in SECTIONS)]
    write_text(PAGE, INTRODUCTION + "\n".join(sections))
    print(PAGE)


if __name__ == "__main__":
    main()
