"""Which books there are: what each is about, who wrote it, in which series, since when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scaffold_recommendation.sample_writing.blockfile import Story, blocks, genres, is_fiction
from scaffold_recommendation.sample_writing.people import Person, person, pool
from scaffold_recommendation.sample_writing.seeded import pick, seeded, shuffled
from scaffold_recommendation.sample_writing.wording import slots

if TYPE_CHECKING:
    from numpy.random import Generator

FIRST_DAY = date(2022, 1, 4)
LAST_DAY = date(2025, 12, 28)
COLD_FROM = date(2025, 12, 5)
COLD_BOOKS = 60
_BOOKS_OF_AN_AUTHOR = 3.4
_LONGEST_SERIES = 4
# Authors of the first genre who write in the second as well.
_ALSO_WRITE = {"fantasy": "science fiction", "history": "biography", "cookery": "travel", "crime": "history"}
_SERIES_PLACES = ("town", "land", "world", "island")


@dataclass(frozen=True)
class Plan:
    """A book before its text is written.

    :ivar volume: its place in its series; None outside of one, and in a series without an order.
    :ivar place: sort and name of the place that all volumes of its series share.
    """

    language: str
    story: Story
    author: Person
    publisher: str
    since: date
    series: str = ""
    volume: int | None = None
    place: tuple[str, str] | None = None


def plans() -> list[Plan]:
    """All books, the oldest first."""
    made: list[Plan] = []
    lent: dict[str, list[Person]] = defaultdict(list)
    for language in ("en", "zh"):
        for genre in genres(language):
            made += _of_genre(language, genre, lent)
    dated = _dated(made, seeded("days"))
    return sorted(dated, key=lambda plan: (plan.since, plan.story.title))


def _of_genre(language: str, genre: str, lent: dict[str, list[Person]]) -> list[Plan]:
    """The books of a genre, undated, with authors, publishers and series."""
    rng = seeded("genre", language, genre)
    stories = blocks(language, genre).stories
    authors = _authors(rng, language, max(2, round(len(stories) / _BOOKS_OF_AN_AUTHOR)))
    if language == "en":
        lent[_ALSO_WRITE.get(genre, "")] += authors[:3]
        authors += lent[genre]
    houses = pool("zh publisher" if language == "zh" else f"{genre} publisher")
    house = {author.name: pick(rng, houses) for author in authors}
    by_author: dict[str, list[Plan]] = defaultdict(list)
    taken: dict[int, str] = {}
    for story in shuffled(rng, stories):
        author = _author(rng, authors, other_than=taken.get(story.number, ""))
        taken[story.number] = author.name
        by_author[author.name].append(Plan(language, story, author, house[author.name], LAST_DAY))
    if language == "en":
        known: set[str] = set()
        return [
            plan for name, own in by_author.items() for plan in _with_series(seeded("series", genre, name), own, known)
        ]
    return [plan for own in by_author.values() for plan in own]


def _authors(rng: Generator, language: str, count: int) -> list[Person]:
    found: dict[str, Person] = {}
    while len(found) < count:
        someone = person(rng, language, surnames="author_surname")
        found.setdefault(someone.name, someone)
    return list(found.values())


def _author(rng: Generator, authors: list[Person], other_than: str) -> Person:
    """One of the authors, the first ones more often; the two versions of a story never have the same."""
    while True:
        author = authors[int(len(authors) * rng.random() ** 1.6)]
        if author.name != other_than:
            return author


def _with_series(rng: Generator, own: list[Plan], known: set[str]) -> list[Plan]:
    """The books of one author in one genre, some of them as a series.

    :param known: names of series that have a place; the new one is added.
    """
    genre = own[0].story.genre
    if len(own) < 2 or rng.random() > (0.75 if is_fiction(genre) else 0.35):
        return own
    if not is_fiction(genre):
        name = pick(rng, pool(f"{genre} series"))
        return [replace(plan, series=name) for plan in own]
    sort = max(_SERIES_PLACES, key=lambda kind: sum(kind in slots(plan.story.text) for plan in own))
    chosen = [plan for plan in own if sort in slots(plan.story.text)][:_LONGEST_SERIES]
    if len(chosen) < 2:
        return own
    name = place = ""
    while not name or name in known:
        place = pick(rng, pool(sort))
        name = pick(rng, pool(f"{genre} series")).format(place=place).replace("The the ", "The ")
    known.add(name)
    volumes = [replace(plan, series=name, volume=at, place=(sort, place)) for at, plan in enumerate(chosen, start=1)]
    return [plan for plan in own if plan not in chosen] + volumes


def _dated(undated: list[Plan], rng: Generator) -> list[Plan]:
    """Days of publication; some books are of the last weeks, and volumes come in order."""
    order = shuffled(rng, undated)
    days = [_day(rng, COLD_FROM, LAST_DAY) for _ in range(COLD_BOOKS)]
    # A little more every year.
    days += [_day(rng, FIRST_DAY, COLD_FROM, late=0.8) for _ in order[COLD_BOOKS:]]
    dated = [replace(plan, since=day) for plan, day in zip(order, days, strict=True)]
    volumes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, plan in enumerate(dated):
        if plan.volume is not None:
            volumes[plan.series, plan.author.name].append(at)
    for held in volumes.values():
        in_order = sorted(dated[at].since for at in held)
        for at in held:
            dated[at] = replace(dated[at], since=in_order[(dated[at].volume or 1) - 1])
    return dated


def _day(rng: Generator, first: date, last: date, late: float = 1.0) -> date:
    """A day from the first to before the last; the smaller `late`, the later on average."""
    return first + timedelta(days=int((last - first).days * rng.random() ** late))
