from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from scaffold.errors import DataError, IndexStampError, UserError
from scaffold.models.base import load_encoder
from scaffold.text import content_hash, words
from scaffold_customer_service.faq.entry import FaqEntry
from scaffold_customer_service.faq.file import read_faq
from scaffold_customer_service.faq.queries import read_queries
from scaffold_customer_service.faq.search import FaqSearch

SAMPLE = Path(__file__).parents[2] / "scaffold_customer_service" / "sample"


class WordEncoder:
    """Every word points in a direction of its own; a text is the sum of its words."""

    dimension = 32

    def __init__(self, fingerprint: str = "words") -> None:
        self.fingerprint = fingerprint

    def encode(self, texts: Sequence[str], *, progress: object = None) -> np.ndarray:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                seed = int(content_hash(word)[:8], 16)
                rows[row] += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


ENTRIES = [
    FaqEntry("block", "How do I block my card?", "Open the app and tap Block.", "cards.md:3", "card_lost"),
    FaqEntry("fees", "What does the account cost?", "The account is free.", "fees.md:1"),
    FaqEntry(
        "abroad", "Can I pay abroad?", "Yes, everywhere.", "cards.md:9", alternatives=("Does it work on holiday?",)
    ),
]


@pytest.fixture
def faq(tmp_path: Path) -> FaqSearch:
    with FaqSearch.build(tmp_path / "index", ENTRIES, WordEncoder()) as made:
        yield made


def test_the_entry_that_says_it_comes_first_with_its_source(faq: FaqSearch) -> None:
    hit = faq.search("how can I block a card")[0]
    assert hit.entry == ENTRIES[0]
    assert hit.entry.source == "cards.md:3"
    assert 0 < hit.confidence < 1


def test_another_phrasing_finds_the_entry(faq: FaqSearch) -> None:
    assert faq.search("on holiday", k=1)[0].entry.id == "abroad"


def test_the_words_of_the_answer_find_the_entry(faq: FaqSearch) -> None:
    assert faq.search("free", k=1)[0].entry.id == "fees"


def test_only_the_first_hit_can_be_confident(faq: FaqSearch) -> None:
    hits = faq.search("What does the account cost?")
    assert hits[0].confident
    assert not any(hit.confident for hit in hits[1:])
    assert not faq.search("zebra unicorn")[0].confident


def test_many_queries_give_what_each_gives_alone(faq: FaqSearch) -> None:
    queries = ["block card", "cost", "信用卡", ""]
    assert faq.search_many(queries, k=2) == [faq.search(query, k=2) for query in queries]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    with FaqSearch.build(tmp_path / "empty", [], WordEncoder()) as faq:
        assert faq.search("anything") == []


def test_entries_are_added_changed_and_removed_while_in_use(faq: FaqSearch) -> None:
    new = FaqEntry("rates", "Which interest do savings earn?", "Two percent.", "rates.md:1")
    changed = FaqEntry("fees", "What does the account cost?", "Five pounds.", "fees.md:1")
    assert faq.put([ENTRIES[0], changed, new]) == (1, 1, 1)
    assert faq.search("interest savings", k=1)[0].entry == new
    assert faq.entry("fees").answer == "Five pounds."
    faq.remove(["rates"])
    assert [entry.id for entry in faq.entries()] == ["abroad", "block", "fees"]
    assert "rates" not in faq
    with pytest.raises(UserError, match="no document 'rates'"):
        faq.entry("rates")


def test_an_index_of_another_encoder_is_refused(tmp_path: Path) -> None:
    FaqSearch.build(tmp_path / "index", ENTRIES, WordEncoder()).close()
    with pytest.raises(IndexStampError, match=r"'words'.*'other'"):
        FaqSearch.open(tmp_path / "index", WordEncoder("other"))


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'block' in the index already"):
        FaqSearch.build(tmp_path / "index", [*ENTRIES, ENTRIES[0]], WordEncoder())
    assert list(tmp_path.iterdir()) == []


def test_a_build_does_not_touch_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="something here already"):
        FaqSearch.build(tmp_path, ENTRIES, WordEncoder())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def _many(count: int) -> list[FaqEntry]:
    return [
        FaqEntry(f"e{i}", f"What about topic{i}?", f"The topic{i} is explained on page{i}.", f"f:{i}")
        for i in range(count)
    ]


def test_the_confidence_is_learned_from_queries_and_kept(tmp_path: Path) -> None:
    entries = _many(40)
    queries = [(f"tell me topic{i}", f"e{i}") for i in range(40)] + [("nothing known", "e1"), ("gone", "not-there")]
    with FaqSearch.build(tmp_path / "index", entries, WordEncoder(), queries) as faq:
        known = faq.search("explain topic7")[0]
        unknown = faq.search("something else entirely")[0]
        assert known.confident
        assert not unknown.confident
        assert known.confidence > unknown.confidence
    with FaqSearch.open(tmp_path / "index", WordEncoder(), read_only=True) as again:
        assert again.search("explain topic7")[0] == known


def test_without_queries_the_confidence_is_learned_from_the_entries(tmp_path: Path) -> None:
    with (
        FaqSearch.build(tmp_path / "few", _many(5), WordEncoder()) as few,
        FaqSearch.build(tmp_path / "many", _many(60), WordEncoder()) as many,
    ):
        assert many.search("topic3")[0].confidence != few.search("topic3")[0].confidence
        assert many.search("What about topic3?")[0].confident
        assert not many.search("unheard of")[0].confident


def test_queries_are_read_from_one_split(tmp_path: Path) -> None:
    path = tmp_path / "queries.csv"
    path.write_text("query,faq_id,split\na,x,validation\nb,y,test\n", encoding="utf-8")
    assert read_queries(path) == [("a", "x")]
    assert read_queries(path, "test") == [("b", "y")]
    path.write_text("query,faq_id\na,x\nb,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"queries\.csv:3: this row needs"):
        read_queries(path)
    with pytest.raises(DataError, match="no such file of queries"):
        read_queries(tmp_path / "nowhere.csv")


def test_the_shipped_sample_is_found_by_questions_in_other_words(tmp_path: Path) -> None:
    encoder = load_encoder()
    queries = read_queries(SAMPLE / "faq_queries.csv", "test")
    with (SAMPLE / "out_of_scope.csv").open(encoding="utf-8", newline="") as stream:
        foreign = [next(iter(row.values())) for row in csv.DictReader(stream)]
    with FaqSearch.build(
        tmp_path / "index", read_faq(SAMPLE / "faq.jsonl").entries, encoder, read_queries(SAMPLE / "faq_queries.csv")
    ) as faq:
        found = faq.search_many([query for query, _ in queries])
        elsewhere = faq.search_many(foreign)
    names = [name for _, name in queries]
    among = [name in [hit.entry.id for hit in hits] for hits, name in zip(found, names, strict=True)]
    sure = [hits[0].entry.id == name for hits, name in zip(found, names, strict=True) if hits[0].confident]
    assert sum(among) / len(among) >= 0.9
    assert len(sure) >= 5
    assert sum(sure) / len(sure) >= 0.7
    assert sum(hits[0].confident for hits in elsewhere) / len(elsewhere) <= 0.05
