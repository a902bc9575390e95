"""`scaffold run customer-service search`: ask the FAQ."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.errors import UserError
from scaffold_customer_service.commands.faq_options import encoder_option, faq_encoder, index_option

if TYPE_CHECKING:
    from scaffold_customer_service.faq.search import FaqHit


@click.command()
@click.argument("query")
@click.option(
    "--faq", type=click.Path(path_type=Path), metavar="FILE", help="FAQ file to search: CSV, JSON Lines or Markdown."
)
@index_option
@encoder_option
@click.option(
    "-k", "count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many entries to show."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(query: str, faq: Path | None, index: Path | None, encoder: str, count: int, as_json: bool) -> None:
    """Find the FAQ entries that answer QUERY, and tell how sure the first one is."""
    from scaffold.cli.console import current_progress, print_json
    from scaffold_customer_service.faq.folder import open_faq

    if not query.strip():
        raise UserError("the query is empty", hint='Try: scaffold run customer-service search "my card was stolen"')
    with open_faq(index, faq, faq_encoder(encoder), current_progress()) as search:
        hits = search.search(query, count)
    if as_json:
        print_json([hit.as_dict() for hit in hits])
    elif sys.stdout.isatty():
        _show_panels(hits)
    else:
        click.echo(as_text(hits))


def as_text(hits: Sequence[FaqHit]) -> str:
    """The hits as plain lines: question, answer, source and confidence, then whether to trust the first."""
    blocks = [
        f"{place}. {hit.entry.question}\n   {_indented(hit.entry.answer)}\n"
        f"   Source: {hit.entry.source} [{hit.entry.id}]  confidence {hit.confidence:.2f}"
        for place, hit in enumerate(hits, start=1)
    ]
    return "\n\n".join([*blocks, verdict(hits)])


def verdict(hits: Sequence[FaqHit]) -> str:
    """One sentence on what to do with the hits."""
    if not hits:
        return "The index is empty."
    if hits[0].confident:
        return "Sure: the first entry can be given as the answer."
    return "Unsure: better ask back than answer."


def _show_panels(hits: Sequence[FaqHit]) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    console = Console()
    for place, hit in enumerate(hits, start=1):
        sure = place == 1 and hit.confident
        console.print(
            Panel(
                Text(hit.entry.answer),
                title=Text(f"{place}. {hit.entry.question}", style="bold"),
                title_align="left",
                subtitle=Text(f"{hit.entry.source} · {hit.confidence:.0%}"),
                subtitle_align="right",
                border_style="green" if sure else "dim",
            )
        )
    console.print(Text(verdict(hits), style="green" if hits and hits[0].confident else "yellow"))


def _indented(text: str) -> str:
    return "\n   ".join(text.splitlines())
