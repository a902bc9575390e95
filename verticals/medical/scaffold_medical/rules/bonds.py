"""What terms know of labels: a kind of an illness brings the illness with it, and some keep each other out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold_medical.rules.wanted import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_medical.terminology.terminology import Terminology

EXCLUSIVE = Path(__file__).with_name("exclusive.csv")
"""Pairs of terms of which a patient has one at most, at one time."""


def bonds(terminology: Terminology, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, list[Any]]:
    """`implies` and `excludes` of a file of rules, for labels that stand for terms.

    :param wanted: by head, terms and groups with their labels; groups of one another know nothing.
    """
    implies, excludes = [], []
    pairs = [(row["one"], row["other"]) for row in _rows(EXCLUSIVE)]
    for head, named in wanted.items():
        for key, label in named.items():
            if key in terminology:
                above = (each for each in keys_of(terminology, head, terminology[key]) if each != key)
                implied = dict.fromkeys(named[each] for each in above if each in named)
                implies += [{"if": _of(head, label), "then": _of(head, each)} for each in implied if each != label]
        both = [(named[one], named[other]) for one, other in pairs if one in named and other in named]
        excludes += [[_of(head, one), _of(head, other)] for one, other in both if one != other]
    return {key: found for key, found in (("implies", implies), ("excludes", excludes)) if found}


def _of(head: str, label: str) -> dict[str, str]:
    return {"label": label, "head": head}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
