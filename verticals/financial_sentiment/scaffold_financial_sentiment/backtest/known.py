"""Known incidents: what a monitor should have found, from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.data.readers.open import read_rows
from scaffold.errors import DataError, did_you_mean
from scaffold.settings import DataSettings
from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.news.times import has_clock, parse_time

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from scaffold_financial_sentiment.detection.key import Key

COLUMNS = ("id", "company", "topic", "start", "end", "title")
_NEEDED = ("id", "company", "start", "end")
_DAY = 86_400.0
_MOST_NAMED = 5000
_ADVICE = "Give columns id, company, start and end, and if you like topic and title."


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """Something bad that did happen to a company.

    :ivar topic: `*` if it is not of one topic.
    :ivar start: when its news began, in seconds since 1970 UTC.
    :ivar end: when it was over, in seconds since 1970 UTC; not before `start`.
    """

    id: str
    company: str
    topic: str
    start: float
    end: float
    title: str = ""

    def concerns(self, key: Key) -> bool:
        """Whether an alarm at this key can be about it: same company, and same topic unless one of them is `*`."""
        return key.company == self.company and (self.topic == key.topic or ALL_TOPICS in (self.topic, key.topic))


def read_known(path: Path, companies: Collection[str] = ()) -> list[KnownIncident]:
    """Incidents of a JSONL or CSV file with the columns of `COLUMNS`, ordered by start and id.

    Times are written as in news files; an `end` that is a day alone means the end of that day.

    :param companies: ids that may be named; any if empty.
    :raises DataError: for what cannot be used, naming file and line.
    """
    if not path.is_file():
        raise DataError("there is no such file of incidents", where=str(path), hint="Check the path.")
    found: dict[str, KnownIncident] = {}
    for row in read_rows(path, DataSettings()):
        where = f"{path}:{row.line}"
        incident = _incident(row.values, where)
        if incident.id in found:
            raise DataError(f"there are two incidents {incident.id!r}", where=where, hint="Give each an id of its own.")
        if companies and incident.company not in companies:
            near = did_you_mean(incident.company, companies) if len(companies) <= _MOST_NAMED else ""
            raise DataError(
                f"the company table has no {incident.company!r}{near}", where=where, hint="Give the id of a company."
            )
        found[incident.id] = incident
    return sorted(found.values(), key=lambda incident: (incident.start, incident.id))


def _incident(values: Mapping[str, Any], where: str) -> KnownIncident:
    cells = {name: values.get(name) for name in COLUMNS}
    texts = {name: "" if cell is None else str(cell).strip() for name, cell in cells.items()}
    missing = [name for name in _NEEDED if not texts[name]]
    if missing:
        raise DataError(f"this incident has no {' and no '.join(missing)}", where=where, hint=_ADVICE)
    start, end = (_time(cells[name], name, where) for name in ("start", "end"))
    if not has_clock(cells["end"]):
        end += _DAY
    if end < start:
        raise DataError("this incident ends before it starts", where=where, hint="Swap or mend `start` and `end`.")
    return KnownIncident(
        texts["id"], texts["company"], texts["topic"] or ALL_TOPICS, start, end, texts["title"] or texts["id"]
    )


def _time(cell: Any, name: str, where: str) -> float:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise DataError(f"`{name}` is no time", where=where, hint="Write it as 2024-03-05T14:30:00Z.")
    try:
        return parse_time(cell)
    except ValueError as error:
        raise DataError(f"`{name}` is no time: {error}", where=where, hint="Write it as 2024-03-05T14:30Z.") from error
