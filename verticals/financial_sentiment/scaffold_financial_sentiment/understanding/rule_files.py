"""The files of rules that come with the vertical."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.rules.language.reading import read_rule_file
from scaffold.rules.language.rule_file import RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLDER = Path(__file__).parents[1]

EVENTS = (_FOLDER / "rules.yaml", _FOLDER / "deals.yaml")
"""Types of event."""
ORDERS = _FOLDER / "orders.yaml"
"""Severities and teams, whatever the event."""
MUTES = _FOLDER / "mutes.yaml"
"""What no alert is made of."""
WORDING = _FOLDER / "wording.yaml"
"""What a trained head `sentiment` learns from; the monitor fires none of it."""


def monitor_rules(files: Iterable[Path] = ()) -> RuleSet:
    """The rules that the monitor fires: those of the vertical, then those of further files.

    :raises RuleError: for a file that cannot be read, and for an id that is given twice.
    """
    return RuleSet.of(map(read_rule_file, (*EVENTS, ORDERS, MUTES, *files)))
