"""Reads the files of building blocks: a heading `== title`, then lines that belong to it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

BLOCKS = Path(__file__).parent / "blocks"
_TAG = re.compile(r" \((?:([fm])|=([a-z]{3}))\)$")


@dataclass(frozen=True)
class Case:
    """One clinical story: for whom it is, and the wordings of each of its parts.

    :param parts: by `h` history, `e` examination, `i` investigations, `a` assessment, `p` plan: the wordings.
    """

    name: str
    speciality: str
    sexes: tuple[str, ...]
    youngest: int
    oldest: int
    parts: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """A line of background, and for whom it is.

    :param needs: the code of a group of conditions that the patient must have, or nothing.
    """

    text: str
    sexes: tuple[str, ...] = ("female", "male")
    youngest: int = 0
    oldest: int = 120
    needs: str = ""

    def suits(self, sex: str, age: int) -> bool:
        """Whether the line can be about somebody of this sex and age."""
        return sex in self.sexes and self.youngest <= age <= self.oldest


def headed(path: Path) -> dict[str, list[str]]:
    """The lines under each heading of a file, in its order."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.startswith("== "):
            lines = found.setdefault(raw[3:].strip(), [])
        elif raw.strip():
            lines.append(raw.strip())
    return found


def cases(language: str) -> dict[str, list[Case]]:
    """The cases of each speciality."""
    return {
        path.stem: [_case(path.stem, name, lines) for name, lines in headed(path).items()]
        for path in sorted((BLOCKS / language).glob("*.txt"))
    }


def background(name: str, language: str = "en") -> list[Line]:
    """Lines of a shared file, each optionally `40+ | text`, `0-16 | text`; `(f)`, `(m)`, `(=mus)` at its end."""
    path = BLOCKS / language / "shared" / f"{name}.txt"
    return [_line(raw) for raw in path.read_text(encoding="utf-8").splitlines() if raw.strip()]


def _case(speciality: str, name: str, lines: list[str]) -> Case:
    parts: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key, _, text = line.partition(": ")
        parts[key].append(text)
    sex, ages = parts.pop("for")[0].split()
    youngest, oldest = (int(age) for age in ages.split("-"))
    return Case(name, speciality, _sexes(sex), youngest, oldest, {key: tuple(texts) for key, texts in parts.items()})


def _line(raw: str) -> Line:
    ages, bar, text = raw.partition(" | ")
    if not bar:
        return Line(raw)
    sexes, needs = _sexes("any"), ""
    while match := _TAG.search(text):
        text = text[: match.start()]
        sexes, needs = (sexes, match[2]) if match[2] else (_sexes(match[1]), needs)
    low, _, high = ages.rstrip("+").partition("-")
    return Line(text, sexes, int(low), int(high) if high else 120, needs)


def _sexes(letter: str) -> tuple[str, ...]:
    return {"f": ("female",), "m": ("male",)}.get(letter, ("female", "male"))
