"""The rules that a vertical and its user bring together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import RuleError, ScaffoldError
from scaffold.rules.language.reading import parse_rules, read_rule_file
from scaffold.rules.language.rule_file import RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.plugins.specs import RuleSource
    from scaffold.rules.language.rule_file import RuleFile


def gather_rules(sources: Iterable[RuleSource], files: Iterable[str] = ()) -> RuleSet:
    """Read the rules of a vertical, then those of further files.

    :raises RuleError: for rules that cannot be read, and for an id that is given twice.
    """
    return RuleSet.of([*map(_of_source, sources), *(read_rule_file(Path(name)) for name in files)])


def _of_source(source: RuleSource) -> RuleFile:
    try:
        found = source.read()
    except ScaffoldError:
        raise
    except Exception as error:
        raise RuleError(f"the rules {source.name!r} of the vertical cannot be read: {error}") from error
    if isinstance(found, Path):
        return read_rule_file(found)
    if not isinstance(found, str):
        raise RuleError(f"the rules {source.name!r} of the vertical are {type(found).__name__}, not a path or a text")
    return parse_rules(found, f"{source.name} (from code)")
