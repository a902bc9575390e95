"""Lines of JSON as rows to decide: an id and a text each."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from scaffold.data.images.case import ImageCase
from scaffold.data.images.tables import beside
from scaffold.data.inputs import FORMS, check_input
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scaffold.data.inputs import Inputs
    from scaffold.models.tokens import Text

BLOCK = 2048
"""Rows that are decided together: every engine cuts at the same rows, so that all give the same bytes."""

_BLANK = b" \t\r\n\x0b\x0c\xef\xbb\xbf"
_MARK = b"\xef\xbb\xbf"
_OWN = ("id", "text", "text_pair")


class Row(NamedTuple):
    """What is decided, and what the decision is called.

    :ivar fields: what else its line says, for rules that look at it.
    """

    id: str
    text: Text
    fields: Mapping[str, Any] = MappingProxyType({})


def read_rows(lines: Iterable[bytes], where: str, first: int = 1, inputs: Inputs = "any") -> Iterator[Row]:
    """A row for each line that is not blank; without an id it is called by the number of its line.

    :param where: the file as messages name it.
    :param first: number of the first line.
    :param inputs: what a row has to be.
    :raises DataError: naming the line that is no row.
    """
    for number, line in enumerate(lines, first):
        row = read_row(line, number, where, inputs)
        if row is not None:
            yield row


def read_row(line: bytes, number: int, where: str, inputs: Inputs = "any") -> Row | None:
    """One line as a row, None where it is blank; a line that is a JSON string is a text.

    :raises DataError: when it is no JSON, has no text, or its text is not what is read.
    """
    if not line.strip(_BLANK):
        return None
    place, form = f"{where}:{number}", FORMS[inputs]
    try:
        values = json.loads(line.removeprefix(_MARK).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError("this line is not UTF-8", where=place, hint="Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"this line is not JSON: {error}", where=place, hint=form) from error
    text = values.get("text") if isinstance(values, dict) else values
    fields = values if isinstance(values, dict) else {}
    image = _image(fields, place) if inputs in ("image", "case") else None
    if image is not None and text is None:
        text = image
    if not isinstance(text, str) or not text.strip():
        missing = "image" if inputs == "image" else "text"
        raise DataError(f"this line has no {missing}", where=place, hint=form)
    both = _with_second(text, fields.get("text_pair"), place) if image is None else ImageCase(text, image)
    if problem := check_input(both, inputs):
        raise DataError(problem, where=place, hint=form)
    name = fields.get("id")
    own = _OWN if image is None else (*_OWN, "image")
    more = {key: value for key, value in fields.items() if key not in own}
    return Row(str(number if name is None else name), both, more)


def _image(fields: Mapping[str, Any], place: str) -> str | None:
    """The reference of the image of a line, looked for beside its file first; None where it names none."""
    image = fields.get("image")
    if image is None:
        return None
    if not isinstance(image, str) or not image.strip():
        raise DataError("this line names no image", where=place, hint=FORMS["image"])
    return beside(Path(place.rpartition(":")[0]).parent, image.strip())


def _with_second(text: str, second: Any, place: str) -> Text:
    if second is None:
        return text
    if not isinstance(second, str) or not second.strip():
        raise DataError("the second text of this line is empty", where=place, hint=FORMS["pair"])
    return text, second


@contextmanager
def open_lines(path: Path | str) -> Iterator[BinaryIO]:
    """A file of JSON lines, open for reading.

    :raises DataError: when it is missing or cannot be read.
    """
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below; only the opening is guarded
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read: {error.strerror}"
        raise DataError(reason, where=str(path), hint="Give a file of JSON lines, or - for standard input.") from error
    with stream:
        yield stream
