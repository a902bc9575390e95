"""`scaffold run medical terms`: which terms a note names, and what it says of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold_medical.terminology.mention import Mention

_HEADER = ("place", "text", "term", "type", "group", "said")


@click.command()
@click.argument("source", metavar="TEXT|FILE|-")
@click.option(
    "--terminology",
    "files",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    help="Terms of your own, beside those of the settings: OBO, MRCONSO.RRF, CSV or TSV; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, a line a note.")
@click.pass_context
def command(ctx: click.Context, source: str, files: tuple[Path, ...], as_json: bool) -> None:
    """Show the illnesses, symptoms, drugs and procedures that TEXT, or each note of FILE, names.

    What is denied, doubted, over, or of somebody else is told with each. A short form whose meaning is not clear is
    shown with its meanings.
    """
    import json

    from scaffold_medical.terminology.linker import Linker
    from scaffold_medical.terminology.reading import read_terminology

    configured = tuple(getattr(getattr(ctx.obj, "config", None), "terminology", ()))
    terminology = read_terminology((*configured, *files), say=lambda line: click.echo(line, err=True))
    linker = Linker(terminology)
    for name, text in _notes(source):
        mentions = linker.find(text)
        if as_json:
            record = {"id": name, "mentions": [mention.as_dict() for mention in mentions]}
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo(f"{name}: {_counted(mentions)}")
            click.echo(_table(mentions), nl=bool(mentions))


def _notes(source: str) -> Iterator[tuple[str, str]]:
    """Each note with its name; a file `.txt` is one note."""
    from scaffold.data.textfile import inspect
    from scaffold.rules.firing.material import joined
    from scaffold.settings import DataSettings
    from scaffold_medical.commands.notes import is_file, notes_of

    if source.lower().endswith(".txt") and is_file(source):
        with inspect(Path(source), DataSettings()).open() as stream:
            yield Path(source).name, stream.read()
        return
    yield from ((row.id, joined(row.text)) for row in notes_of([source]))


def _counted(mentions: Sequence[Mention]) -> str:
    affirmed = sum(mention.affirmed for mention in mentions)
    return f"{len(mentions)} term{'' if len(mentions) == 1 else 's'}, {affirmed} affirmed"


def _table(mentions: Sequence[Mention]) -> str:
    from scaffold.cli.console import columns

    return columns(_HEADER, [_row(mention) for mention in mentions]) if mentions else ""


def _row(mention: Mention) -> tuple[str, ...]:
    name = mention.name or f"unclear: {' / '.join(mention.alternatives)}"
    said = ", ".join(each.replace("_", " ") for each in mention.said) or "affirmed"
    cells: tuple[Any, ...] = (
        f"{mention.start}-{mention.end}",
        " ".join(mention.text.split()),
        f"{name} [{mention.term}]" if mention.term else name,
        mention.type,
        ", ".join(mention.groups),
        said,
    )
    return tuple(map(str, cells))
