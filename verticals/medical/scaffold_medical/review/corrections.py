"""What people corrected: one JSON line a case, which `scaffold train medical --data` reads."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError, UserError
from scaffold.files import new_file, writing
from scaffold.lock import in_turn
from scaffold.web.refusals import TooLateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Correction:
    """What a person decided about a case.

    :ivar label: None for a note that belongs to none of the labels.
    :ivar was: what the model had said.
    :ivar spans: those that the model marked, where the person found all of them right; None where nobody said so.
    :ivar when: UTC, filled when it is saved.
    """

    case: str
    id: str
    text: str
    label: str | None
    was: str
    who: str
    spans: Sequence[Mapping[str, Any]] | None = None
    when: str = ""


class Corrections:
    """The file of corrections; several pages and several servers may use it at once.

    :param head: the column that holds the label.
    :param spans: the column that holds spans.
    :raises DataError: when the file is there and is none of corrections.
    """

    def __init__(self, path: Path, head: str, spans: str = "entities") -> None:
        self.path = path
        self._head = head
        self._spans = spans
        self.all()

    def all(self) -> dict[str, Correction]:
        """The present correction of each case that has one."""
        found = (self._read(line, number) for number, line in enumerate(self._lines(), 1))
        return {each.case: each for each in found if each is not None}

    def save(self, correction: Correction, seen: str) -> Correction:
        """Put a correction in the place of an earlier one of its case; the file is whole at any time.

        :param seen: when the correction was made that the person has seen; empty for none.
        :raises TooLateError: when somebody else has corrected the case since.
        :raises UserError: when the file cannot be written.
        """
        with self._turn():
            lines = self._lines()
            read = [self._read(line, number) for number, line in enumerate(lines, 1)]
            own = [each for each in read if each is not None and each.case == correction.case]
            if (own[-1].when if own else "") != seen:
                raise TooLateError("somebody has corrected this case meanwhile", hint="Load the page again to see it.")
            made = Correction(**{**vars(correction), "when": _now(own[-1].when if own else "")})
            kept = [line for line, each in zip(lines, read, strict=True) if each is None or each.case != made.case]
            with new_file(self.path) as stream:
                stream.writelines(line + b"\n" for line in (*kept, self._written(made)))
        return made

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The file is replaced as a whole, so that a file beside it is held."""
        beside = self.path.with_name(f".{self.path.name}.lock")
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                with in_turn(handle):
                    yield
            finally:
                os.close(handle)

    def _lines(self) -> list[bytes]:
        try:
            return [line for line in self.path.read_bytes().split(b"\n") if line.strip()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UserError(f"the corrections cannot be read: {error.strerror}", where=str(self.path)) from error

    def _read(self, line: bytes, number: int) -> Correction | None:
        """A line as a correction; None for a row that somebody put there otherwise.

        :raises DataError: for a line that is no JSON object.
        """
        try:
            row = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise DataError(
                "this line is no correction",
                where=f"{self.path}:{number}",
                hint="Name another file: --corrections FILE",
            )
        if not all(isinstance(row.get(name), str) for name in ("case", "id", "text", "who", "when", "was")):
            return None
        label = row.get(self._head)
        return Correction(
            row["case"],
            row["id"],
            row["text"],
            label if isinstance(label, str) else None,
            row["was"],
            row["who"],
            row.get(self._spans),
            row["when"],
        )

    def _written(self, made: Correction) -> bytes:
        row: dict[str, Any] = {"id": made.id, "text": made.text, self._head: made.label}
        if made.spans is not None:
            row[self._spans] = [dict(span) for span in made.spans]
        row |= {"was": made.was, "who": made.who, "when": made.when, "case": made.case}
        return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _now(before: str) -> str:
    """The time to the microsecond, and another one than before."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    return now if now > before else f"{before}+"
