"""What a run of the monitor came to, in some lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.evaluation.wording import duration, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold_financial_sentiment.commands.status_line import StatusLine
    from scaffold_financial_sentiment.monitor.running import Summary

_COUNTED = {
    "copies": "copies",
    "late": "late",
    "repeated": "read before",
    "rejected": "not usable",
}
"""Counters that are worth a word when they rose."""


MUCH_LATE = 0.1
"""Share of late items that is worth a warning."""

_ADVICE_LATE = (
    "Much of this was late: it is counted, but too old to alert about. Let `lateness` in [financial-sentiment] be "
    "longer, or play news of the past with `replay`."
)


def news_of(summary: Summary) -> str:
    """How much was read, and how fast.

    >>> from scaffold_financial_sentiment.monitor.running import Summary
    >>> news_of(Summary({"items": 3000, "stories": 2600, "copies": 400}, seconds=4.0))
    '3,000 items (750/s): 2,600 stories, 400 copies'
    """
    counters = summary.counters
    items = counters.get("items", 0)
    speed = f" ({items / summary.seconds:,.0f}/s)" if items and summary.seconds > 0 else ""
    parts = [plural(counters.get("stories", 0), "story", "stories")]
    parts += [f"{counters[name]:,} {word}" for name, word in _COUNTED.items() if counters.get(name)]
    return f"{plural(items, 'item')}{speed}: {', '.join(parts)}"


def alerts_of(summary: Summary) -> str:
    """What became of the alerts."""
    done = summary.delivery
    parts = [f"{done.delivered:,} delivered"]
    if done.postponed:
        parts.append(f"{done.postponed:,} put off")
    if done.given_up:
        parts.append(f"{done.given_up:,} given up")
    return f"{plural(summary.alerts, 'new alert')}: {', '.join(parts)}"


def show_summary(
    summary: Summary, status: StatusLine, *, incidents: Mapping[str, int], waiting: Sequence[str], look: str
) -> None:
    """Write what a run came to on standard error; what is wrong even where all else is silent.

    :param incidents: how many there are now of every status.
    :param waiting: sinks that alerts still wait for.
    :param look: what to type to look at them.
    """
    how = "Stopped; the next start goes on from here" if summary.was_stopped else "The sources ended"
    status.say(f"{how}. It ran for {duration(summary.seconds)}.")
    status.say(f"  News       {news_of(summary)}")
    status.say(f"  Alerts     {alerts_of(summary)}")
    status.say(f"  Incidents  {incidents.get('open', 0):,} open, {incidents.get('closed', 0):,} closed: {look}")
    if waiting:
        status.warn(f"Alerts still wait for {', '.join(waiting)}; the next start tries them again.")
    if is_much_late(summary):
        status.warn(_ADVICE_LATE)
    warn_of_lost(summary, status)


def is_much_late(summary: Summary) -> bool:
    """Whether so much of the news came late that somebody should know what that means."""
    late = summary.counters.get("late", 0)
    return late > MUCH_LATE * summary.counters.get("items", 0)


def warn_of_lost(summary: Summary, status: StatusLine) -> None:
    """Say which sinks did not take all alerts, and why."""
    done = summary.delivery
    for problem in done.problems if done.postponed or done.given_up else ():
        status.warn(f"Not delivered: {problem}")
