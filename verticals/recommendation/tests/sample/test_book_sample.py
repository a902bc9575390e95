"""The sample keeps what its README promises."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scaffold.data.minhash import MinHash, jaccard
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.sample_writing.__main__ import files
from scaffold_recommendation.sample_writing.plans import plans
from scaffold_recommendation.sample_writing.wording import sentences
from scaffold_recommendation.simulation.session import READERS, SEED
from scaffold_recommendation.simulation.shelf import Shelf
from scaffold_recommendation.simulation.taste import readers

SAMPLE = Path(__file__).parents[2] / "scaffold_recommendation" / "sample"
MOODS = {"dark", "tense", "cosy", "funny", "melancholy", "eerie", "thoughtful", "hopeful", "tender", "sweeping"}
FICTION = {"children", "crime", "fantasy", "history", "romance", "science fiction"}
KEYS = (
    "id", "title", "author", "description", "tags", "price", "stock", "since", "until", "publisher", "series", "volume",
    "format", "age_limit", "language", "staff_pick", "advertised",
)  # fmt: skip


@cache
def books() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / "books.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((SAMPLE / name).read_text(encoding="utf-8")), strict=True))


@cache
def told() -> str:
    """The README with its lines joined."""
    return " ".join((SAMPLE / "README.md").read_text(encoding="utf-8").split())


def promised(pattern: str) -> list[int]:
    """The numbers of a sentence of the README."""
    found = re.search(pattern, told())
    assert found, pattern
    return [int(number.replace(",", "")) for number in found.groups()]


def test_writing_it_again_gives_the_same_bytes() -> None:
    written = files()
    assert {path.name for path in SAMPLE.iterdir()} == set(written)
    for name, text in written.items():
        assert (SAMPLE / name).read_bytes() == text.encode("utf-8"), name


def test_books_are_as_many_as_promised() -> None:
    rows = books()
    assert [row["id"] for row in rows] == [f"b{number:04d}" for number in range(1, 801)]
    assert all(tuple(row) == KEYS for row in rows)
    assert len({row["title"] for row in rows}) == len({row["description"] for row in rows}) == 800
    assert Counter(row["language"] for row in rows) == {"en": 720, "zh": 80}
    genres = Counter(row["tags"][0] for row in rows)
    assert len(genres) == 12
    assert min(genres.values()) >= 40


def test_no_sentence_stands_in_two_books() -> None:
    seen = Counter(sentence for row in books() for sentence in sentences(row["description"]))
    assert [sentence for sentence, count in seen.items() if count > 1] == []


def test_no_two_descriptions_are_alike() -> None:
    texts = [row["description"] for row in books()]
    index = MinHash(bands=30, rows=4, seed=7)
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, bands in enumerate(index.bands(index.signatures(texts))):
        for band, value in enumerate(bands):
            buckets[band, int(value)].append(row)
    pairs = {pair for held in buckets.values() for pair in combinations(held, 2)}
    assert pairs
    assert [(texts[a], texts[b]) for a, b in pairs if jaccard(texts[a], texts[b]) >= 0.4] == []


def test_descriptions_are_two_to_five_sentences_without_a_mark_of_the_blocks() -> None:
    for row in books():
        text = row["description"]
        assert 2 <= len(sentences(text)) <= 5, text
        assert re.search(r"[\[\]{}|]|\s\s|,,|\s[.,;:]", row["title"] + " " + text) is None, text
        assert text[-1] in ".!?。？"
        assert text[0] == text[0].upper()


def test_chinese_books_are_chinese_and_the_others_are_not() -> None:
    for row in books():
        letters = sum("一" <= letter <= "鿿" for letter in row["title"] + row["description"])
        assert letters == 0 if row["language"] == "en" else letters > 40


def test_tags_are_a_genre_themes_and_a_mood() -> None:
    themes = Counter[str]()
    for row in books():
        genre, *between, mood = row["tags"]
        assert mood in MOODS
        assert 1 <= len(between) == len(set(between)) <= 3
        assert not set(between) & (MOODS | {genre})
        themes.update(between)
    assert len(themes) + len(MOODS) == promised(r"of (\d+) others the last is the mood")[0]
    assert min(themes.values()) >= 30


def test_themes_show_in_the_words() -> None:
    """Of the words of a description those of its themes are far more frequent than those of other themes."""
    words = {"sea": "sea harbour ship boat tide coast", "winter": "winter snow ice frost", "robots": "robot machine",
             "gardens": "garden orchard gardener flower", "trains": "train railway platform station"}  # fmt: skip
    english = [row for row in books() if row["language"] == "en"]
    for theme, known in words.items():
        pattern = re.compile(rf"\b(?:{'|'.join(known.split())})s?\b", re.IGNORECASE)
        own = [bool(pattern.search(row["description"] + row["title"])) for row in english if theme in row["tags"]]
        others = [
            bool(pattern.search(row["description"] + row["title"])) for row in english if theme not in row["tags"]
        ]
        assert np.mean(own) > 4 * np.mean(others), theme


def test_prices_stock_and_limits_are_as_promised() -> None:
    rows = books()
    assert all(re.search(r"\.[59]$", str(row["price"])) and 2 < row["price"] < 60 for row in rows)
    assert all((row["stock"] is None) == (row["format"] in ("ebook", "audiobook")) for row in rows)
    assert {row["age_limit"] for row in rows} == {None, 12, 16, 18}
    assert all(row["tags"][0] in FICTION - {"children"} for row in rows if row["age_limit"])
    sold_out, files_only, limited, picked, advertised = promised(
        r"(\d+) books are sold out .* the (\d+) e-books .* stock\. (\d+) books have an `age_limit` .*? "
        r"(\d+) are a `staff_pick` and (\d+) are"
    )
    assert sold_out == sum(row["stock"] == 0 for row in rows)
    assert files_only == sum(row["stock"] is None for row in rows)
    assert limited == sum(row["age_limit"] is not None for row in rows)
    assert picked == sum(row["staff_pick"] == "yes" for row in rows)
    assert advertised == sum(row["advertised"] == "yes" for row in rows)


def test_volumes_come_in_order_by_one_author() -> None:
    held = defaultdict(list)
    for row in books():
        if row["volume"] is not None:
            held[row["series"]].append(row)
    assert len(held) > 40
    for volumes in held.values():
        assert len({row["author"] for row in volumes}) == 1
        volumes.sort(key=lambda row: row["since"])
        assert sorted(row["volume"] for row in volumes) == list(range(1, len(volumes) + 1))
        in_order = sorted(volumes, key=lambda row: row["volume"])
        assert [row["since"] for row in in_order] == [row["since"] for row in volumes]


def test_the_two_books_of_a_story_are_by_two_authors() -> None:
    by_story = defaultdict(set)
    for plan in plans():
        by_story[plan.language, plan.story.genre, plan.story.number].add(plan.author.name)
    assert len(by_story) == 400
    assert {len(authors) for authors in by_story.values()} == {2}
    assert max(Counter(row["author"] for row in books()).values()) >= 8


def test_dates_are_as_promised() -> None:
    days = [date.fromisoformat(row["since"]) for row in books()]
    assert days == sorted(days)
    assert (min(days).year, max(days).year) == (2022, 2025)
    cold, leaving = promised(r"(\d+) books came out from 5 December 2025 on.*?(\d+) books have an `until`")
    assert cold == sum(day >= date(2025, 12, 5) for day in days) == 60
    ends = [date.fromisoformat(row["until"]) for row in books() if row["until"]]
    assert leaving == len(ends)


def test_readers_are_as_promised() -> None:
    rows = table("readers.csv")
    assert [row["user_id"] for row in rows] == [f"r{number:04d}" for number in range(1, READERS + 1)]
    assert {row["language"] for row in rows} == {"en", "zh", "en+zh"}
    assert all(11 <= int(row["age"]) <= 85 for row in rows)
    assert len({row["region"] for row in rows}) == 6


def test_every_event_is_possible() -> None:
    known = {row["id"]: row for row in books()}
    people = {row["user_id"]: row for row in table("readers.csv")}
    for row in table("events.csv"):
        book, reader, day = known[row["item_id"]], people[row["user_id"]], row["time"][:10]
        assert book["since"] <= day
        assert book["until"] is None or day < book["until"]
        assert book["language"] in reader["language"]
        assert int(book["age_limit"] or 0) <= int(reader["age"])
        assert not row["rating"] or (row["event"] == "purchase" and row["rating"] in "12345")


def test_events_are_in_order_and_twice_only_from_wish_to_purchase() -> None:
    rows = table("events.csv")
    times = [row["time"] for row in rows]
    assert times == sorted(times)
    assert times[0] >= "2024-07-01"
    assert times[-1] < "2026-01-01"
    assert all(datetime.fromisoformat(time).utcoffset() is not None for time in times[:100])
    pairs = defaultdict(list)
    for row in rows:
        pairs[row["user_id"], row["item_id"]].append(row["event"])
    assert {tuple(kinds) for kinds in pairs.values()} == {
        ("view",), ("wishlist",), ("purchase",), ("wishlist", "purchase")
    }  # fmt: skip


def test_counts_of_events_are_as_promised() -> None:
    rows = table("events.csv")
    kinds = Counter(row["event"] for row in rows)
    assert promised(r"- ([\d,]+) events from 1 July 2024 .*?: ([\d,]+) views, ([\d,]+) wishes and ([\d,]+) purch") == [
        len(rows), kinds["view"], kinds["wishlist"], kinds["purchase"]
    ]  # fmt: skip
    assert 40_000 <= len(rows) <= 60_000
    assert promised(r"([\d,]+) purchases have a rating")[0] == sum(bool(row["rating"]) for row in rows)


def test_activity_has_a_heavy_tail() -> None:
    counts = Counter(row["user_id"] for row in table("events.csv"))
    each = np.array([counts[row["user_id"]] for row in table("readers.csv")])
    median, few, many = promised(r"have at most (\d+) events; (\d+) have 5 or fewer, (\d+) have 100 or more")
    assert (np.median(each), (each <= 5).sum(), (each >= 100).sum()) == (median, few, many)
    assert 0.12 <= (each <= 5).mean() <= 0.18
    assert each.min() >= 1
    assert many >= 10


def test_popularity_has_a_head_and_a_cold_tail() -> None:
    counts = Counter(row["item_id"] for row in table("events.csv"))
    each = np.array([counts[row["id"]] for row in books()])
    top, share, none, seldom = promised(
        r"The (\d+) most taken books have (\d+) % of the events\. (\d+) books have no event, (\d+) have 5 or fewer"
    )
    assert round(100 * np.sort(each)[::-1][:top].sum() / each.sum()) == share >= 30
    assert ((each == 0).sum(), (each <= 5).sum()) == (none, seldom)
    cold = np.array([row["since"] >= "2025-12-05" for row in books()])
    assert np.median(each[cold]) <= 5 < np.median(each[~cold])


def test_the_vertical_reads_it_whole() -> None:
    data = read_data(None)
    assert (len(data.interactions), len(data.catalogue), len(data.people)) == (len(table("events.csv")), 800, READERS)
    assert data.interactions.is_dated
    assert set(data.interactions.kinds) == {"view", "wishlist", "purchase"}
    assert data.catalogue[0].category == books()[0]["tags"][0]


def test_readers_of_the_read_catalogue_are_those_of_the_log() -> None:
    made = readers(Shelf(read_data(None).catalogue, SEED), READERS, SEED)
    assert [(reader.name, str(reader.age), reader.language, reader.region) for reader in made] == [
        tuple(row.values()) for row in table("readers.csv")
    ]


@pytest.mark.parametrize(("name", "most"), [("events.csv", 3_000_000), ("books.jsonl", 800_000)])
def test_files_are_small(name: str, most: int) -> None:
    assert (SAMPLE / name).stat().st_size < most
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 4_000_000
