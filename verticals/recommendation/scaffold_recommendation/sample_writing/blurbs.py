"""The title, the text and the tags of each book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_recommendation.sample_writing.blockfile import Line, blocks, is_fiction
from scaffold_recommendation.sample_writing.people import person, places
from scaffold_recommendation.sample_writing.seeded import pick, seeded
from scaffold_recommendation.sample_writing.wording import drawn, filled, sentences, slots, version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from scaffold_recommendation.sample_writing.plans import Plan

_ABOUT_THE_HERO = {"first", "he", "his", "him", "himself"}
_NEWCOMERS = {"friend", "other"}
_TRIES = 400
_WITH_TURN = 0.7
# A text has at most four sentences with its closing one.
_ROOM_FOR_A_TURN = 2


@dataclass(frozen=True)
class Blurb:
    """What a shop says of a book."""

    title: str
    text: str
    tags: tuple[str, ...]


class Writer:
    """Writes one blurb after the other; no sentence comes twice."""

    def __init__(self) -> None:
        self._written: set[str] = set()
        self._uses: Counter[Line] = Counter()

    def blurb(self, plan: Plan) -> Blurb:
        """The blurb of a book.

        :raises ValueError: all closings that suit it are used up; the blocks need more of them.
        """
        story = plan.story
        rng = seeded("blurb", plan.language, story.genre, story.number, story.version)
        values = _values(plan, rng)
        body = version(story.text, story.version)
        known = slots(body) | (_ABOUT_THE_HERO if "hero" in slots(body) else set())
        parts, themes = [filled(_named_once(body), values)], list(story.themes)
        have = blocks(plan.language, story.genre)
        if len(sentences(parts[0])) <= _ROOM_FOR_A_TURN and rng.random() < _WITH_TURN:
            turn = self._new(rng, [line for line in have.turns if line.tag not in themes], known, values)
            if turn:
                parts.append(turn[1])
                themes += [turn[0].tag] if turn[0].tag else []
        closing = self._new(rng, [line for line in have.closings if line.tag in story.moods], known, values)
        if closing is None:
            raise ValueError(f"all closings of {plan.language} {story.genre} are used up for {story.moods}")
        parts.append(closing[1])
        self._written.update(part for text in parts for part in sentences(text))
        return Blurb(
            filled(story.title, values),
            ("" if plan.language == "zh" else " ").join(parts),
            (story.genre, *dict.fromkeys(themes), closing[0].tag),
        )

    def _new(
        self, rng: Generator, lines: Sequence[Line], known: set[str], values: dict[str, str]
    ) -> tuple[Line, str] | None:
        """A sentence that was not written before, of a line that suits and was used least; None if there is none."""
        suitable = [line for line in lines if _suits(line, known)]
        for attempt in range(_TRIES if suitable else 0):
            least = min(self._uses[line] for line in suitable) + attempt // 20
            line = pick(rng, [line for line in suitable if self._uses[line] <= least])
            text = filled(drawn(line.text, rng), values)
            if self._written.isdisjoint(sentences(text)):
                self._uses[line] += 1
                return line, text
        return None


def _suits(line: Line, known: set[str]) -> bool:
    """Whether the line names nobody that the story does not know, and introduces nobody whom it knows."""
    named = slots(line.text)
    return named - _NEWCOMERS <= known and not named & _NEWCOMERS & known


def _named_once(text: str) -> str:
    """The text with the hero in full only at the first mention."""
    before, hero, after = text.partition("{hero}")
    return before + hero + after.replace("{hero}", "{again}")


def _values(plan: Plan, rng: Generator) -> dict[str, str]:
    """The people and places of a book; who tells of facts is its author."""
    sexes = plan.story.sexes
    own_story = is_fiction(plan.story.genre) or plan.story.genre == "biography"
    hero = person(rng, plan.language, sexes[:1]) if own_story else plan.author
    others = [person(rng, plan.language, sexes[1:2]), person(rng, plan.language)]
    while hero.first == others[0].first:
        others[0] = person(rng, plan.language, sexes[1:2])
    where = places(rng, plan.language)
    if plan.place:
        where[plan.place[0]] = plan.place[1]
    friend = others[0].name if plan.language == "zh" else others[0].first
    # People of a story go by their first names, those of the real world by their surnames, all Chinese by both.
    again = hero.name if plan.language == "zh" else hero.first if is_fiction(plan.story.genre) else hero.surname
    named = {"hero": hero.name, "again": again, "first": hero.first, "friend": friend, "other": others[1].name}
    return named | hero.pronouns | where
