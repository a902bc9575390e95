"""Stretches that rules find in texts."""

from __future__ import annotations

from datetime import date

from scaffold.data.example import Example
from scaffold.labelling.by_rules.ruled_head import RuledHead
from scaffold.labelling.by_rules.span_labels import SpanLabels
from scaffold.progress import Stage
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet

RULES = """\
head: found
rules:
  - {id: drug, when: [aspirin, 阿司匹林], then: {label: drug}}
  - {id: dose, when: {regex: '\\d+ ?mg'}, then: {label: dose}}
  - {id: both, when: {regex: 'aspirin \\d+ ?mg'}, then: {label: drug}}
  - {id: not-drug, when: aspirin, then: {not_label: dose}}
"""


def label(*parts: list[Example], model: str = "dawid-skene", every: bool = False):
    head = RuledHead.choose(RuleSet((parse_rules(RULES, "r.yaml"),)), {"found": "tagging"}, None, date(2027, 1, 1))
    made = SpanLabels.of(head, parts, model, Stage())
    return list(made.rows(parts, every, Stage())), made


def tagged(text: str, *tags: str) -> Example:
    return Example(text, labels={"found": list(tags)}, metadata={"tokens": text.split()})


def test_stretches_that_do_not_overlap_are_written_with_their_rules():
    (row,), _ = label([Example("take aspirin 20 mg")], model="majority")
    assert row["found"] == [
        {"start": 5, "end": 12, "label": "drug", "text": "aspirin", "rules": ["drug"]},
        {"start": 13, "end": 18, "label": "dose", "text": "20 mg", "rules": ["dose"]},
    ]
    assert [rule["id"] for rule in row["rules"]] == ["drug", "dose", "both", "not-drug"]
    assert (row["covered"], row["given"]) == (True, False)


def test_chinese_stretches_are_places_in_the_text():
    (row,), _ = label([Example("每天吃阿司匹林")])
    assert [(span["start"], span["end"]) for span in row["found"]] == [(3, 7)]


def test_a_text_without_stretches_has_no_label_which_is_not_an_empty_one():
    rows, _ = label([Example("nothing"), tagged("some water", "O", "O")], every=True)
    assert [(row["found"], row["given"], row["covered"]) for row in rows] == [(None, False, False), ([], True, False)]
    assert label([Example("nothing")])[0] == []


def test_stretches_of_the_data_stay_and_measure_the_rules():
    known = [tagged(f"aspirin {n} mg", "B-drug", "O", "O") for n in range(30)]
    rows, made = label([*known, Example("aspirin 500 mg")])
    assert [span["label"] for span in rows[0]["found"]] == ["drug"]
    assert rows[0]["given"]
    summary = {each.id: each for each in made.summary}
    assert (summary["drug"].correct, summary["drug"].judged) == (30, 30)
    assert (summary["dose"].correct, summary["both"].correct) == (0, 0)
    # What was never right is not said of a new text.
    assert [span["label"] for span in rows[-1]["found"]] == ["drug"]
    assert "stretches" in made.counted
