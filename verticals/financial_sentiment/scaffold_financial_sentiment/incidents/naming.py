"""Ids of incidents: readable, and the same whenever the same news is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scaffold.text import short_hash
from scaffold_financial_sentiment.detection.key import ALL_TOPICS

if TYPE_CHECKING:
    from scaffold_financial_sentiment.detection.key import Key

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ODD = re.compile(r"[^\w.]+")


def incident_id(key: Key, opened: float) -> str:
    """The id of an incident that a key opened at a time.

    >>> from scaffold_financial_sentiment.detection.key import Key
    >>> incident_id(Key("ACME", "legal"), 1_741_772_700)
    'FS-20250312-0945-ACME-legal'
    >>> incident_id(Key("ACME"), 1_741_772_730)
    'FS-20250312-094530-ACME-all'
    """
    moment = _EPOCH + timedelta(seconds=opened)
    written = moment.strftime("%Y%m%d-%H%M" if opened % 60 == 0 else "%Y%m%d-%H%M%S")
    topic = "all" if key.topic == ALL_TOPICS else _plain(key.topic)
    return f"FS-{written}-{_plain(key.company)}-{topic}"


def _plain(name: str) -> str:
    """The name in letters that need no quotes in a shell; different names stay different."""
    plain = _ODD.sub("_", name)[:40]
    return plain if plain == name and name != "all" else f"{plain}~{short_hash(name) % 0x10000:04x}"
