"""Where a log ended: to be kept elsewhere, so that a log that was cut at its end is known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import UserError
from scaffold.files import write_text

_WRITTEN = re.compile(r"(\d{1,18}):([0-9a-f]{16,64})")


@dataclass(frozen=True)
class Anchor:
    """How many records a log had, and the hash of the last one, or at least 16 digits of its beginning."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"

    @classmethod
    def parse(cls, written: str) -> Anchor:
        """What `str` made of one.

        :raises UserError: for anything else.
        """
        found = _WRITTEN.fullmatch(written.strip().lower())
        if found is None:
            raise UserError(
                f"{written[:80]!r} is no anchor", hint="It looks like 120:9f3a… as commands that write the log say it."
            )
        return cls(int(found[1]), found[2])

    def fits(self, count: int, hash: str) -> bool:  # noqa: A002 - that is what it is
        """Whether the record of that count is the one meant."""
        return count == self.count and hash.startswith(self.hash)


def anchor_file(log: Path) -> Path:
    """The side file that is written with every record."""
    return log.with_name(f"{log.name}.anchor")


def read_anchor(log: Path) -> Anchor | None:
    """The anchor beside a log; None where there is none.

    :raises UserError: when it cannot be read.
    """
    path = anchor_file(log)
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Anchor.parse(f"{fields['count']}:{fields['hash']}")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, UserError) as error:
        raise UserError(
            "the anchor of the log cannot be read",
            where=str(path),
            hint="Somebody has changed it: check the log with an anchor that was noted elsewhere.",
        ) from error


def write_anchor(log: Path, anchor: Anchor) -> None:
    """Put the anchor beside the log, whole or not at all."""
    write_text(anchor_file(log), json.dumps({"count": anchor.count, "hash": anchor.hash}) + "\n")
