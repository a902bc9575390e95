"""Alerts and incidents as JSON and back, without loss."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold.rules.language.effect import SEVERITIES
from scaffold_financial_sentiment.alerts.moments import as_iso, of_iso
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.alert import Alert
from scaffold_financial_sentiment.incidents.incident import Headline, Incident

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
"""Raised when a field changes its meaning; new fields may be added without, readers skip those they do not know."""

_SAME = ("id", "status", "severity", "how", "route", "acknowledged", "muted")
_NUMBERS = ("seen", "expected", "window", "p")
_TIMES = ("opened", "began", "updated")
_NAMES = ("rules", "events")


def as_json(alert: Alert) -> str:
    """The record of an alert as one line of JSON, its `version` first; not-a-number is null."""
    return one_line(alert_record(alert))


def from_json(text: str | bytes, *, where: str | None = None) -> Alert:
    """The alert that `as_json` wrote.

    :raises DataError: for anything else, and for a version that this one does not know.
    """
    try:
        record = json.loads(text)
    except ValueError as error:
        raise DataError(f"this is no JSON: {error}", where=where) from error
    return alert_of(record, where=where)


def one_line(record: Mapping[str, Any]) -> str:
    """A record as JSON without line breaks, readable where UTF-8 can hold its text."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return text if text.isascii() or _is_unicode(text) else json.dumps(record, allow_nan=False)


def alert_record(alert: Alert) -> dict[str, Any]:
    """Plain values of an alert: times as ISO 8601 in UTC, numbers that are none as null."""
    return {
        "version": VERSION,
        "key": alert.key,
        "kind": alert.kind,
        "time": as_iso(alert.time),
        "company": alert.company,
        "incident": incident_record(alert.incident),
    }


def alert_of(record: Mapping[str, Any], *, where: str | None = None) -> Alert:
    """The alert of such values.

    :raises DataError: when it is none, or of another version.
    """
    try:
        if record["version"] != VERSION:
            raise DataError(
                f"this alert is of version {str(record['version'])[:20]!r}, only {VERSION} is known", where=where
            )
        incident = incident_of(record["incident"], where=where)
        return Alert(record["key"], record["kind"], of_iso(record["time"]), record["company"], incident)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _no_record("alert", error, where) from error


def incident_record(incident: Incident) -> dict[str, Any]:
    """Plain values of an incident, written as in `alert_record`."""
    return {
        **{name: getattr(incident, name) for name in _SAME},
        "keys": [{"company": key.company, "topic": key.topic} for key in incident.keys],
        **{name: as_iso(getattr(incident, name)) for name in _TIMES},
        "closed": None if incident.closed is None else as_iso(incident.closed),
        **{name: _plain(getattr(incident, name)) for name in _NUMBERS},
        **{name: list(getattr(incident, name)) for name in _NAMES},
        "trend": [_plain(value) for value in incident.trend],
        "counts": list(incident.counts),
        "stories": [_story_record(story) for story in incident.stories],
    }


def incident_of(record: Mapping[str, Any], *, where: str | None = None) -> Incident:
    """The incident of such values.

    :raises DataError: when it is none.
    """
    try:
        if record["severity"] not in SEVERITIES:
            raise ValueError(f"there is no severity {str(record['severity'])[:20]!r}")
        values: dict[str, Any] = {name: record[name] for name in _SAME}
        values |= {name: of_iso(record[name]) for name in _TIMES}
        values |= {name: _number(record[name]) for name in _NUMBERS}
        values |= {name: tuple(record[name]) for name in _NAMES}
        return Incident(
            **values,
            keys=tuple(Key(key["company"], key["topic"]) for key in record["keys"]),
            closed=None if record["closed"] is None else of_iso(record["closed"]),
            trend=tuple(map(_number, record["trend"])),
            counts=tuple(record["counts"]),
            stories=tuple(map(_story, record["stories"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _no_record("incident", error, where) from error


def _story_record(story: Headline) -> dict[str, Any]:
    return {
        "story": story.story,
        "text": story.text,
        "time": as_iso(story.time),
        "sources": list(story.sources),
        "copies": story.copies,
        "score": _plain(story.score),
        "url": story.url,
    }


def _story(record: Mapping[str, Any]) -> Headline:
    return Headline(
        record["story"],
        record["text"],
        of_iso(record["time"]),
        tuple(record["sources"]),
        record["copies"],
        _number(record["score"]),
        record["url"],
    )


def _plain(value: float) -> float | str | None:
    """JSON knows neither of these numbers; a whole one is written as it is read back."""
    if math.isnan(value):
        return None
    return float(value) if math.isfinite(value) else str(value)


def _number(value: float | str | None) -> float:
    return math.nan if value is None else float(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # Half a surrogate pair, which JSON can escape.
        return False
    return True


def _no_record(what: str, error: Exception, where: str | None) -> DataError:
    detail = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return DataError(f"this is no {what} of version {VERSION}: {detail}", where=where)
