"""`scaffold run recommendation browse`: a page to look at users' lists and the reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import feedback_option, model_option, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from scaffold.plugins.vertical import Vertical
    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions
    from scaffold_recommendation.browse.shelf import Shelf
    from scaffold_recommendation.service import RecommendationService


@click.command()
@model_option
@feedback_option
@click.option("--title", default="Recommendations", show_default=True, help="What is recommended here.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8767, show_default=True, help="Port; 0 for any that is free."
)
@click.option("--allow-host", "more_hosts", multiple=True, metavar="NAME", help="A further name to answer to.")
@click.pass_obj
def command(
    vertical: Vertical,
    model: Path,
    feedback: str | None,
    title: str,
    host: str,
    port: int,
    more_hosts: tuple[str, ...],
) -> None:
    """Look at what users took, their lists, why an item is there, and what another history would bring.

    There is no login: whoever reaches the port can read what users took, so it listens on this computer alone unless
    --host says otherwise. With --feedback an item can be taken on the page, and the next list knows it.
    """
    from scaffold.web.serving import maker_of
    from scaffold_recommendation.browse.service_shelf import ServiceShelf

    hint = 'Run: pip install "scaffold-recommendation[browse]"'
    create_app = maker_of("scaffold_recommendation.browse.app", "the page", hint)
    with opened(vertical, model, feedback) as service:
        _serve(create_app, ServiceShelf(service, title, _kinds(service)), host, port, more_hosts)


def _kinds(service: RecommendationService) -> list[str]:
    """Kinds of events that speak for an item, the strongest first."""
    known = service.settings.weights or {"purchase": 5.0}
    return sorted((kind for kind, weight in known.items() if weight > 0), key=lambda kind: -known[kind])


def _serve(
    create_app: Callable[[Shelf, Hosts, Sessions], ASGIApp], shelf: Shelf, host: str, port: int, more: tuple[str, ...]
) -> None:
    from scaffold.web.hosts import Hosts, is_public
    from scaffold.web.serving import address_of, listen, serve
    from scaffold.web.session import Sessions

    with listen(host, port) as listening:
        app = create_app(shelf, Hosts(host, more), Sessions(listening.getsockname()[1]))
        if is_public(host):
            warning = f"others can reach {host}, and there is no login: they may read what users took"
            click.echo(f"Warning: {warning}.", err=True)
        click.echo(f"Browse: {address_of(listening, host)} (Ctrl+C ends it)")
        serve(app, listening)
