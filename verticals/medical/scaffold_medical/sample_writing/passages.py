"""The rows of `sections.csv` and `questions.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TypeVar

from scaffold_medical.sample_writing import people
from scaffold_medical.sample_writing.blockfile import BLOCKS, background, cases, headed
from scaffold_medical.sample_writing.letters import HEADINGS, filled
from scaffold_medical.sample_writing.markup import expand, join, segments
from scaffold_medical.sample_writing.seeded import seeded
from scaffold_medical.sample_writing.slots import ChineseSlots, Slots
from scaffold_medical.sample_writing.triage import mistyped

OF_CASES = {"history": "h", "examination": "e", "investigations": "i", "assessment": "a", "plan": "p"}
OF_BACKGROUND = ("medication", "allergies", "family_history", "social_history")
PASSAGES = {"en": 126, "zh": 12}
SPLITS = {"train": 0.6, "validation": 0.15, "test": 0.25}
HEADED = 0.2
SHORTEST = 8
PERSON = "⟦⟧"
Source = tuple[str, tuple[str, ...], int, int]
Item = TypeVar("Item")


def sections() -> list[tuple[str, str, str]]:
    """Text, section and split of each passage; what a block says is in one split alone."""
    rows = [
        row for language in PASSAGES for section in (*OF_CASES, *OF_BACKGROUND) for row in _section(section, language)
    ]
    seeded().shuffle(rows)
    return rows


def questions() -> list[tuple[str, str, str]]:
    """Text, type and split of each question: half of them written one by one, half of many frames with other topics."""
    rows = []
    frames = {kind: lines[0].split("|") for kind, lines in headed(BLOCKS / "question_frames.txt").items()}
    for kind, texts in headed(BLOCKS / "questions.txt").items():
        order = [*texts, *_framed(kind, frames, len(texts))]
        seeded(kind).shuffle(order)
        rows += [(text, kind, split) for split, part in _split(order).items() for text in part]
    seeded().shuffle(rows)
    return rows


def _framed(kind: str, frames: dict[str, list[str]], count: int) -> list[str]:
    rng = seeded("frames", kind)
    topics = {"c": frames["conditions"], "d": frames["drugs"], "p": [PERSON]}
    found: dict[str, str] = {}
    turn = 0
    while len(found) < count:
        asked = expand(frames[kind][turn % len(frames[kind])], rng, lambda name: rng.choice(topics[name]))
        found.setdefault(asked, asked.replace(PERSON, rng.choice(frames["people"])))
        turn += 1
    return list(found.values())


def _section(section: str, language: str) -> Iterator[tuple[str, str, str]]:
    sources = _sources(section, language)
    seeded(section, language).shuffle(sources)
    for split, part in _split(sources).items():
        rng = seeded(section, language, split)
        seen: set[str] = set()
        for i in range(round(PASSAGES[language] * SPLITS[split])):
            text = _passage(part, i, section, language, rng)
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield text, section, split


def _passage(part: list[Source], turn: int, section: str, language: str, rng: Random) -> str:
    """One source in turn; of the short ones of the background often two that fit one person."""
    block, sexes, youngest, oldest = part[turn % len(part)]
    blocks = [block]
    others = [s for s in part if s[0] != block and s[2] <= youngest <= s[3] and set(s[1]) & set(sexes)]
    if section in OF_BACKGROUND and others and (turn >= len(part) or rng.random() < 0.8):
        other = rng.choice(others)
        blocks.append(other[0])
        sexes, oldest = tuple(s for s in sexes if s in other[1]), min(oldest, other[3])
    who = people.person(rng, language, rng.choice(sexes), rng.randint(youngest, min(oldest, max(88, youngest))))
    slots = (ChineseSlots if language == "zh" else Slots)(who, seeded(rng.random()), rng)
    text = (" " if language == "en" else "").join(filled(block, slots, rng) for block in blocks)
    if language == "en" and rng.random() < HEADED:
        text = f"{rng.choice(HEADINGS[OF_CASES.get(section, section)])}: {text}"
    parts = mistyped(segments(text), rng, 0.006)
    if language == "en" and rng.random() < 0.15:
        return join(parts).text.lower()
    return join(parts).text


def _sources(section: str, language: str) -> list[Source]:
    if section in OF_BACKGROUND:
        lines = background(section, language)
        return [(line.text, line.sexes, max(line.youngest, 1), max(line.oldest, 1)) for line in lines]
    found = []
    for known in cases(language).values():
        for case in known:
            wordings = [text for text in case.parts.get(OF_CASES[section], ()) if len(text) > SHORTEST]
            if wordings:
                found.append((wordings[-1], case.sexes, case.youngest, case.oldest))
    return found


def _split(items: list[Item]) -> dict[str, list[Item]]:
    first, second = round(0.6 * len(items)), max(round(0.75 * len(items)), round(0.6 * len(items)) + 1)
    return {"train": items[:first], "validation": items[first:second], "test": items[second:]}
