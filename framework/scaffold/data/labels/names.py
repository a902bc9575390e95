"""Names of labels that are given by number: one name a line, in a file beside the data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_STEMS = "labels label label_names label_list classes class class_names categories category emotions topics tags names"
_NUMBERED = re.compile(r"(\d+)[\s,:;]+(\S.*)")
_MOST = 10_000


@dataclass(frozen=True)
class LabelNames:
    """Names by number; without any, labels stay as they are.

    :ivar first: number of the first name.
    """

    names: tuple[str, ...] = ()
    first: int = 0
    file: str = ""

    def of(self, label: str, where: str) -> str:
        """The name of a label.

        :raises DataError: for a label that has none.
        """
        if not self.names:
            return label
        index = int(label) - self.first if label.isdecimal() else -1
        if not 0 <= index < len(self.names):
            raise DataError(
                f"the label {label[:40]!r} is none of the {len(self.names)} of {self.file}"
                f" ({self.first} to {self.first + len(self.names) - 1})",
                where=where,
                hint=f"Mend the row, or add the name to {self.file}.",
            )
        return self.names[index]

    def note(self) -> Iterator[str]:
        """Which file the names are from."""
        if self.names:
            yield f"names of the labels {self.first} to {self.first + len(self.names) - 1} are taken from {self.file}"


NO_NAMES = LabelNames()


def is_names_file(name: str) -> bool:
    """Whether a file of this name may hold names of labels."""
    stem, _, extension = name.casefold().rpartition(".")
    return extension == "txt" and stem in _STEMS.split()


def find_names(folder: Path, own: Sequence[str], numbers: Iterable[str], *, tags: bool) -> LabelNames:
    """The names that fit labels which are numbers.

    :param own: names of the head and its column, which a file may be called after.
    :param numbers: labels of a sample of rows.
    :param tags: whether these are names of tags, of which `O` is one.
    """
    seen = set(numbers)
    if not seen or not all(label.isdecimal() for label in seen) or not folder.is_dir():
        return NO_NAMES
    used = {int(label) for label in seen}
    for path in _candidates(folder, own):
        names = _names(path)
        if len(names) < 2 or ("O" in names) is not tags:
            continue
        if max(used) < len(names):
            return LabelNames(names, 0, path.name)
        if min(used) == 1 and max(used) == len(names):
            return LabelNames(names, 1, path.name)
    return NO_NAMES


def _candidates(folder: Path, own: Sequence[str]) -> Iterator[Path]:
    stems = [*(name.casefold() for name in own), *_STEMS.split()]
    files = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
    for stem in dict.fromkeys(stems):
        for extension in ("txt", "json"):
            if found := files.get(f"{stem}.{extension}"):
                yield found


def _names(path: Path) -> tuple[str, ...]:
    """Names in their order; none if the file is something else."""
    if path.stat().st_size > _MOST * 100:
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
        names = _from_json(json.loads(text)) if path.suffix.casefold() == ".json" else _from_lines(text)
    except (UnicodeDecodeError, json.JSONDecodeError):
        return ()
    return names if len(set(names)) == len(names) <= _MOST and all(0 < len(name) <= 100 for name in names) else ()


def _from_lines(text: str) -> tuple[str, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    by_number = {int(match[1]): match[2] for match in numbered if match}
    return tuple(by_number[i] for i in range(len(lines))) if set(by_number) == set(range(len(lines))) else tuple(lines)


def _from_json(value: Any) -> tuple[str, ...]:
    """A list of names, or names with their numbers either way round."""
    if isinstance(value, list):
        return tuple(value) if all(isinstance(name, str) for name in value) else ()
    if not isinstance(value, dict):
        return ()
    pairs = [(key, name) if isinstance(name, str) else (name, key) for key, name in value.items()]
    by_number = {str(number): name for number, name in pairs if isinstance(name, str)}
    return tuple(by_number.get(str(i), "") for i in range(len(value)))
