"""`scaffold rules audit`: which rules of a trained bundle help, hurt, or do nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scaffold.cli.console import columns, current_progress, print_json
from scaffold.cli.settings import read_bundle_settings, settings_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold.scoring.audit.records import Audit, Audited, HeadAudit

_COLUMNS = ("verdict", "rule", "says", "power", "fires", "right", "model", "helped", "hurt", "points")
_SHORT = {"weaker than the model": "weaker"}
_NARROW = 110
_WIDEST = {"rule": 40, "says": 30}
_COLOURS = {"wrong": "red", "hurts": "red", "expired": "yellow", "stale": "yellow", "good": "green"}


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--data", required=True, metavar="PATH", help="Labelled data: file or folder; its test split if it has one."
)
@click.option("--head", "head_name", metavar="NAME", help="The rules about this head's labels only.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with charts, too.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@settings_options
def command(
    bundle: Path,
    data: str,
    head_name: str | None,
    html: Path | None,
    as_json: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Measure every rule of BUNDLE on labelled data: how often it is right, what it changes, whether it still fires.

    The worst come first. Use data that the rules were not written from.
    """
    from scaffold.bundle import Bundle
    from scaffold.files import write_text
    from scaffold.scoring.audit.audit import audit_rules
    from scaffold.scoring.audit.page import render_page

    settings = read_bundle_settings(settings_file, overrides)
    found = audit_rules(Bundle.load(bundle), data, settings, current_progress(), head=head_name)
    if html:
        write_text(html, render_page(found))
    if as_json:
        print_json(found.as_dict())
        return
    _tell(found)
    if html:
        click.echo(f"\npage  {html}")


def _tell(found: Audit) -> None:
    for head in found.heads:
        click.echo(_totals(head) + "\n")
        _table(_COLUMNS, _rows(head))
        click.echo()
    if found.orders:
        click.echo("Orders beside labels\n")
        _table(("verdict", "rule", "says", "fires", "overruled"), _order_rows(found.orders))
        click.echo()
    for line in (*_reasons(found), *found.notes, closing(found)):
        click.echo(line)


def _totals(head: HeadAudit) -> str:
    from scaffold.evaluation.wording import metric_title, percent

    all_of = head.totals
    if all_of.with_rules is None or all_of.without_rules is None:
        score = "no text has a label"
    else:
        gain = 100 * (all_of.with_rules - all_of.without_rules)
        score = (
            f"{metric_title(all_of.metric).lower()} {percent(all_of.with_rules, 2)}, without rules "
            f"{percent(all_of.without_rules, 2)} ({gain:+.2f} points)"
        )
    return (
        f"{head.head}, {all_of.texts:,} texts: {score}\n"
        f"  rules fire on {all_of.covered:,} texts and change {all_of.overridden:,}: {all_of.helped:,} put right, "
        f"{all_of.hurt:,} put wrong; they contradict each other on {all_of.conflicts:,}"
    )


def _rows(head: HeadAudit) -> Iterable[tuple[str, ...]]:
    from scaffold.scoring.audit.figures import LabelFigures

    for each in head.rules:
        figures = each.figures
        assert isinstance(figures, LabelFigures)
        yield (
            _SHORT.get(each.verdict.word, each.verdict.word),
            each.id,
            figures.named.says,
            figures.power,
            f"{figures.rate.fired:,}",
            f"{figures.correct}/{figures.judged}" if figures.judged else "-",
            f"{figures.model_correct}/{figures.judged}" if figures.judged else "-",
            str(figures.helped or "-"),
            str(figures.hurt or "-"),
            "-" if not figures.effect else f"{figures.effect:+.2f}",
        )


def _order_rows(orders: Iterable[Audited]) -> Iterable[tuple[str, ...]]:
    from scaffold.scoring.audit.figures import OrderFigures

    for each in orders:
        figures = each.figures
        assert isinstance(figures, OrderFigures)
        overruled = str(figures.overruled or "-")
        yield each.verdict.word, each.id, figures.named.says, f"{figures.rate.fired:,}", overruled


def _reasons(found: Audit) -> Iterable[str]:
    """What is wrong with each rule that somebody has to mend."""
    from scaffold.scoring.audit.verdict import TO_MEND

    every = [each for head in found.heads for each in head.rules] + list(found.orders)
    for each in every:
        if each.verdict.word in TO_MEND:
            said = f"{each.verdict.word}: {each.verdict.reason}. {each.verdict.advice}".rstrip()
            yield f"{each.figures.named.where}: {each.id}: {said}"
    drifted = [each.id for each in every if each.figures.rate.drifted and each.verdict.word != "stale"]
    if drifted:
        yield f"Fires much more or less often than at training: {', '.join(dict.fromkeys(drifted))}"


def closing(found: Audit) -> str:
    """How many rules of which kind, and which to mend."""
    counted = ", ".join(f"{count} {word}" for word, count in found.counts.items())
    total = sum(found.counts.values())
    mend = f"Mend: {', '.join(found.mend)}" if found.mend else "None has to be mended"
    return f"{total:,} rule{'' if total == 1 else 's'}: {counted or 'none'}. {mend}"


def _table(header: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Coloured where somebody looks; long names are cut, wide characters count as two."""
    cut = [tuple(_cut(name, text) for name, text in zip(header, row, strict=True)) for row in rows]
    if not sys.stdout.isatty():
        click.echo(columns([name.upper() for name in header], cut))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    kept = [at for at, name in enumerate(header) if console.width >= _NARROW or name not in ("says", "power")]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for at in kept:
        widest = max([len(header[at]), *(len(row[at]) for row in cut)])
        shrinks = header[at] in _WIDEST
        table.add_column(
            header[at],
            no_wrap=True,
            overflow="ellipsis",
            min_width=10 if shrinks else widest,
            justify=_side(header[at]),
        )
    for row in cut:
        table.add_row(*(Text(row[at], style="" if at else _COLOURS.get(row[0], "")) for at in kept))
    console.print(table)


def _side(name: str) -> Literal["left", "right"]:
    return "left" if name in ("verdict", "rule", "says", "power") else "right"


def _cut(column: str, text: str) -> str:
    """A text that is no wider than its column may be."""
    from rich.cells import cell_len, set_cell_size

    widest = _WIDEST.get(column)
    return text if widest is None or cell_len(text) <= widest else set_cell_size(text, widest - 1).rstrip() + "…"
