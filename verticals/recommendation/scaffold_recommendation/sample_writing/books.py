"""The rows of `books.jsonl`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from scaffold_recommendation.sample_writing.blurbs import Blurb, Writer
from scaffold_recommendation.sample_writing.plans import COLD_FROM, Plan, plans
from scaffold_recommendation.sample_writing.seeded import seeded, shuffled

if TYPE_CHECKING:
    from numpy.random import Generator

_FORMATS = {"paperback": 0.5, "hardback": 0.28, "ebook": 0.17, "audiobook": 0.05}
_PRICES = {"paperback": 10.0, "hardback": 20.0, "ebook": 6.0, "audiobook": 14.0}
_DEARER = {
    "cookery": 1.35,
    "popular science": 1.15,
    "business": 1.3,
    "biography": 1.15,
    "children": 0.75,
    "poetry": 0.9,
}
# What a mood asks of the age of readers, and how often.
_AGES = {"dark": ((16, 0.55), (18, 0.25)), "tense": ((12, 0.3), (16, 0.2)), "eerie": ((12, 0.35), (16, 0.1))}
_GROWN_UP = {"crime", "fantasy", "history", "romance", "science fiction"}
_SOLD_OUT = 0.035
_LEAVING = 9
_PICKED = 0.02
_PAID_FOR = 0.025
_NEVER_LEAVES_BEFORE = date(2025, 3, 1)


def rows() -> list[dict[str, Any]]:
    """All books, the oldest first, with ids in that order."""
    writer = Writer()
    every = [(plan, writer.blurb(plan)) for plan in plans()]
    leaving = _leaving([plan for plan, _ in every])
    return [_row(f"b{at:04d}", plan, blurb, leaving.get(at)) for at, (plan, blurb) in enumerate(every, start=1)]


def _row(name: str, plan: Plan, blurb: Blurb, until: date | None) -> dict[str, Any]:
    rng = seeded("row", plan.language, plan.story.genre, plan.story.number, plan.story.version)
    bound = _format(rng, plan.story.genre)
    return {
        "id": name,
        "title": blurb.title,
        "author": plan.author.name,
        "description": blurb.text,
        "tags": list(blurb.tags),
        "price": _price(rng, plan.story.genre, bound),
        "stock": _stock(rng, bound),
        "since": plan.since.isoformat(),
        "until": until.isoformat() if until else None,
        "publisher": plan.publisher,
        "series": plan.series or None,
        "volume": plan.volume,
        "format": bound,
        "age_limit": _age_limit(rng, blurb.tags),
        "language": plan.language,
        "staff_pick": "yes" if rng.random() < _PICKED else None,
        "advertised": "yes" if rng.random() < _PAID_FOR else None,
    }


def _format(rng: Generator, genre: str) -> str:
    if genre in ("children", "cookery") and rng.random() < 0.6:
        return "hardback"
    drawn = rng.random()
    for name, share in _FORMATS.items():
        drawn -= share
        if drawn < 0:
            return name
    return "paperback"


def _price(rng: Generator, genre: str, bound: str) -> float:
    """In the shop's own coin, ending in .50 or .90."""
    usual = _PRICES[bound] * _DEARER.get(genre, 1.0)
    price = usual * (1 + 0.18 * float(rng.standard_normal()))
    return round(max(round(price), 3) - (0.1 if rng.random() < 0.6 else 0.5), 2)


def _stock(rng: Generator, bound: str) -> int | None:
    """Pieces left at the end of the log; nobody counts files."""
    if bound in ("ebook", "audiobook"):
        return None
    return 0 if rng.random() < _SOLD_OUT else 1 + int(rng.exponential(24))


def _age_limit(rng: Generator, tags: tuple[str, ...]) -> int | None:
    if tags[0] not in _GROWN_UP:
        return None
    drawn = rng.random()
    for age, share in _AGES.get(tags[-1], ()):
        drawn -= share
        if drawn < 0:
            return age
    return None


def _leaving(every: list[Plan]) -> dict[int, date]:
    """The few books that are taken off the shelf, by their place counted from 1, and when."""
    rng = seeded("leaving")
    old = [at for at, plan in enumerate(every, start=1) if plan.since.year < 2024 and plan.since < COLD_FROM]
    chosen = shuffled(rng, old)[:_LEAVING]
    return {at: date.fromordinal(_NEVER_LEAVES_BEFORE.toordinal() + int(rng.integers(420))) for at in chosen}
