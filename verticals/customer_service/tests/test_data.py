"""The loaders: intents, FAQ entries, dialogue logs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold_customer_service.data import load_dialogues, load_faq, load_intents

SETTINGS = DataSettings()


def test_sample_intents_come_with_their_own_splits() -> None:
    dataset = load_intents(None, SETTINGS)
    assert {name: len(examples) for name, examples in dataset.splits.items()} == {
        "train": 988,
        "validation": 152,
        "test": 304,
    }
    assert dataset.heads == ("intent",)
    assert len(set(dataset.splits["train"].labels("intent"))) == 38


def test_own_intents_are_read_from_any_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    rows = [f"question {i} about {label}\t{label}" for i in range(12) for label in ("fees", "cards")]
    path.write_text("\n".join(["question\tcategory", *rows]) + "\n", encoding="utf-8")
    dataset = load_intents(path, SETTINGS)
    assert sum(map(len, dataset.splits.values())) == 24
    assert set(dataset.splits["train"].labels("intent")) == {"fees", "cards"}


def test_sample_faq_entries_are_examples_with_answer_and_source() -> None:
    dataset = load_faq(None, SETTINGS)
    first = dataset.splits["train"][0]
    assert len(dataset.splits["train"]) == 120
    assert (first.id, first.labels["intent"]) == ("report-lost-card", "card_lost")
    assert first.metadata["source"] == "Help centre > Cards > Lost and stolen"
    assert "01632 960 199" in first.metadata["answer"]


def test_sample_dialogues_are_the_customers_turns_and_no_conversation_is_in_two_splits() -> None:
    dataset = load_dialogues(None, SETTINGS)
    groups = {name: {example.group for example in examples} for name, examples in dataset.splits.items()}
    assert sum(map(len, groups.values())) == len(set().union(*groups.values())) == 12
    turns = [example for examples in dataset.splits.values() for example in examples]
    assert {example.metadata["speaker"] for example in turns} == {"customer"}
    labelled = [example for example in turns if example.labels]
    assert len(labelled) == 12
    (first,) = [example for example in labelled if example.group == "d01"]
    assert (first.labels["intent"], first.id) == ("card_lost", "d01:1")
    assert first.time is not None
    assert (first.time.year, first.time.hour) == (2026, 9)


def write_lines(path: Path, *values: object) -> Path:
    path.write_text("".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values), encoding="utf-8")
    return path


def test_turns_may_have_intents_of_their_own_and_chinese_speakers(tmp_path: Path) -> None:
    turns = [
        {"speaker": "客户", "text": "卡丢了", "intent": "card_lost"},
        {"speaker": "客服", "text": "已冻结"},
        {"speaker": "客户", "text": " "},
        {"speaker": "客户", "text": "谢谢", "intent": "thanks"},
    ]
    chats = [{"id": f"c{i}", "turns": turns} for i in range(10)]
    dataset = load_dialogues(write_lines(tmp_path / "chats.jsonl", *chats), SETTINGS)
    found = sorted((e.id, e.text, e.labels["intent"]) for examples in dataset.splits.values() for e in examples)
    assert found[:2] == [("c0:1", "卡丢了", "card_lost"), ("c0:4", "谢谢", "thanks")]
    assert len(found) == 20


def test_table_with_a_turn_a_row_is_read_with_its_conversations(tmp_path: Path) -> None:
    header = "conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent\n"
    for split, chats in (("train", range(8)), ("dev", range(8, 10)), ("test", range(10, 12))):
        rows = [
            f"chat{chat}\t{turn}\t{chat}-{turn}\twords of turn {turn} in chat {chat}\tO O O O O O O\tintent{turn % 2}\n"
            for chat in chats
            for turn in range(4)
        ]
        (tmp_path / f"{split}.tsv.gz").write_bytes(gzip.compress((header + "".join(rows)).encode("utf-8")))
    dataset = load_dialogues(tmp_path, SETTINGS)
    assert {name: len(examples) for name, examples in dataset.splits.items()} == {
        "train": 32,
        "validation": 8,
        "test": 8,
    }
    example = dataset.splits["train"][1]
    assert (example.group, example.text, example.labels["intent"]) == ("chat0", "words of turn 1 in chat 0", "intent1")


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ({"id": "b"}, "no list of turns"),
        ({"id": "b", "turns": ["hello"]}, "no list of turns"),
        ({"id": "b", "turns": [{"speaker": "customer"}]}, "turn 1 needs a `speaker` and a `text`"),
    ],
)
def test_conversation_that_is_not_as_expected_is_named_with_its_line(
    tmp_path: Path, second: object, message: str
) -> None:
    good = {"id": "a", "turns": [{"speaker": "customer", "text": "hello"}]}
    path = write_lines(tmp_path / "chats.jsonl", good, second)
    with pytest.raises(DataError) as caught:
        load_dialogues(path, SETTINGS)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert message in str(caught.value)


def test_transcripts_without_customers_are_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "chats.jsonl", {"turns": [{"speaker": "agent", "text": "hello"}]})
    with pytest.raises(DataError, match="no turn of a customer"):
        load_dialogues(path, SETTINGS)


@pytest.mark.parametrize("load", [load_intents, load_faq, load_dialogues])
def test_missing_file_is_one_clear_error(tmp_path: Path, load: object) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path / "nothing.jsonl", SETTINGS)  # type: ignore[operator]
    assert "nothing.jsonl" in str(caught.value)
