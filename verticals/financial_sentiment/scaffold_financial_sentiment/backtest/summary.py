"""The figures of a backtest as plain values: `metrics.json` and `incidents.jsonl`."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scaffold.evaluation.bootstrap import Interval
from scaffold_financial_sentiment.backtest.evidence import headlines_of_alert, headlines_of_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_financial_sentiment.backtest.episodes import Episode
    from scaffold_financial_sentiment.backtest.result import Backtest
    from scaffold_financial_sentiment.backtest.story_table import StoryLine

_HOUR = 3600.0


def moment(time: float) -> str:
    """Seconds since 1970 as ISO 8601.

    >>> moment(86400.0)
    '1970-01-02T00:00:00Z'
    """
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def metrics_of(backtest: Backtest) -> dict[str, Any]:
    """All figures, with null for what is not defined or infinite. The part `run` alone differs from run to run."""
    log = backtest.log
    return {
        "data": {
            "file": backtest.data,
            "since": moment(log.since),
            "until": moment(log.until),
            "stories": len(log.stories),
            "keys": len(log.keys),
            "companies": len({key.company for key in log.keys}),
            "known_incidents": len(backtest.known),
        },
        "notes": list(backtest.notes),
        "keys": plain(backtest.judged.keys),
        "companies": plain(backtest.judged.companies),
        "curve": plain(backtest.curve),
        "injection": plain(backtest.injected),
        "comparison": plain(backtest.compared),
        "settings": backtest.settings.model_dump(mode="json"),
        "plan": dict(backtest.plan.for_people()),
        "run": {"seconds": {name: round(each, 3) for name, each in backtest.seconds.items()}, **backtest.machine},
    }


def incidents_of(backtest: Backtest) -> Iterator[dict[str, Any]]:
    """A record for each alert in its order, then one for each known incident that was missed."""
    for episode, verdict, match in backtest.verdicts():
        yield {
            "verdict": verdict,
            "known": match.known.id if match else None,
            "delay_hours": round(match.delay / _HOUR, 3) if match else None,
            **_alert(backtest, episode),
            "headlines": [_headline(each) for each in headlines_of_alert(backtest.log, episode)],
        }
    for incident in backtest.judged.matching.missed:
        yield {
            "verdict": "missed",
            "known": incident.id,
            "company": incident.company,
            "name": backtest.name(incident.company),
            "title": incident.title,
            "start": moment(incident.start),
            "end": moment(incident.end),
            "headlines": [_headline(each) for each in headlines_of_known(backtest.log, incident)],
        }


def plain(value: Any) -> Any:
    """Records and intervals as JSON can hold them.

    >>> plain(Interval(1.0, 0.5, math.inf))
    {'value': 1.0, 'low': 0.5, 'high': None}
    """
    if isinstance(value, Interval):
        return {name: plain(getattr(value, name)) for name in ("value", "low", "high")}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.name != "hours"}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def _alert(backtest: Backtest, episode: Episode) -> dict[str, Any]:
    signal = episode.strongest
    return {
        "company": episode.key.company,
        "name": backtest.name(episode.key.company),
        "keys": list(dict.fromkeys(str(key) for key, _ in episode.begins)),
        "began": moment(episode.began),
        "last": moment(episode.last),
        "alarms": episode.alarms,
        "seen": signal.seen,
        "expected": plain(float(signal.expected)),
        "window_seconds": signal.window,
        "p": signal.p if math.isfinite(signal.p) else None,
        "how": signal.how,
    }


def _headline(story: StoryLine) -> dict[str, Any]:
    return {
        "id": story.id,
        "text": story.text,
        "time": moment(story.time),
        "sources": list(story.sources),
        "copies": story.copies,
    }
