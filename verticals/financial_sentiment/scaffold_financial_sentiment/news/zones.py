"""Time zones as news names them: only names with one meaning."""

from __future__ import annotations

import re
from datetime import timedelta, timezone

_NAMES = {
    0: "UTC UT GMT Z WET",
    1: "CET MEZ BST WEST",
    2: "EET SAST CEST MESZ",
    3: "MSK TRT EEST",
    5: "PKT",
    7: "WIB",
    8: "HKT SGT MYT PHT AWST 北京时间 香港时间",
    9: "JST KST",
    9.5: "ACST",
    10: "AEST",
    10.5: "ACDT",
    11: "AEDT",
    12: "NZST",
    13: "NZDT",
    -3: "BRT ART",
    -4: "EDT",
    -5: "EST CDT",
    -6: "CST MDT",
    -7: "MST PDT",
    -8: "PST AKDT",
    -9: "AKST",
    -10: "HST",
}
"""Names by hours east of UTC. BST is British Summer Time; CST is America's, as RFC 2822 (section 4.3) has it."""
_ZONES = {name: timezone(timedelta(hours=hours)) for hours, names in _NAMES.items() for name in names.split()}
_DISTANCE = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
FARTHEST = timedelta(hours=14)
"""No place on earth is farther from UTC."""


def zone(name: str) -> timezone:
    """The zone of a name such as `EDT`, or of a distance such as `+0800` or `GMT+8`.

    :raises ValueError: for an unknown name, or one that is used in several zones, with what to write instead.

    >>> zone("EDT").utcoffset(None), zone("+0800").utcoffset(None)
    (datetime.timedelta(days=-1, seconds=72000), datetime.timedelta(seconds=28800))
    """
    written = name.strip().upper()
    found = _ZONES.get(written) or _distance(written)
    if found is None:
        raise ValueError(
            f"{name[:20]!r} is no known time zone, or the name of several; write the distance to UTC, such as +05:30"
        )
    return found


def _distance(written: str) -> timezone | None:
    match = _DISTANCE.fullmatch(written)
    length = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) if match else None
    if match is None or length is None or length > FARTHEST:
        return None
    return timezone(-length if match[1] == "-" else length)
