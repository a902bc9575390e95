"""`scaffold run financial-sentiment mute`: keep a company or a topic out of alerts for some time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from scaffold.errors import DataError, UserError, did_you_mean
from scaffold_financial_sentiment.commands.options import settings_of, state_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.incidents.mute import Mute
    from scaffold_financial_sentiment.state.store import Store

_DAY = 86_400.0

LONGEST = 366 * _DAY
"""Seconds that a mute may last: what is kept quiet for longer should be looked at again."""


@click.command()
@click.argument("company", required=False)
@click.argument("topic", required=False)
@click.option("--by", metavar="OWNER", help="Who answers for it.")
@click.option("--for", "length", metavar="2d", help="How long: 90m, 6h, 2d, 1w.")
@click.option("--until", metavar="DATE", help="Or when it ends; a day alone is included.")
@click.option("--why", metavar="TEXT", default="", help="The reason, for others to read.")
@click.option("--list", "listing", is_flag=True, help="List the mutes in force.")
@click.option("--lift", metavar="N", type=int, help="End mute number N now.")
@state_option
@click.pass_obj
def command(
    vertical: Vertical,
    company: str | None,
    topic: str | None,
    by: str | None,
    length: str | None,
    until: str | None,
    why: str,
    listing: bool,
    lift: int | None,
    state: str | None,
) -> None:
    """Keep alerts about COMPANY, or about one TOPIC of it, back for some time.

    Its incidents are still found and listed. Each mute has an owner and an end.
    """
    from scaffold_financial_sentiment.commands.names import names_in
    from scaffold_financial_sentiment.state.store import Store

    if sum((listing, lift is not None, company is not None)) != 1:
        raise UserError(
            "one thing at a time" if company or listing else "nothing to mute",
            hint="Give a COMPANY to mute, or --list, or --lift N.",
        )
    now = time.time()
    wanted = None if company is None else _read(company, topic, by, length, until, why, now)
    with Store.open(settings_of(vertical, state=state).state, must_exist=True) as store:
        names = names_in(store)
        if wanted is not None:
            click.echo(f"Mute {_line(_added(wanted, store, names), names)}.")
        elif lift is not None:
            click.echo(_lifted(store, lift, names, now))
        else:
            click.echo(_table(store.mutes.all(in_force_at=now), names))


def _read(
    company: str, topic: str | None, by: str | None, length: str | None, until: str | None, why: str, now: float
) -> Mute:
    """The mute that was asked for; company and topic are looked up later.

    :raises UserError: without an owner or an end.
    """
    from scaffold.text import normalise
    from scaffold_financial_sentiment.detection.key import ALL_TOPICS
    from scaffold_financial_sentiment.incidents.mute import Mute

    owner = normalise(by or "")
    if not owner:
        raise UserError("a mute needs an owner who answers for it", hint="Add --by NAME.")
    if (length is None) == (until is None):
        raise UserError(
            "a mute has one end" if length else "a mute needs an end", hint="Add --for 2d, or --until 2026-03-31."
        )
    expires = now + _seconds(length) if length is not None else _moment(until or "")
    if expires <= now:
        raise UserError("this mute would end in the past", where="--until", hint="Give a later date.")
    if expires > now + LONGEST:
        where = "--until" if until else "--for"
        raise UserError("a mute lasts a year at most", where=where, hint="Give an earlier end, and mute it again then.")
    return Mute(company, topic or ALL_TOPICS, owner[:80], normalise(why)[:300], expires)


def _seconds(length: str) -> float:
    from scaffold_financial_sentiment import durations

    try:
        return durations.seconds(length)
    except ValueError as error:
        raise UserError(str(error), where="--for", hint="Correct it.") from None


def _moment(until: str) -> float:
    from scaffold_financial_sentiment.news.times import has_clock, parse_time

    try:
        return parse_time(until) + (0.0 if has_clock(until) else _DAY)
    except ValueError as error:
        raise UserError(str(error), where="--until", hint="Correct it.") from None


def _added(mute: Mute, store: Store, names: Mapping[str, str]) -> Mute:
    """Store a mute, with the id of its company and a topic that there is."""
    from dataclasses import replace

    from scaffold_financial_sentiment.commands.names import company_of

    company = company_of(mute.company, names)
    known = _topics(store, company)
    if mute.topic not in known:
        raise DataError(
            f"there is no topic {mute.topic[:60]!r}{did_you_mean(mute.topic, known - {'*'})}",
            hint="Leave it out to mute everything about the company.",
        )
    return store.mutes.add(replace(mute, company=company))


def _topics(store: Store, company: str) -> set[str]:
    """Those of the sample, and those that incidents of the company had."""
    from scaffold_financial_sentiment.detection.key import ALL_TOPICS
    from scaffold_financial_sentiment.heads import TOPICS

    seen = {key.topic for incident in store.incidents.find(company=company) for key in incident.keys}
    return {ALL_TOPICS, *TOPICS, *seen}


def _lifted(store: Store, number: int, names: Mapping[str, str], now: float) -> str:
    from scaffold_financial_sentiment.alerts.moments import for_people

    before = {mute.number: mute for mute in store.mutes.all()}.get(number)
    if before is None:
        raise DataError(f"there is no mute number {number}", hint="See the numbers with --list.")
    if before.expires <= now:
        return f"Nothing to lift: mute {number} ended {for_people(before.expires)} ({_what(before, names)})."
    store.mutes.end(number, now)
    return f"Lifted mute {number} ({_what(before, names)})."


def _what(mute: Mute, names: Mapping[str, str]) -> str:
    from scaffold_financial_sentiment.commands.incident_table import name_of
    from scaffold_financial_sentiment.detection.key import ALL_TOPICS

    topic = "all topics" if mute.topic == ALL_TOPICS else f"topic {mute.topic}"
    return f"{name_of(mute.company, names)}, {topic}"


def _line(mute: Mute, names: Mapping[str, str]) -> str:
    from scaffold_financial_sentiment.alerts.moments import for_people

    return f"{mute.number}: {_what(mute, names)}, until {for_people(mute.expires)}, by {mute.owner}"


def _table(mutes: list[Mute], names: Mapping[str, str]) -> str:
    from scaffold.cli.console import columns
    from scaffold_financial_sentiment.alerts.clean import clean
    from scaffold_financial_sentiment.alerts.moments import for_people
    from scaffold_financial_sentiment.commands.incident_table import name_of
    from scaffold_financial_sentiment.detection.key import ALL_TOPICS

    if not mutes:
        return "Nothing is muted."
    rows = [
        (
            str(each.number),
            name_of(each.company, names),
            "all" if each.topic == ALL_TOPICS else clean(each.topic),
            for_people(each.expires),
            clean(each.owner),
            clean(each.reason, 300),
        )
        for each in mutes
    ]
    return columns(("NUMBER", "COMPANY", "TOPIC", "UNTIL", "BY", "WHY"), rows)
