"""From a path to splits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.data.load import load_dataset
from scaffold.errors import DataError
from scaffold.settings import DataSettings


def sizes(dataset):
    return {name: len(examples) for name, examples in dataset.splits.items()}


def test_one_file_is_split_three_ways(write, load, questions):
    dataset = load(write("a.csv", questions))
    assert sizes(dataset) == {"train": 31, "validation": 3, "test": 6}
    assert sorted(set(dataset.splits["test"].labels("intent"))) == ["card_arrival", "refund"]
    assert dataset.files[0].rows == 40
    assert len(dataset.files[0].sha256) == 64


@settings(max_examples=15, deadline=None)
@given(rows=st.integers(6, 60), seed=st.integers(0, 3))
def test_no_row_is_lost_or_in_two_splits(tmp_path_factory, rows, seed):
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    path.write_text("text,label\n" + "".join(f"text {i},{'xyz'[i % 3]}\n" for i in range(rows)), encoding="utf-8")
    dataset = load_dataset(path, DataSettings(), ("intent",), seed=seed)
    texts = [text for examples in dataset.splits.values() for text in examples.texts()]
    assert sorted(texts) == sorted(f"text {i}" for i in range(rows))


def test_the_same_seed_gives_the_same_splits(write, load, questions):
    path = write("a.csv", questions)
    hashes = [[s.content_hash for s in load(path, seed=seed).splits.values()] for seed in (1, 1, 2)]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("name", ["dev", "valid", "val", "validation"])
def test_given_splits_are_kept(write, load, questions, name):
    for split in ("train", name, "test"):
        write(f"all/{split}.csv", questions.replace("where", split))
    dataset = load(write("all/categories.json", "[]").parent)
    assert sizes(dataset) == {"train": 40, "validation": 40, "test": 40}
    assert dataset.splits["validation"][0].text.startswith(name)
    assert any("categories.json" in note for note in dataset.notes)


def test_folder_per_split(write, load, questions):
    for split in ("train", "valid", "test"):
        path = write(f"all/{split}/data.csv", questions)
    assert sizes(load(path.parent.parent)) == {"train": 40, "validation": 40, "test": 40}


def test_split_column(write, load):
    rows = "".join(
        f"text {i},{'ab'[i % 2]},{s}\n" for i, s in enumerate(["TRAIN"] * 9 + ["dev"] * 4 + ["Test", "other"])
    )
    dataset = load(write("a.csv", "text,label,split\n" + rows))
    assert sizes(dataset) == {"train": 9, "validation": 4, "test": 1}
    assert [(left.reason, left.count) for left in dataset.left_out] == [("unused_split", 1)]


def test_shards_are_read_as_one(write, load, questions):
    header, *rows = questions.splitlines(keepends=True)
    write("all/part-1.csv", header + "".join(rows[:20]))
    folder = write("all/part-2.csv", header + "".join(rows[20:])).parent
    assert sum(sizes(load(folder)).values()) == 40


def test_test_alone_is_split_with_a_note(write, load, questions):
    dataset = load(write("all/my_test.csv", questions).parent)
    assert sum(sizes(dataset).values()) == 40
    assert any("no train split" in note for note in dataset.notes)


def test_without_resplit_the_file_keeps_its_split(write, load, questions):
    write("all/notes.md", "x")
    folder = write("all/test.csv", questions).parent
    assert sizes(load(folder, resplit=False)) == {"test": 40}
    assert sizes(load(write("a.csv", questions), resplit=False)) == {"train": 40}


def test_unlabelled_test_gives_way_to_validation(write, load, questions):
    write("all/train.csv", questions)
    write("all/dev.csv", questions.replace("where", "dev"))
    folder = write("all/test.csv", "text,label\n" + "some words,\n" * 5).parent
    dataset = load(folder)
    assert dataset.splits["test"][0].text.startswith("dev")
    assert sizes(dataset)["test"] == 40
    assert [(left.reason, left.count) for left in dataset.left_out] == [("unlabelled_split", 5)]


def test_unlabelled_texts_can_be_read(write, load):
    dataset = load(write("a.txt", "".join(f"line {i}\n" for i in range(40))), need_labels=False)
    assert sum(sizes(dataset).values()) == 40
    assert dataset.columns.labels == {}


def test_groups_never_straddle(write, load):
    rows = "".join(f"text {i},{'ab'[i % 2]},c{i // 4}\n" for i in range(80))
    dataset = load(write("a.csv", "text,label,customer_id\n" + rows))
    groups = [{example.group for example in examples} for examples in dataset.splits.values()]
    assert not (groups[0] & groups[1])
    assert not (groups[0] & groups[2])
    assert not (groups[1] & groups[2])
    assert all(groups)


def test_time_order_holds(write, load):
    rows = "".join(f"text {i},{'ab'[i % 2]},2024-03-{(i * 7) % 28 + 1:02}\n" for i in range(56))
    dataset = load(write("a.csv", "text,label,day\n" + rows), time="day")
    train, validation, test = ([e.time for e in s] for s in dataset.splits.values())
    assert max(train) <= min(validation) <= max(validation) <= min(test)


def test_copies_of_a_text_stay_together(write, load, questions):
    dataset = load(
        write(
            "a.csv",
            questions
            + questions.split("\n", 1)[1].upper().replace("CARD_ARRIVAL", "card_arrival").replace("REFUND", "refund"),
        )
    )
    folded = [{text.casefold() for text in examples.texts()} for examples in dataset.splits.values()]
    assert not (folded[0] & folded[1])
    assert not (folded[0] & folded[2])
    assert not (folded[1] & folded[2])


def test_unknown_validation_labels_are_left_out_and_those_of_test_kept(write, load, questions):
    write("all/train.csv", questions)
    write("all/dev.csv", questions + "new words,unheard\n")
    folder = write("all/test.csv", questions + "new words,unheard\n").parent
    dataset = load(folder)
    assert "unheard" not in dataset.splits["validation"].labels("intent")
    assert "unheard" in dataset.splits["test"].labels("intent")
    (left,) = dataset.left_out
    assert (left.reason, str(left.places[0]).endswith("dev.csv:42")) == ("unknown_label", True)


def test_split_given_wants_all_three(write, load, questions):
    with pytest.raises(DataError, match="no validation and no test"):
        load(write("a.csv", questions), split="given")


@pytest.mark.parametrize("method", ["group", "time"])
def test_split_by_an_unknown_column_is_refused(write, load, questions, method):
    with pytest.raises(DataError, match=f"--set data.{method}=COLUMN"):
        load(write("a.csv", questions), split=method)


def test_stratified_can_be_asked_for_beside_groups(write, load):
    rows = "".join(f"text {i},{'ab'[i % 2]},same\n" for i in range(40))
    dataset = load(write("a.csv", "text,label,group\n" + rows), split="stratified", group="group")
    assert sizes(dataset) == {"train": 31, "validation": 3, "test": 6}


def test_other_columns_travel_as_metadata(write, load):
    rows = "".join(f"q{i} is long enough,{'ab'[i % 2]},answer {i},{i + 7}\n" for i in range(10))
    dataset = load(write("faq.csv", "Question,Class,Answer,ID\n" + rows))
    example = dataset.splits["train"][0]
    assert example.metadata["Answer"].startswith("answer")
    assert example.id == str(int(example.metadata["Answer"].split()[1]) + 7)


def test_columns_of_subgroups_travel_whatever_else_they_are_used_for(write, load):
    rows = "".join(f"q{i} is long enough,{'ab'[i % 2]},{'fm'[i % 2]},{i}\n" for i in range(10))
    dataset = load(write("a.csv", "text,label,sex,group\n" + rows), subgroups=("sex", "group"), group="group")
    example = dataset.splits["train"][0]
    assert example.metadata["sex"] == {"a": "f", "b": "m"}[example.labels["intent"]]
    assert example.metadata["group"] == example.group


def test_two_heads_are_read_by_their_names(write, load):
    rows = "".join(f"text {i},{'ab'[i % 2]},{'xy'[i % 2]}\n" for i in range(40))
    dataset = load(write("a.csv", "text,urgency,intent\n" + rows), heads=("intent", "urgency"))
    example = dataset.splits["train"][0]
    assert set(example.labels) == {"intent", "urgency"} == set(dataset.heads)


def test_label_lists_stay_lists(write, load):
    rows = "".join(f'{{"text": "words {i}", "label": {json.dumps(["a", "b"][: i % 3])}}}\n' for i in range(16))
    dataset = load(write("a.jsonl", rows))
    assert all(isinstance(example.labels["intent"], list) for example in dataset.splits["train"])


def test_groups_that_are_too_large_give_way_to_labels(write, load):
    rows = "".join(f"text {i},{'ab'[i % 2]},c{i % 4 // 2}\n" for i in range(40))
    path = write("a.csv", "text,label,customer_id\n" + rows)
    dataset = load(path)
    assert sizes(dataset) == {"train": 31, "validation": 3, "test": 6}
    assert any("stratified" in note for note in dataset.notes)
    with pytest.raises(DataError, match=r"by group \(customer_id\)"):
        load(path, split="group")
