"""All rules of the vertical, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.plugins.specs import RuleSource

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOM = Path(__file__).parent
_WRITTEN = (
    ("specialities", "Tests, operations and clinics of each speciality.", _ROOM.with_name("rules.yaml")),
    ("sections", "Headings and wording of the sections of a note.", _ROOM / "sections.yaml"),
    ("questions", "Words that say what a question asks for.", _ROOM / "questions.yaml"),
)

Labels = Mapping[str, Mapping[str, str]]
"""By head: what the terminology calls it, to the label of the data."""


def rule_sources(terminology: Sequence[Path] = (), labels: Labels | None = None) -> list[RuleSource]:
    """Rules of the terms first, then those that are written by hand.

    :param terminology: further files of terms.
    :param labels: what a hospital calls its own labels, by head.
    """
    terms = partial(_terms, terminology, labels)
    files = enumerate(_WRITTEN, 2)
    written = [RuleSource(name, what, partial(_file, path, labels), order) for order, (name, what, path) in files]
    return [RuleSource("terms", "Illnesses and drugs by their names and short forms.", terms, 1), *written]


def _terms(terminology: Sequence[Path], labels: Labels | None) -> str:
    from scaffold_medical.rules.generated import read_generated

    return read_generated(terminology, labels)


def _file(path: Path, labels: Labels | None) -> Path | str:
    if not labels:
        return path
    from scaffold_medical.rules.renaming import renamed

    return renamed(path, labels)
