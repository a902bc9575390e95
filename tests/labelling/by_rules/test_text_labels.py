"""Labels of whole texts from rules: what is believed, what is written, and from which texts it is learnt."""

from __future__ import annotations

import re
from datetime import date

import pytest

from scaffold.data.example import Example
from scaffold.errors import RuleError
from scaffold.labelling.by_rules.ruled_head import RuledHead, heads_of
from scaffold.labelling.by_rules.text_labels import TextLabels
from scaffold.progress import Stage
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet

RULES = """\
head: topic
rules:
  - {id: card, when: card, then: {label: card}}
  - {id: visa, when: visa, then: {label: card}}
  - {id: money, when: [refund, 退款], then: {label: money}}
  - {id: no-card, when: virtual, then: {not_label: card}}
  - {id: old, when: card, then: {label: money}, expires: 2020-01-01}
  - {id: other-use, when: card, then: {label: money}, uses: decide}
  - {id: queue, when: card, then: {route: cards}}
  - {id: other-head, when: card, then: {label: x, head: tone}}
"""


def head_of(text: str = RULES, wanted: str | None = "topic", **heads: str) -> RuledHead:
    rules = RuleSet((parse_rules(text, "rules.yaml"),))
    return RuledHead.choose(
        rules, heads or {"topic": "classification", "tone": "classification"}, wanted, date(2027, 1, 1)
    )


def examples(*texts: str, **labels: str) -> list[Example]:
    """Texts; `labels` by number, as in `_0="card"`."""
    return [
        Example(text, labels={"topic": labels[f"_{n}"]} if f"_{n}" in labels else {}, id=str(n))
        for n, text in enumerate(texts)
    ]


def rows_of(parts, model="dawid-skene", at_least=0.0, every=False, head=None):
    found = TextLabels.of(head or head_of(), parts, model, at_least, Stage())
    return list(found.rows(parts, every, Stage())), found


def test_rules_in_force_about_the_head_and_for_labelling_are_used():
    head = head_of()
    assert [rule.id for rule in head.rules] == ["card", "visa", "money", "no-card"]
    assert head.notes == ("Rule old expired on 2020-01-01 and is left out (rules.yaml:7)",)


def test_a_covered_text_is_written_with_its_rules():
    (row,), _ = rows_of([examples("My visa card", "nothing", "virtual only")])
    assert (row["id"], row["text"], row["topic"], row["covered"], row["given"]) == (
        "0",
        "My visa card",
        "card",
        True,
        False,
    )
    assert row["probability"] == row["probabilities"]["card"] > 0.5
    assert row["rules"] == [
        {"id": "card", "vote": "card", "spans": [[8, 12]]},
        {"id": "visa", "vote": "card", "spans": [[3, 7]]},
    ]


def test_texts_without_a_label_are_written_on_request():
    rows, _ = rows_of([examples("我要退款", "nothing"), examples("virtual only")], every=True)
    assert [(row["topic"], row["covered"]) for row in rows] == [("money", True), (None, False), (None, False)]
    assert [rule["id"] for rule in rows[2]["rules"]] == ["no-card"]
    assert (rows[1]["probability"], rows[1]["probabilities"]) == (None, {})


def test_labels_of_the_data_stay_and_measure_the_rules():
    rows, found = rows_of([examples("a card", "my card", "refund", _0="card", _1="money", _2="money")])
    assert [(row["topic"], row["probability"], row["given"]) for row in rows] == [
        ("card", 1.0, True),
        ("money", 1.0, True),
        ("money", 1.0, True),
    ]
    summary = {each.id: each for each in found.summary}
    assert (summary["card"].correct, summary["card"].judged, summary["card"].precision) == (1, 2, 0.5)
    assert (found.totals.texts, found.totals.coverage) == (3, 1.0)


def test_labels_that_no_rule_speaks_of_are_taken_for_another_column():
    rows, found = rows_of([examples("a card", "refund", _0="app", _1="mail")])
    assert [row["topic"] for row in rows] == ["card", "money"]
    assert "--set data.label=COLUMN" in found.notes[0]


def test_majority_counts_votes():
    rows, _ = rows_of([examples("visa card refund", "card refund")], model="majority")
    assert rows[0]["probabilities"] == {"card": 0.6667, "money": 0.3333}
    assert rows[1]["probability"] == 0.5


def test_improbable_labels_can_be_left_out():
    rows, _ = rows_of([examples("visa card refund", "card refund")], model="majority", at_least=0.6)
    assert [row["id"] for row in rows] == ["0"]
    rows, _ = rows_of([examples("card refund", "x", "visa card")], model="majority", at_least=0.6, every=True)
    assert [(row["topic"], row["covered"]) for row in rows] == [(None, False), (None, False), ("card", True)]


def test_a_rule_that_is_often_wrong_is_believed_less():
    texts = [f"card {n}" for n in range(40)] + ["card here", "refund here"]
    labels = {f"_{n}": "money" if n % 2 else "card" for n in range(40)}
    rows, _ = rows_of([examples(*texts, **labels)])
    assert rows[-2]["probability"] < rows[-1]["probability"]


def test_blocks_make_no_difference(monkeypatch):
    parts = [examples(*(f"{word} {n}" for n in range(5) for word in ("card", "refund", "nothing"))), examples("visa")]
    whole = rows_of(parts, every=True)[0]
    monkeypatch.setattr("scaffold.labelling.by_rules.text_labels.BLOCK", 4)
    assert rows_of(parts, every=True)[0] == whole


def test_no_texts_give_no_rows():
    assert rows_of([[]])[0] == []


def test_what_the_data_say_besides_is_kept():
    example = Example(
        "my card",
        text_pair="the pin",
        labels={"tone": "calm"},
        id="a7",
        group="g",
        metadata={"channel": "app", "rules": "x"},
    )
    (row,), _ = rows_of([[example]])
    assert {name: row[name] for name in ("id", "text_pair", "group", "channel", "tone")} == {
        "id": "a7",
        "text_pair": "the pin",
        "group": "g",
        "channel": "app",
        "tone": "calm",
    }
    assert isinstance(row["rules"], list)


def test_the_first_head_that_rules_speak_of_is_chosen():
    assert head_of(wanted=None, other="classification", tone="classification", topic="classification").name == "tone"
    assert heads_of(RuleSet((parse_rules(RULES, "r.yaml"),)), None) == {"tone": None, "topic": None}
    assert heads_of(RuleSet((parse_rules(RULES, "r.yaml"),)), "mine") == {"mine": None}


@pytest.mark.parametrize(
    ("wanted", "heads", "said"),
    [
        ("topik", {"topic": "classification"}, "did you mean 'topic'?"),
        ("score", {"topic": "classification", "score": "regression"}, "of the kind regression"),
        ("other", {"topic": "classification", "other": "classification"}, "no rule in force labels texts for other"),
        (None, {"score": "regression"}, "no rule speaks of the labels"),
    ],
)
def test_heads_that_rules_cannot_label_for_are_refused(wanted, heads, said):
    with pytest.raises(RuleError, match=re.escape(said)):
        head_of(wanted=wanted, **heads)


def test_rules_of_no_head_need_a_name():
    rules = RuleSet((parse_rules("rules: [{id: a, when: b, then: {label: c}}]", "r.yaml"),))
    with pytest.raises(RuleError, match="--head NAME"):
        heads_of(rules, None)
    assert RuledHead.choose(rules, heads_of(rules, "topic"), None, date(2027, 1, 1)).name == "topic"
