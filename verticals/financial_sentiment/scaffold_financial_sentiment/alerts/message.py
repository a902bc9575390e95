"""What an alert tells a person, in words: the same for terminal, plain text and HTML."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.wording import duration, plural
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.headlines import Shown, evidence, shown_of, strongest
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.alerts.odds import amount, in_words
from scaffold_financial_sentiment.alerts.sparkline import in_numbers, sparkline
from scaffold_financial_sentiment.detection.detector import BUILD_UP, BURST
from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.durations import written
from scaffold_financial_sentiment.incidents.alert import CLOSED, OPENED, RAISED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.incidents.incident import Incident

MOST_HOURS = 48

HOW = {BURST: "a sudden burst", BUILD_UP: "a slow build-up"}
"""What the tests of the detector find, in words."""

_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in words, free of control characters; nothing is escaped.

    :ivar subject: one line that says it all.
    :ivar lead: severity, company and what happened, as one sentence.
    :ivar facts: titles and what there is to say, in the order to show them.
    :ivar blocks: negative stories an hour as blocks; empty if not known.
    :ivar numbers: the same as numbers.
    :ivar hours: which hours these are.
    :ivar evidence: how many stories, copies and publishers there are.
    :ivar headlines: the representative, then the strongest others.
    :ivar more: how many stories are not among them; empty if none is left out.
    :ivar advice: what to do next.
    :ivar command: what to type for it; empty if nothing is to be done.
    """

    subject: str
    severity: str
    kind: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    blocks: str
    numbers: str
    hours: str
    evidence: str
    headlines: tuple[Shown, ...]
    more: str
    advice: str
    command: str


def message_of(alert: Alert) -> Message:
    """All that a person is told about an alert."""
    incident = alert.incident
    counts = incident.counts[-MOST_HOURS:]
    shown = strongest(incident.stories)
    left = incident.stories[len(shown) :]
    advice, command = _next(alert)
    return Message(
        subject=subject_of(alert),
        severity=incident.severity,
        kind=alert.kind,
        lead=_lead(alert),
        facts=tuple((title, text) for title, text in _facts(alert) if text),
        blocks=sparkline(counts),
        numbers=in_numbers(counts),
        hours=f"negative stories an hour in the {plural(len(counts), 'hour')} up to {for_people(incident.updated)}",
        evidence=evidence(incident.stories),
        headlines=tuple(map(shown_of, shown)),
        more=f"and {plural(len(left), 'more story', 'more stories')}" if left else "",
        advice=advice,
        command=command,
    )


def subject_of(alert: Alert) -> str:
    """The subject of an e-mail: severity, company, topics, how much of what."""
    incident = alert.incident
    topics = f" on {topics}" if (topics := ", ".join(_topics(incident))) else ""
    if alert.kind == CLOSED:
        return clean(f"[closed] {clean(alert.company)}: bad news{topics} back to its usual level", 200)
    raised = ", raised" if alert.kind == RAISED else ""
    return clean(
        f"[{incident.severity.upper()}{raised}] {clean(alert.company)}: surge of bad news{topics}"
        f" ({amount(incident.seen)} negative in {written(incident.window)}, usual {amount(incident.expected)})",
        200,
    )


def _lead(alert: Alert) -> str:
    what = "bad news is back to its usual level" if alert.kind == CLOSED else "surge of bad news"
    if alert.kind == RAISED:
        what = f"the surge of bad news is now {alert.incident.severity}"
    return f"{alert.incident.severity.upper()}  {clean(alert.company)}: {what}"


def _facts(alert: Alert) -> list[tuple[str, str]]:
    incident = alert.incident
    ago = max(alert.time - incident.began, 0.0)
    at_worst = "" if alert.kind == OPENED else ", at its strongest"
    return [
        ("Seen", f"{_stories(incident.seen)} within {written(incident.window)}{at_worst}"),
        ("Expected", f"{_stories(incident.expected)} in that time{_ratio(incident)}"),
        ("By chance", _chance(incident)),
        ("Since", f"{for_people(incident.began)}, {duration(ago)} before this alert"),
        ("Closed", for_people(incident.closed) if incident.closed is not None else ""),
        ("Sentiment", _sentiment(alert)),
        ("Found as", clean(HOW.get(incident.how, incident.how))),
        ("Topics", ", ".join(_topics(incident)) or "all together"),
        ("Events", ", ".join(map(clean, incident.events))),
        ("Rules", ", ".join(map(clean, incident.rules))),
        ("Severity", incident.severity),
        ("Route", clean(incident.route)),
        ("Incident", f"{clean(incident.id)}, opened {for_people(incident.opened)}"),
        ("Taken by", clean(incident.acknowledged)),
    ]


def _stories(value: float) -> str:
    return f"{amount(value)} negative {'story' if value == 1 else 'stories'}"


def _chance(incident: Incident) -> str:
    """How likely that is by chance; empty where the detector does not say."""
    if incident.p >= 1:
        return ""
    return in_words(incident.p) + ("" if math.isnan(incident.p) else f" (p = {incident.p:.2g})")


def _ratio(incident: Incident) -> str:
    if not incident.expected > 0 or not incident.seen > incident.expected:
        return ""
    times = incident.seen / incident.expected
    return f" ({amount(times)} times as many seen)" if times < 1000 else ""


def _sentiment(alert: Alert) -> str:
    """Mean of the hours since the incident began, and of those before."""
    trend = alert.incident.trend
    since = min(max(math.ceil((alert.incident.updated - alert.incident.began) / _HOUR), 1), len(trend))
    now, before = _mean(trend[len(trend) - since :]), _mean(trend[: len(trend) - since])
    if math.isnan(now):
        return ""
    hours = plural(len(trend) - since, "hour")
    earlier = "" if math.isnan(before) else f", {before:+.2f} in the {hours} before"
    return f"{now:+.2f} since then{earlier} (from -1, bad, to +1, good)"


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan


def _topics(incident: Incident) -> list[str]:
    return [clean(topic) for topic in dict.fromkeys(key.topic for key in incident.keys) if topic != ALL_TOPICS]


def _next(alert: Alert) -> tuple[str, str]:
    if alert.kind == CLOSED:
        return "Nothing to do: it closed by itself.", ""
    if alert.incident.acknowledged:
        return f"{clean(alert.incident.acknowledged)} has taken it.", ""
    return "Take it:", f"scaffold run financial-sentiment ack {shlex.quote(clean(alert.incident.id))}"
