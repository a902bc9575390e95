"""The learned finder of names was made from the sample as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import scaffold_medical
from scaffold.privacy.names.learned import FILE
from scaffold.privacy.names.learning.make import inputs

NOTES = Path(scaffold_medical.__file__).parent / "sample" / "notes.jsonl"


def test_the_shipped_file_was_made_from_the_sample_and_the_patterns() -> None:
    with np.load(FILE, allow_pickle=False) as stored:
        made_from = str(stored["inputs"])
    assert made_from == inputs(NOTES), (
        "the sample or the patterns were changed: run"
        " python -m scaffold.privacy.names.learning verticals/medical/scaffold_medical/sample/notes.jsonl"
    )
