"""Rules written by hand, for labels that a hospital calls something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from scaffold.errors import SettingsError, did_you_mean
from scaffold.rules.language.yaml_source import read_yaml
from scaffold_medical.heads import QUESTION_TYPE, SECTION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WRITTEN = (SECTION, QUESTION_TYPE)
"""Heads of which only rules written by hand speak."""


def renamed(path: Path, labels: Mapping[str, Mapping[str, str]]) -> Path | str:
    """The file itself, or its rules with the labels of a hospital as text.

    :param labels: by head, our label to that of the hospital.
    :raises SettingsError: for a label that no rule of the file speaks of.
    """
    document: dict[str, Any] = read_yaml(path.read_text(encoding="utf-8"), str(path)).values
    head = document["head"]
    own = labels.get(head)
    if not own:
        return path
    known = {rule["then"]["label"] for rule in document["rules"]}
    for label in own if head in WRITTEN else ():
        if label not in known:
            raise SettingsError(
                f"{label!r} is no label of {head}{did_you_mean(label, known)}", where=f"[medical] labels.{head}"
            )
    for rule in document["rules"]:
        rule["then"]["label"] = own.get(rule["then"]["label"], rule["then"]["label"])
    return str(yaml.dump(document, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=120))
