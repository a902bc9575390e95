"""`scaffold run medical review`: a page of the cases that need a person."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_medical.commands.options import bundle_option, log_of, log_options, opened, takes_names_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from scaffold.audit_log.log import AuditLog
    from scaffold.decision.decision import Decision
    from scaffold.sharding.decider import Decider
    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions
    from scaffold_medical.review.corrections import Correction
    from scaffold_medical.review.desk import Desk

_BLOCK = 256


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="[FILE|-]...")
@bundle_option
@click.option(
    "--corrections",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("corrections.jsonl"),
    show_default=True,
    metavar="FILE",
    help="Where corrections are saved, as rows to train on.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="PAGE", help="Write a page and end.")
@click.option("--most", type=click.IntRange(1), default=200, show_default=True, help="Cases on the page of --out.")
@click.option("--all", "everything", is_flag=True, help="List what was answered, too.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8766, show_default=True, help="Port; 0 for any that is free."
)
@click.option("--allow-host", "more_hosts", multiple=True, metavar="NAME", help="A further name to answer to.")
@log_options
def command(
    sources: tuple[str, ...],
    bundle: Path,
    corrections: Path,
    out: Path | None,
    most: int,
    everything: bool,
    host: str,
    port: int,
    more_hosts: tuple[str, ...],
    log: Path | None,
    key_file: Path | None,
) -> None:
    """List the cases that need a person, the most uncertain first, and save what people correct as training data.

    There is no login: whoever reaches the port can read the notes and correct them, so it listens on this computer
    alone unless --host says otherwise. It supports people who sort and read. It does not diagnose.
    """
    from scaffold.evaluation.wording import plural
    from scaffold.files import write_bytes
    from scaffold.web.serving import maker_of
    from scaffold_medical.intended_use import SUPPORTS
    from scaffold_medical.review.rendering import Rendering

    hint = 'Run: pip install "scaffold-medical[review]", or write a page that saves nothing with --out.'
    create_app = None if out else maker_of("scaffold_medical.review.app", "the review page", hint)
    audit, key = log_of(log, key_file)
    decider = opened(bundle)
    noted = _noting(audit, key, decider.bundle.sha256) if audit else None
    desk = _desk(decider, sources, corrections, noted, everything=everything)
    click.echo(f"{plural(len(desk.cases), 'case')}, {len(desk.corrected())} corrections in {corrections}", err=True)
    click.echo(SUPPORTS, err=True)
    if create_app is None:
        assert out is not None
        write_bytes(out, Rendering(desk).alone(most))
        click.echo(f"Page: {out}")
        return
    _serve(create_app, desk, host, port, more_hosts)


def _desk(
    decider: Decider,
    sources: tuple[str, ...],
    corrections: Path,
    noted: Callable[[Correction], None] | None,
    *,
    everything: bool,
) -> Desk:
    from scaffold_medical.commands.notes import notes_of
    from scaffold_medical.review.case import cases_of, head_of
    from scaffold_medical.review.corrections import Corrections
    from scaffold_medical.review.desk import Desk

    head = head_of(decider.bundle)
    saved = Corrections(corrections, head)
    notes = notes_of(sources)

    def decisions() -> Iterator[Decision]:
        while block := list(islice(notes, _BLOCK)):
            yield from decider.decisions(block)

    cases = cases_of(decisions(), head, decider.bundle.metadata["decision"], everything=everything)
    clean = takes_names_out(decider.bundle)
    return Desk(cases, head, decider.bundle.labels(head), decider.weighed, saved, noted, is_clean=clean)


def _noting(audit: AuditLog, key: bytes | None, bundle: str) -> Callable[[Correction], None]:
    """What writes a correction into the log of decisions, without its text.

    :param bundle: the hash over its files.
    """
    from scaffold.audit_log.record import text_hash

    def note(made: Correction) -> None:
        shared = {"kind": "correction", "bundle": bundle, "id": made.id, "text": text_hash(made.text, key)}
        audit.append([shared | {"was": made.was, "label": made.label, "who": made.who}])

    return note


def _serve(
    create_app: Callable[[Desk, Hosts, Sessions], ASGIApp], desk: Desk, host: str, port: int, more: tuple[str, ...]
) -> None:
    from scaffold.web.hosts import Hosts, is_public
    from scaffold.web.serving import address_of, listen, serve
    from scaffold.web.session import Sessions

    with listen(host, port) as listening:
        app = create_app(desk, Hosts(host, more), Sessions(listening.getsockname()[1]))
        if is_public(host):
            click.echo(
                f"Warning: others can reach {host}, and there is no login: they may read the notes and correct them.",
                err=True,
            )
        click.echo(f"Review: {address_of(listening, host)} (Ctrl+C ends it)")
        serve(app, listening)
