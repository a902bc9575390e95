"""Examples live on disk, come back as they were, and clean up after themselves."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.data.example import Example, Origin
from scaffold.data.examples import Examples
from scaffold.errors import UserError

FULL = Example(
    text="信用卡 on its way?",
    text_pair="answer",
    labels={"intent": "card", "slots": ["O", "B-x"]},
    id="7",
    time=datetime(2024, 5, 1, 12, tzinfo=UTC),
    group="g",
    metadata={"tokens": ["a"], "n": 1},
    image=Path("x.png"),
    origin=Origin("a.csv", 3),
)
text = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.builds(Example, text=text, labels=st.dictionaries(text, text | st.lists(text), max_size=2), id=text))
)
def test_examples_come_back_as_they_were(examples):
    stored = Examples.from_iter(examples)
    assert list(stored) == examples
    assert [stored[i] for i in range(len(stored))] == examples
    assert stored.texts() == [example.text for example in examples]


def test_every_field_survives():
    stored = Examples.from_iter([FULL])
    assert stored[0] == FULL
    assert stored.heads == ("intent", "slots")
    assert stored.labels("intent") == ["card"]
    assert stored.labels("slots") == [None]
    assert stored.labels("other") == [None]


def test_select_and_slices_keep_the_order():
    stored = Examples.from_iter(Example(str(i)) for i in range(2500))
    assert stored.select([2400, 1, 1]).texts() == ["2400", "1", "1"]
    assert [example.text for example in stored.select(range(2499, -1, -1))][:2] == ["2499", "2498"]
    assert stored[1:4].texts() == ["1", "2", "3"]
    assert stored[-1].text == "2499"
    with pytest.raises(IndexError):
        stored[2500]


def test_content_hash_is_about_content_only():
    one = Examples.from_iter([Example("a", labels={"x": "1"}, origin=Origin("p", 1), id="1")])
    other = Examples.from_iter([Example("a", labels={"x": "1"}, origin=Origin("q", 9), id="2")])
    assert one.content_hash == other.content_hash
    assert one.content_hash != Examples.from_iter([Example("a", labels={"x": "2"})]).content_hash


@pytest.mark.parametrize(("name", "values"), [("tokens", (["a", "b c"], ["a b", "c"])), ("answer_start", ([0], [4]))])
def test_content_hash_knows_what_labels_refer_to(name, values):
    one, other = (
        Examples.from_iter([Example("a b c", labels={"x": ["O", "O"]}, metadata={name: value})]) for value in values
    )
    assert one.content_hash != other.content_hash


def test_temporary_folder_goes_with_the_last_that_needs_it():
    stored = Examples.from_iter([Example("a"), Example("b")])
    folder = stored._folder.path
    part = stored.select([1])
    del stored
    gc.collect()
    assert folder.exists()
    assert part.texts() == ["b"]
    del part
    gc.collect()
    assert not folder.exists()


def test_given_folder_stays(tmp_path):
    stored = Examples.from_iter([Example("a")], tmp_path / "arrow")
    del stored
    gc.collect()
    assert (tmp_path / "arrow" / "examples.arrow").is_file()


def test_interrupted_write_leaves_nothing(tmp_path):
    def interrupted():
        yield Example("a")
        raise KeyError

    with pytest.raises(KeyError):
        Examples.from_iter(interrupted(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="a file of this name is in the way"):
        Examples.from_iter([Example("a")], tmp_path / "file")
