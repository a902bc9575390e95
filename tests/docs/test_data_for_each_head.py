"""What the page on data for each kind of head shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scaffold.data.kinds import KINDS
from scaffold.data.load import load_dataset
from scaffold.data.spans import TextSpan
from scaffold.errors import DataError
from scaffold.settings import DataSettings

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "data-for-each-head.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILES = re.findall(r"<!-- file: (\S+) (\S+) -->\n```\w+\n(.*?)```", TEXT, re.DOTALL)
REFUSED = dict(re.findall(r"<!-- refused: (\S+) -->\n```text\n(.*?)\n```", TEXT, re.DOTALL))
KIND_OF = {name: kind for kind, name, _ in FILES}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """`load(name)` of a file of the page; each lies alone in the current folder."""
    monkeypatch.chdir(tmp_path)
    for _, name, content in FILES:
        Path(name).write_text(content, encoding="utf-8")
    head = "head"
    return lambda name: load_dataset(name, DataSettings(), (head,), kinds={head: KIND_OF[name]}, resplit=False)


def values(dataset, name):
    return list(getattr(dataset.splits["train"], name)("head"))


def test_every_kind_is_in_the_table():
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) != []
    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) == set(KINDS)


@pytest.mark.parametrize("name", [name for _, name, _ in FILES if name not in REFUSED])
def test_files_of_the_page_load(load, name):
    dataset = load(name)
    assert dataset.kinds == {"head": KIND_OF[name]}
    assert None not in dataset.splits["train"].iter_labels("head")


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_are_worded_as_shown(load, name):
    with pytest.raises(DataError) as caught:
        load(name)
    assert str(caught.value) == REFUSED[name]


def test_labels_are_the_same_in_each_way_of_writing(load):
    sets = [{"delivery", "damage"}, {"damage"}, set()]
    assert values(load("labels.jsonl"), "iter_label_sets") == sets
    assert values(load("flags.csv"), "iter_label_sets") == sets
    assert values(load("cells.csv"), "iter_label_sets") == [*sets[:2], {"delivery"}, set()]


@pytest.mark.parametrize("name", ["cities.conll", "tags.jsonl", "spans.jsonl"])
def test_spans_are_the_same_in_each_way_of_writing(load, name):
    found = [spans for _, spans in values(load(name), "iter_spans")]
    assert found[:2] == [[TextSpan(0, 4, "person"), TextSpan(13, 21, "city")], [TextSpan(0, 4, "city")]]


def test_a_finished_task_without_marks_has_no_span(load):
    assert [found for _, found in values(load("label-studio.json"), "iter_spans")] == [[TextSpan(0, 4, "city")], []]


def test_marks_are_put_in(load):
    assert load("entities.csv").splits["train"].texts() == [
        "The <e1>lid</e1> of the <e2>box</e2> is cracked",
        "A <e2>wet</e2> floor caused the <e1>fall</e1>",
    ]
    assert load("entities.csv").splits["train"].texts() == load("marked.csv").splits["train"].texts()


def test_numbers_and_answers(load):
    assert values(load("scores.csv"), "iter_numbers") == [1.5, 5.0]
    assert values(load("squad.json"), "iter_answers") == [[(22, "nine")], []]
    assert values(load("table.csv"), "iter_answers") == [[(22, "nine")], [(3, "Sunday")]]


def test_python_of_the_page_runs(load, capsys):
    (program,) = re.findall(r"<!-- python -->\n```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(program, str(PAGE), "exec"), {})
    assert "Anna flew to New York [('Anna', 'person'), ('New York', 'city')]" in capsys.readouterr().out
