"""The sample data keep what their README promises."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scaffold.text import language, normalise

SAMPLE = Path(__file__).parents[1] / "scaffold_customer_service" / "sample"
FILES = sorted(path.name for path in SAMPLE.iterdir() if path.suffix in (".csv", ".jsonl", ".md"))
SPLITS = {"train": 0.7, "validation": 0.1, "test": 0.2}
NOT_BANKING = {"complaint", "greeting", "talk_to_person", "thanks"}


def csv_rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def json_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


def key(text: str) -> str:
    return re.sub(r"[^\w ]", "", normalise(text).casefold()).strip() or text


def near_duplicates(texts: list[str], level: float) -> list[tuple[str, str]]:
    """Pairs whose sets of character triples overlap (Jaccard) by at least the level."""
    triples = [{f" {key(t)} "[i : i + 3] for i in range(len(key(t)))} for t in texts]
    column = {triple: i for i, triple in enumerate(sorted(set().union(*triples)))}
    present = np.zeros((len(texts), len(column)), dtype=np.float32)
    for row, found in enumerate(triples):
        present[row, [column[triple] for triple in found]] = 1
    shared, size = present @ present.T, present.sum(axis=1)
    overlap = np.triu(shared / (size[:, None] + size[None, :] - shared), k=1)
    return [(texts[i], texts[j]) for i, j in np.argwhere(overlap >= level)]


INTENTS = {row["intent"] for row in csv_rows("intents.csv")}
FAQ = {row["id"]: row for row in json_rows("faq.jsonl")}
TURNS = [
    pytest.param(turn, id=f"{c['id']}-{i}")
    for c in json_rows("conversations.jsonl")
    for i, turn in enumerate(c["turns"])
]


@pytest.mark.parametrize("name", FILES)
def test_file_is_utf8_without_bom_and_in_normal_form(name: str) -> None:
    raw = (SAMPLE / name).read_bytes()
    text = raw.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert all(line == normalise(line) for line in text.splitlines() if not name.endswith(".md"))


def test_intents_are_enough_and_varied() -> None:
    rows = csv_rows("intents.csv")
    assert list(rows[0]) == ["text", "intent", "split"]
    counts = Counter(row["intent"] for row in rows)
    assert len(counts) == 38
    assert set(counts.values()) == {38}
    assert len(INTENTS - NOT_BANKING) >= 30
    assert {language(row["text"]) for row in rows} == {"en"}
    for intent in INTENTS - NOT_BANKING:
        lengths = [len(row["text"].split()) for row in rows if row["intent"] == intent]
        assert max(lengths) >= 4 * min(lengths), intent


def test_chinese_intents_are_known_and_chinese() -> None:
    rows = csv_rows("intents_zh.csv")
    counts = Counter(row["intent"] for row in rows)
    assert len(counts) == 8
    assert set(counts.values()) == {12}
    assert set(counts) <= INTENTS
    assert {language(row["text"]) for row in rows} == {"zh"}


@pytest.mark.parametrize("name", ["intents.csv", "intents_zh.csv"])
def test_splits_are_stratified(name: str) -> None:
    by_intent: dict[str, Counter[str]] = defaultdict(Counter)
    for row in csv_rows(name):
        by_intent[row["intent"]][row["split"]] += 1
    for intent, counts in by_intent.items():
        assert set(counts) == set(SPLITS)
        for split, share in SPLITS.items():
            assert abs(counts[split] - share * counts.total()) <= 1, (intent, split)


def test_no_text_appears_twice_in_any_file() -> None:
    texts = [row["text"] for name in ("intents.csv", "intents_zh.csv", "out_of_scope.csv") for row in csv_rows(name)]
    texts += [row["query"] for row in csv_rows("faq_queries.csv")]
    assert [text for text, n in Counter(map(key, texts)).items() if n > 1] == []
    assert near_duplicates(texts, level=0.65) == []


def test_near_duplicates_finds_a_copy_with_small_changes() -> None:
    copy = ["Where is my new card?", "where's my new card", "How do I close my account?"]
    assert near_duplicates(copy, level=0.65) == [tuple(copy[:2])]


def test_out_of_scope_is_half_far_half_near() -> None:
    assert Counter(row["kind"] for row in csv_rows("out_of_scope.csv")) == {"far": 60, "near": 60}


def test_faq_entries_are_complete() -> None:
    rows = json_rows("faq.jsonl")
    assert len(rows) == len(FAQ) == len({key(row["question"]) for row in rows}) == 120
    for row in rows:
        assert list(row) == ["id", "question", "answer", "intent", "source", "updated"]
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["id"])
        assert row["intent"] in INTENTS
        assert row["source"].startswith("Help centre > ")
        assert date.fromisoformat(row["updated"]) <= date(2026, 3, 31)
        assert 2 <= len(re.findall(r"[.?!](?:\s|$)", row["answer"])) <= 5, row["id"]


def test_every_banking_intent_has_an_faq_entry() -> None:
    assert {row["intent"] for row in FAQ.values()} == INTENTS - {"greeting", "thanks"}


@pytest.mark.parametrize(
    ("pattern", "figures", "places"),
    [
        (r"£(\d+) (?:a month|for the Plus Account)(?:,| you pay| and)", {"9"}, 3),
        (r"(\d\.\d+)% (?:on the Everyday Account|of the amount)", {"1.75"}, 2),
        (r"(?:[Ee]xpress delivery is|It costs) £(\d+)", {"12"}, 2),
        (r"£(\d+) for a (?:second replacement|paper copy)|each further one costs £(\d+)", {"6", "4"}, 3),
        (
            r"(01632 960 1[04]0) (?:between|meanwhile|once|and we agree|from|weekdays)?",
            {"01632 960 100", "01632 960 140"},
            5,
        ),
        (r"arrives? in (3 to 5) working days|takes (3 to 5) working days", {"3 to 5"}, 2),
    ],
)
def test_faq_figures_agree(pattern: str, figures: set[str], places: int) -> None:
    answers = " ".join(row["answer"] for row in FAQ.values())
    found = [next(filter(None, match.groups())) for match in re.finditer(pattern, answers)]
    assert set(found) == figures
    assert len(found) >= places


def test_faq_queries_point_to_entries_in_other_words() -> None:
    rows = csv_rows("faq_queries.csv")
    assert Counter(row["split"] for row in rows) == {"validation": 75, "test": 75}
    assert {row["faq_id"] for row in rows} == set(FAQ)
    for row in rows:
        asked, known = (set(key(text).split()) for text in (row["query"], FAQ[row["faq_id"]]["question"]))
        assert len(asked & known) / len(asked | known) <= 0.5, row["query"]


def test_conversations_are_twenty_and_end_in_every_action() -> None:
    conversations = json_rows("conversations.jsonl")
    assert len({c["id"] for c in conversations}) == len({c["title"] for c in conversations}) == 20
    actions = {
        turn["expect"]["action"]
        for c in conversations
        for turn in c["turns"]
        if isinstance(turn["expect"]["action"], str)
    }
    assert actions == {"answer", "ask", "handoff"}


def test_conversations_do_not_repeat_what_a_model_was_trained_on() -> None:
    said = {key(turn["user"]) for c in json_rows("conversations.jsonl") for turn in c["turns"]}
    assert said & {key(row["text"]) for row in csv_rows("intents.csv")} == set()


@pytest.mark.parametrize("turn", TURNS)
def test_conversation_turn_refers_to_known_things(turn: dict[str, Any]) -> None:
    expect = turn["expect"]
    action = expect["action"]
    assert set(action if isinstance(action, list) else [action]) <= {"answer", "ask", "handoff"}
    assert set(expect) <= {"action", "intent", "source", "options_include", "mentions", "slots"}
    assert set(expect.get("options_include", ())) <= INTENTS
    assert "intent" not in expect or expect["intent"] in INTENTS
    assert all(value in turn["user"] for value in expect.get("slots", {}).values())
    if "source" in expect:
        entry = FAQ[expect["source"]]
        assert entry["intent"] == expect["intent"]
        assert all(word in entry["answer"] for word in expect.get("mentions", ()))


def test_dialogues_run_forward_between_customer_and_agent() -> None:
    dialogues = json_rows("dialogues.jsonl")
    assert len({d["id"] for d in dialogues}) == 12
    for dialogue in dialogues:
        assert dialogue["intent"] in INTENTS
        times = [datetime.fromisoformat(turn["time"]) for turn in dialogue["turns"]]
        assert times == sorted(times)
        assert {turn["speaker"] for turn in dialogue["turns"]} == {"customer", "agent"}
        assert all(turn["text"] for turn in dialogue["turns"])


@pytest.mark.parametrize("name", FILES)
def test_no_number_or_address_could_be_a_real_one(name: str) -> None:
    text = (SAMPLE / name).read_text(encoding="utf-8")
    assert all(number.startswith("01632 960") for number in re.findall(r"\b0\d{4} \d{3}(?: \d+)?", text))
    assert re.findall(r"\d{8,}", text) == []
    assert re.findall(r"(?:\d{4}[ -]){3}\d{4}", text) == []
    assert re.findall(r"\b[A-Z]{2}\d{2}[A-Z]{4}", text) == []
    assert all(host.endswith(".example") for host in re.findall(r"[\w.]+@([\w.]*\w)", text))


def test_readme_counts_are_those_of_the_files() -> None:
    table = re.findall(r"^\| `(\S+)` \| ([\d,]+) \|", (SAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    counted = {n: len(csv_rows(n) if n.endswith(".csv") else json_rows(n)) for n in FILES if not n.endswith(".md")}
    assert {name: int(count.replace(",", "")) for name, count in table} == counted
