"""`scaffold rules check`: what is wrong with rules, seen without data."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import print_json
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.rules.lint.finding import Finding, Severity

LEVELS: tuple[Severity, ...] = ("error", "warning", "info")
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--vertical", metavar="NAME", help="Check the rules of this vertical, too; its heads are known then.")
@click.option(
    "--level", type=click.Choice(LEVELS), default="warning", show_default=True, help="Show nothing that is less severe."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@settings_options
def command(
    files: tuple[Path, ...],
    vertical: str | None,
    level: Severity,
    as_json: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Check rules that are used together: examples, contradictions, rules that never fire, labels, dates.

    The exit code is 1 if there is an error.
    """
    from datetime import date

    from scaffold.errors import BelowLevelError
    from scaffold.rules.language.reading import read_rule_file
    from scaffold.rules.lint.linter import lint
    from scaffold.rules.sources import gather_rules

    if not files and vertical is None:
        raise click.UsageError("Give a FILE, or --vertical NAME to check the rules that it brings.")
    read = [read_rule_file(path) for path in dict.fromkeys(files)]
    several: set[str | None] = set()
    if vertical is not None:
        from scaffold.plugins.vertical import load_vertical

        loaded = load_vertical(vertical, read_settings(settings_file, overrides))
        read = [*gather_rules(loaded.rules).files, *read]
        several = {spec.name for spec in loaded.heads if spec.kind in ("multilabel", "tagging")}
        several |= {None} if len(loaded.heads) == len(several) == 1 else set()
    found = lint(read, date.today(), several)
    counts = Counter(finding.severity for finding in found)
    shown = [finding for finding in found if LEVELS.index(finding.severity) <= LEVELS.index(level)]
    rules = sum(len(file.rules) for file in read)
    if as_json:
        figures = {each: counts[each] for each in LEVELS}
        print_json({"rules": rules, "counts": figures, "findings": [finding.as_dict() for finding in shown]})
    else:
        _tell(shown)
        named = zip(LEVELS, ("error", "warning", "remark"), strict=True)
        counted = ", ".join(_number(counts[severity], name) for severity, name in named)
        hidden = " (show them: --level info)" if counts["info"] and level != "info" else ""
        click.echo(f"{_number(rules, 'rule')} in {_number(len(read), 'file')}: {counted}{hidden}")
    if counts["error"]:
        raise BelowLevelError(f"the rules have {_number(counts['error'], 'error')}")


def _number(count: int, of: str) -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}"


def _tell(found: Sequence[Finding]) -> None:
    if found and sys.stdout.isatty():
        _draw(found)
        return
    for each in found:
        hint = f". {each.hint}" if each.hint else ""
        click.echo(f"{each.where}: {each.severity}: {each.message}{hint} [{each.code}]")


def _draw(found: Sequence[Finding]) -> None:
    """A table; where a finding stands is its own column, so that terminals make it a link."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for column in ("severity", "where", "finding"):
        table.add_column(column, overflow="fold", no_wrap=column == "severity")
    for each in found:
        said = Text(each.message)
        if each.hint:
            said.append(f"\n{each.hint}", style="dim")
        table.add_row(Text(each.severity, style=_COLOURS[each.severity]), Text(each.where), said)
    Console().print(table)
