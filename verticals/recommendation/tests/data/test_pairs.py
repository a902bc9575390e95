"""Pairs of texts for the head `interest`."""

from __future__ import annotations

import pytest

from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold_recommendation.data.examples import HEAD, history_text, load_pairs
from scaffold_recommendation.data.items import Item
from scaffold_recommendation.data.reading import read_data


@pytest.fixture
def shop(write, tmp_path):
    """Twenty users, who take items one after the other."""
    rows = [f"u{user},i{(user + step) % 12},{step * 100 + user}" for user in range(20) for step in range(6)]
    write("log.csv", "\n".join(["user,item,time", *rows]))
    items = [f"i{n},Title {n},about {n}" for n in range(11)]
    write("items.csv", "\n".join(["item,title,description", *items, "i11,,"]))
    return tmp_path


def test_a_pair_is_what_was_had_and_what_came_next(shop):
    dataset = load_pairs(shop, DataSettings())
    events = read_data(shop).interactions
    times = {
        (events.users[int(u)], events.items[int(i)]): t
        for u, i, t in zip(events.user, events.item, events.time, strict=True)
    }
    pairs = [example for examples in dataset.splits.values() for example in examples]
    assert len(pairs) > 50
    for pair in pairs:
        user, item = pair.id.split(" ")
        assert item == pair.metadata["item"]
        assert pair.text_pair == f"Title {item[1:]}. about {item[1:]}"
        assert pair.labels == {HEAD: "together"}
        assert pair.time is not None
        assert pair.time.timestamp() == times[user, item]
        before = [f"i{title.removeprefix('Title ')}" for title in pair.text.split("; ")]
        assert [times[user, each] for each in before] == sorted(times[user, each] for each in before)
        assert times[user, before[-1]] < times[user, item]
        assert item not in before
    assert dataset.heads == (HEAD,)
    assert dataset.kinds == {HEAD: "embedding"}


def test_pairs_are_split_by_time(shop):
    splits = load_pairs(shop, DataSettings()).splits
    assert list(splits) == ["train", "validation", "test"]
    times = {name: [example.time for example in examples] for name, examples in splits.items()}
    assert max(times["train"]) < min(times["validation"])
    assert max(times["validation"]) < min(times["test"])


def test_of_many_pairs_the_newest_of_every_user_are_taken(shop):
    dataset = load_pairs(shop, DataSettings(), most=20)
    assert {name: len(examples) for name, examples in dataset.splits.items()} == {
        "train": 16,
        "validation": 2,
        "test": 2,
    }
    users = {example.id.split(" ")[0] for example in dataset.splits["train"]}
    assert len(users) == 16
    assert any(note.startswith("train: 16 of") for note in dataset.notes)


def test_undated_events_are_split_by_user(write, tmp_path):
    write("log.csv", "\n".join(["user,item", *(f"u{n % 30},i{n % 7}" for n in range(200))]))
    write("items.csv", "\n".join(["item,title", *(f"i{n},Title {n}" for n in range(7))]))
    dataset = load_pairs(tmp_path, DataSettings())
    users = {name: set(examples.groups()) for name, examples in dataset.splits.items()}
    assert all(users.values())
    assert not users["train"] & users["test"]
    assert not users["train"] & users["validation"]
    assert any("which item is the next is chosen at random" in note for note in dataset.notes)


def test_items_without_texts(write, tmp_path):
    path = write("log.csv", "user,item,time\na,x,1\na,y,2\nb,x,3\n")
    with pytest.raises(DataError, match="no item has a text"):
        load_pairs(path, DataSettings())
    write("items.csv", "item,title\nx,One\ny,\n")
    with pytest.raises(DataError, match="no user took two items"):
        load_pairs(tmp_path, DataSettings())


def test_too_few_pairs(write, tmp_path):
    write("log.csv", "user,item,time\na,x,1\na,y,2\nb,x,3\n")
    write("items.csv", "item,title\nx,One\ny,Two\n")
    with pytest.raises(DataError, match="too few pairs"):
        load_pairs(tmp_path, DataSettings())


def test_the_newest_items_stand_last():
    items = [Item(str(n), f"Title {n}") for n in range(9)]
    assert history_text(items) == "Title 4; Title 5; Title 6; Title 7; Title 8"
    assert history_text([Item("1"), Item("2", description="about two")]) == "about two"
    assert history_text([Item("1")]) == ""
