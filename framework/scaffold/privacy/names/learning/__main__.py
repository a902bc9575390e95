"""Make the file of the learned finder: `python -m scaffold.privacy.names.learning NOTES.jsonl`."""

from __future__ import annotations

import argparse
from pathlib import Path

from scaffold.privacy.names.learned import FILE
from scaffold.privacy.names.learning.make import make, write


def main() -> None:
    """Write the file beside the lists of names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path, help="notes.jsonl of the medical sample")
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    write(make(options.notes), options.out)


if __name__ == "__main__":
    main()
