"""Parallel files: `seq.in` (tokens), `seq.out` (tags) and `label`, line by line."""

from __future__ import annotations

import itertools
from contextlib import ExitStack
from typing import TYPE_CHECKING

from scaffold.data.readers.row import Row, Source
from scaffold.data.textfile import TextFile, inspect, plain_name
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scaffold.settings import DataSettings

_MAIN = "seq.in"
_SIDES = ("seq.out", "label")


def is_parallel(path: Path) -> bool:
    """Whether this is the `seq.in` of a parallel set."""
    return plain_name(path).endswith(_MAIN)


def is_parallel_side(path: Path) -> bool:
    """Whether this file belongs beside a `seq.in`."""
    name = plain_name(path)
    return any(name == side or name.endswith(f".{side}") for side in _SIDES)


def open_parallel(file: TextFile, settings: DataSettings) -> Source:
    """Rows with `text`, `tokens`, `tags` and `label` from the files that lie beside `seq.in`.

    :raises DataError: if neither tags nor labels lie beside it.
    """
    sides = {side: inspect(path, settings) for side in _SIDES if (path := _beside(file.path, side))}
    if not sides:
        wanted = " or ".join(plain_name(file.path).replace(_MAIN, side) for side in _SIDES)
        raise DataError(
            "there are no tags and no labels beside this file",
            where=str(file.path),
            hint=f"Put {wanted} in the same folder.",
        )
    notes = (file.note,) if file.note else ()
    return Source(
        file.path, f"parallel files {_MAIN}/{'/'.join(sides)}", file.encoding, lambda: _rows(file, sides), notes
    )


def _beside(path: Path, side: str) -> Path | None:
    name = plain_name(path).removesuffix(_MAIN) + side
    for candidate in (name, f"{name}.gz", f"{name}.xz"):
        if (path.parent / candidate).is_file():
            return path.parent / candidate
    return None


def _rows(file: TextFile, sides: dict[str, TextFile]) -> Iterator[Row]:
    with ExitStack() as stack:
        streams = [stack.enter_context(each.open()) for each in (file, *sides.values())]
        for number, lines in enumerate(itertools.zip_longest(*streams), 1):
            if any(line is None for line in lines):
                raise DataError(
                    "the parallel files have different numbers of lines",
                    where=f"{file.path}:{number}",
                    hint="Every line of seq.in needs one line in each file beside it.",
                )
            text, *rest = (line.strip() for line in lines)
            if text:
                yield Row(_values(text, dict(zip(sides, rest, strict=True)), f"{file.path}:{number}"), number)


def _values(text: str, side: dict[str, str], where: str) -> dict[str, object]:
    values: dict[str, object] = {"text": text, "tokens": text.split()}
    if "label" in side:
        values["label"] = side["label"]
    if "seq.out" in side:
        values["tags"] = tags = side["seq.out"].split()
        if len(tags) != len(text.split()):
            raise DataError(
                f"there are {len(text.split())} tokens and {len(tags)} tags",
                where=where,
                hint="Give every token one tag.",
            )
    return values
