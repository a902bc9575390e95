"""`[medical]` in `scaffold.toml`, and what this vertical usually wants of the core."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from scaffold.settings import Section

USUAL = {
    # The rare class gets its promise, too; letters are longer than questions.
    "decision": {"sets": "class-conditional", "costs": {"wrong_answer": 5.0, "ask": 1.0, "handoff": 1.5}},
    "training": {"max_length": 256},
}


class MedicalSettings(Section):
    """What a hospital brings."""

    terminology: tuple[Path, ...] = Field((), description="further files of terms: OBO, MRCONSO.RRF, CSV or TSV")
    labels: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="by head, what the terminology calls a label (`cardiology`), to what your data call it (`CARD`)",
    )
