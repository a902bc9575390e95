"""Reads the files of building blocks: a heading `== title`, then lines that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

BLOCKS = Path(__file__).parent / "blocks"


@dataclass(frozen=True)
class Story:
    """What one book is about, in one of the two versions in which it was written.

    :ivar number: which line of its genre it is; the two versions of a line have the same.
    :ivar version: 0 or 1: which of two alternatives in square brackets is meant.
    :ivar themes: what it is about, the most important first.
    :ivar moods: the moods that suit it.
    :ivar sexes: `f` or `m` for the hero and then for the friend; empty where it may be either.
    """

    genre: str
    number: int
    version: int
    title: str
    themes: tuple[str, ...]
    moods: tuple[str, ...]
    sexes: str
    text: str


@dataclass(frozen=True)
class Line:
    """A sentence that suits several stories.

    :ivar tag: the theme that it adds or the mood that it has; empty where it has none.
    """

    tag: str
    text: str


@dataclass(frozen=True)
class Blocks:
    """What there is to tell of a genre in a language."""

    stories: tuple[Story, ...]
    turns: tuple[Line, ...]
    closings: tuple[Line, ...]


@cache
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


def genres(language: str) -> list[str]:
    """Genres that were written in a language."""
    return sorted(path.stem for path in (BLOCKS / language).glob("*.txt") if path.stem != "shared")


def blocks(language: str, genre: str) -> Blocks:
    """The building blocks of a genre; Chinese books share their turns and closings with others of their sort."""
    own = headed(BLOCKS / language / f"{genre}.txt")
    shared, sort = own, ""
    if "closings" not in own:
        sort = " fiction" if is_fiction(genre) else " nonfiction"
        shared = headed(BLOCKS / language / "shared.txt")
    stories = [story for number, raw in enumerate(own["stories"]) for story in _versions(genre, number, raw)]
    return Blocks(tuple(stories), _lines(shared["turns" + sort]), _lines(shared["closings" + sort]))


def is_fiction(genre: str) -> bool:
    """Whether its books tell of somebody else than their author."""
    return genre in {"children", "crime", "fantasy", "history", "romance", "science fiction"}


def _versions(genre: str, number: int, raw: str) -> list[Story]:
    """Both books of a line `Title / Title | themes; moods; sexes | text`, where `a/b` differs between the two."""
    titles, about, text = raw.split(" | ", 2)
    parts = [part.strip() for part in about.split(";")]
    sexes = parts[2] if len(parts) > 2 else ""
    return [
        Story(
            genre,
            number,
            version,
            titles.split(" / ")[version].strip(),
            _listed(parts[0], version),
            _listed(parts[1], version),
            _sided(sexes, version),
            text,
        )
        for version in (0, 1)
    ]


def _listed(words: str, version: int) -> tuple[str, ...]:
    return tuple(_sided(word.strip(), version) for word in words.split(","))


def _sided(word: str, version: int) -> str:
    first, slash, second = word.partition("/")
    return second if slash and version else first


def _lines(raws: list[str]) -> tuple[Line, ...]:
    pairs = [raw.split(" | ", 1) for raw in raws]
    return tuple(Line("" if tag == "-" else tag, text) for tag, text in pairs)
