"""`scaffold run customer-service index`: change an FAQ while it is in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import UserError
from scaffold.text import normalise
from scaffold_customer_service.commands.faq_options import encoder_option, faq_encoder, index_option
from scaffold_customer_service.faq.entry import counted
from scaffold_customer_service.faq.folder import DEFAULT_FOLDER

if TYPE_CHECKING:
    from scaffold_customer_service.faq.entry import FaqEntry

_PARTS = {"question": "The question.", "answer": "Its answer.", "intent": "Its intent.", "source": "Where it is from."}


def _entry_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, text in reversed(_PARTS.items()):
        function = click.option(f"--{name}", metavar="TEXT", help=text)(function)
    return function


@click.group()
def command() -> None:
    """Add, update, remove and list the entries of an FAQ index."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--id", "name", metavar="ID", help="Id of a single entry; made of its question if not set.")
@_entry_options
@click.option("--queries", type=click.Path(path_type=Path), metavar="FILE", help="For a new index: see above.")
@index_option
@encoder_option
def add(
    file: Path | None, name: str | None, queries: Path | None, index: Path | None, encoder: str, **parts: str | None
) -> None:
    """Take in FILE (new entries are added, changed ones replaced), or one entry given by its parts.

    Makes the index if there is none. It learns how far a hit can be trusted from --queries, a table of users'
    questions (query) and the id of the entry that answers each (faq_id), else from the entries themselves.
    """
    from scaffold.cli.console import current_progress
    from scaffold_customer_service.faq.folder import build_faq
    from scaffold_customer_service.faq.search import FaqSearch

    folder, progress = index or DEFAULT_FOLDER, current_progress()
    entries = _entries(file, name, parts)
    if not folder.exists():
        with build_faq(folder, entries, queries, faq_encoder(encoder), progress) as faq:
            click.echo(f"Made {folder} with {counted(len(faq))}.")
        return
    if queries:
        raise UserError("--queries is for a new index", where=str(folder), hint="Leave it out, or set another --index.")
    with FaqSearch.open(folder, faq_encoder(encoder)) as faq:
        if file is None:
            faq.add(entries)
            click.echo(f"Added {entries[0].id}; {counted(len(faq))} in {folder}.")
        else:
            done = faq.put(entries, progress=progress)
            click.echo(
                f"{done.added} added, {done.changed} changed, {done.same} as before; {counted(len(faq))} in {folder}."
            )


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--id", "name", metavar="ID", help="Id of the entry to change.")
@_entry_options
@index_option
@encoder_option
def update(file: Path | None, name: str | None, index: Path | None, encoder: str, **parts: str | None) -> None:
    """Replace entries that are in the index by those of FILE, or change the parts given of one of them."""
    from scaffold.cli.console import current_progress
    from scaffold_customer_service.faq.search import FaqSearch

    if file is None and not (name and any(parts.values())):
        raise UserError("nothing to change", hint="Give a FILE, or --id and what to change, such as --answer.")
    folder = index or DEFAULT_FOLDER
    given = _entries(file, name, parts) if file else None
    with FaqSearch.open(folder, faq_encoder(encoder)) as faq:
        entries = given or [replace(faq.entry(name or ""), **{part: text for part, text in parts.items() if text})]
        faq.update(entries, progress=current_progress())
    click.echo(f"Updated {counted(len(entries))} in {folder}.")


@command.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@index_option
def remove(ids: tuple[str, ...], index: Path | None) -> None:
    """Take entries out, all or none."""
    from scaffold.retrieval.index import DocumentIndex

    folder = index or DEFAULT_FOLDER
    with DocumentIndex.open(folder) as documents:
        documents.delete(dict.fromkeys(ids))
        click.echo(f"Removed {', '.join(dict.fromkeys(ids))}; {counted(len(documents))} left in {folder}.")


@command.command("list")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with the answers.")
def list_(index: Path | None, as_json: bool) -> None:
    """List the entries: id, question and source."""
    from scaffold.cli.console import columns, print_json
    from scaffold.retrieval.index import DocumentIndex
    from scaffold_customer_service.faq.entry import FaqEntry

    with DocumentIndex.open(index or DEFAULT_FOLDER, read_only=True) as documents:
        entries = [FaqEntry.of(document) for document in documents.documents()]
    if as_json:
        print_json([asdict(entry) for entry in entries])
    else:
        click.echo(columns(("ID", "QUESTION", "SOURCE"), [(e.id, e.question, e.source) for e in entries]))


def _entries(file: Path | None, name: str | None, parts: dict[str, str | None]) -> list[FaqEntry]:
    from scaffold_customer_service.faq.entry import FaqEntry, entry_id
    from scaffold_customer_service.faq.file import read_faq

    if file:
        if name or any(parts.values()):
            raise UserError("give either a FILE or one entry, not both", hint="Leave out one of them.")
        return list(read_faq(file).entries)
    question, answer = (normalise(parts[part] or "") for part in ("question", "answer"))
    if not (question and answer):
        raise UserError(
            "nothing to add", hint="Give a FILE, or --question and --answer (with --source to say where it is from)."
        )
    source = parts["source"] or "added by hand"
    return [FaqEntry(name or entry_id(question), question, answer, source, parts["intent"] or "")]
