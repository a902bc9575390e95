"""`scaffold run customer-service attach`: an FAQ and templates for a bundle that is trained already."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.errors import UserError
from scaffold_customer_service.faq.entry import counted


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--faq", type=click.Path(path_type=Path), metavar="FILE", help="FAQ file: CSV, JSON Lines or Markdown.")
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Users' questions (query) with the id of the entry that answers each (faq_id).",
)
@click.option("--templates", type=click.Path(path_type=Path), metavar="DIR", help="Folder of answer templates.")
def command(bundle: Path, faq: Path | None, queries: Path | None, templates: Path | None) -> None:
    """Give BUNDLE an FAQ or templates, in place of those it has, without training again.

    It is sealed anew; if something cannot be used, it stays as it was.
    """
    from scaffold.cli.console import current_progress
    from scaffold_customer_service.bundle_parts import attach_faq, attach_templates, check_templates

    if not (faq or templates):
        raise UserError("nothing to attach", hint="Give --faq FILE, --templates DIR or both.")
    if queries and not faq:
        raise UserError("--queries is for an FAQ", hint="Give --faq FILE as well.")
    if templates:
        # Before the FAQ is attached, so that a mistake in either leaves both as they were.
        check_templates([templates])
    if faq:
        count = attach_faq(bundle, faq, queries, current_progress())
        click.echo(f"{bundle} has an FAQ of {counted(count)}.")
    if templates:
        attach_templates(bundle, [templates])
        click.echo(f"{bundle} has the templates of {templates}.")
