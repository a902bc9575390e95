"""Rules of a bundle are stored as they were written, read back the same, and expire where they stand."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from scaffold.decision.decision import Decision
from scaffold.decision.records import FoundSpan, LabelDecision, SpansDecision
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.rule_book import RuleBook, with_findings
from scaffold.decision.rules.tracing import Trace
from scaffold.errors import BundleError
from scaffold.rules.firing.material import KnownTexts, Material

FIRST = """
excludes: [[a, b]]
rules:
  - id: lost
    when: {lexicon: words/en/lost.txt}
    then: {label: a}
  - id: late
    when: {lexicon: {file: words/terms.csv, category: late}}
    then: {label: b, route: desk}
    expires: 2027-06-30
"""
SECOND = """
head: topic
rules:
  - {id: 银行, when: 吞卡, then: {label: c, severity: high, abstain: true}, description: 卡被吞了}
"""
LABELS = {"topic": ("a", "b", "c")}
TEXTS = ["i lost it", "it is overdue", "机器吞卡了", "nothing"]


@pytest.fixture
def folder(tmp_path):
    words = tmp_path / "own" / "words"
    (words / "en").mkdir(parents=True)
    (words / "en" / "lost.txt").write_text("# lost\nlost\nmissing\n", encoding="utf-8")
    (words / "terms.csv").write_text("term,category\noverdue,late\nfee,money\n", encoding="utf-8")
    return tmp_path / "own"


@pytest.fixture
def book(in_force, standing, folder) -> RuleBook:
    rules = in_force(FIRST, SECOND, folder=folder)
    about = tuple(rules.about("topic", "decide"))
    standings = tuple(standing(each.id, weight=n + 0.25) for n, each in enumerate(about))
    return RuleBook(rules, {"topic": HeadRules(rules.reader, about, standings, LABELS["topic"], 0.5)})


@pytest.fixture
def stored(book, folder, tmp_path):
    book.write(tmp_path / "rules")
    shutil.rmtree(folder)
    return tmp_path / "rules"


def ids(book: RuleBook, text: str) -> list[str]:
    return [each.rule.id for each in book.fired([text])[0]]


def test_read_back_it_fires_and_weighs_the_same(book, stored):
    again = RuleBook.read(stored, LABELS, date(2026, 1, 1))

    assert (
        [ids(again, text) for text in TEXTS]
        == [ids(book, text) for text in TEXTS]
        == [
            ["lost"],
            ["late"],
            ["银行"],
            [],
        ]
    )
    assert again.heads["topic"].standings == book.heads["topic"].standings
    assert again.heads["topic"].rules == book.heads["topic"].rules
    assert again.in_force.bonds == book.in_force.bonds
    assert [file.name for file in again.in_force.rules.files] == ["1.yaml", "2.yaml"]
    assert (stored / "01" / "words" / "en" / "lost.txt").read_text(encoding="utf-8") == "# lost\nlost\nmissing\n"


def test_written_twice_it_is_the_same_bytes(stored, tmp_path):
    RuleBook.read(stored, LABELS, date(2026, 1, 1)).write(tmp_path / "again")

    parts = {each.relative_to(stored): each.read_bytes() for each in stored.rglob("*") if each.is_file()}
    more = tmp_path / "again"
    assert parts == {each.relative_to(more): each.read_bytes() for each in more.rglob("*") if each.is_file()}


def test_rule_drops_out_the_day_after_it_expires(stored):
    last, after = (RuleBook.read(stored, LABELS, date(2027, month, day)) for month, day in ((6, 30), (7, 1)))

    assert ids(last, "it is overdue") == ["late"]
    assert ids(after, "it is overdue") == []
    assert [rule.id for rule in after.heads["topic"].rules] == ["lost", "银行"]
    assert [each.weight for each in after.heads["topic"].standings] == [0.25, 2.25]
    assert after.in_force.notes == [f"Rule late expired on 2027-06-30 and is left out ({stored / '01'}/rules.yaml:7)"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "standings.json").unlink(),
        lambda folder: (folder / "standings.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "standings.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "standings.json").write_text('"a"', encoding="utf-8"),
        lambda folder: (folder / "standings.json").write_bytes(b"\xff\xfe\x00"),
        lambda folder: edit(folder, files=["1.yaml", "2.yaml", "3.yaml"]),
        lambda folder: edit(folder, heads=[]),
        lambda folder: edit(folder, heads={"topic": 3}),
        lambda folder: edit(folder, heads={"topic": {"unit": 1.0, "standings": [{"id": "lost"}]}}),
        lambda folder: edit(folder, heads={"mood": {"unit": 1.0, "standings": []}}),
        lambda folder: (folder / "02" / "rules.yaml").unlink(),
        lambda folder: (folder / "02" / "rules.yaml").write_text("rules: [", encoding="utf-8"),
        lambda folder: (folder / "01" / "words" / "terms.csv").unlink(),
        lambda folder: (folder / "02" / "rules.yaml").write_text(
            "rules: [{id: lost, when: x, then: {label: a}}]", encoding="utf-8"
        ),
    ],
)
def test_damaged_parts_are_one_message_of_the_bundle(stored, damage):
    damage(stored)
    with pytest.raises(BundleError, match="its rules cannot be read") as caught:
        RuleBook.read(stored, LABELS, date(2026, 1, 1))
    assert caught.value.exit_code == 2
    assert caught.value.where == str(stored)


def edit(folder, **changes) -> None:
    values = json.loads((folder / "standings.json").read_text(encoding="utf-8"))
    (folder / "standings.json").write_text(json.dumps(values | changes), encoding="utf-8")


DECISION = Decision(
    "1", "text", {"topic": LabelDecision("a", 0.9, ("a",), (("a", 0.9),))}, 0.0, False, "answer", "sure"
)


def test_every_rule_that_fired_is_traced_with_what_it_did_and_ordered(book):
    fired = book.fired(["i lost it and it is overdue"])[0]
    traces = {"topic": [Trace(fired[0].rule, "speaks for", "b 50.0%", "a 90.0%")]}
    made = book.finish(DECISION, fired, traces)

    assert [(each.id, each.effect, each.before, each.after, each.head) for each in made.rules] == [
        ("lost", "speaks for", "b 50.0%", "a 90.0%", "topic"),
        ("late", "route desk", "", "", ""),
    ]
    assert made.rules[0].spans == ((2, 6),)
    assert made.rules[1].says == "b, route desk"
    assert made.directives == {"route": "desk"}
    assert (made.action, made.reason) == ("answer", "sure")


def test_rule_that_wants_a_person_hands_the_text_over(book):
    made = book.finish(DECISION, book.fired(["机器吞卡了"])[0], {})

    assert (made.action, made.reason) == ("handoff", "a rule wants a person to decide: 卡被吞了")
    assert made.directives == {"severity": "high"}
    assert made.rules[0].effect == "a person decides, severity high"


def test_decision_without_rules_that_fired_is_the_same_object(book):
    assert book.finish(DECISION, [], {}) is DECISION


def test_rules_that_look_at_other_heads_wait_for_them(in_force, standing):
    text = """
    rules:
      - {id: plain, when: x, then: {label: a, head: one}}
      - id: looks
        when: {all: [{decision: {head: one, label: a}}, {not: {entity: name}}]}
        then: {label: b, head: two}
    """
    rules = in_force(text, heads=("one", "two"))
    heads = {
        name: HeadRules(rules.reader, tuple(rules.about(name, "decide")), (standing("x"),), ("a", "b"))
        for name in ("one", "two")
    }
    book = RuleBook(rules, heads)

    assert (book.waits("one"), book.waits("two"), book.waits("three")) == (False, True, False)
    assert book.looks_at_heads
    plain = KnownTexts(["x", "y", "x"], [Material("x", {"k": 1}), Material("y"), Material("x")])
    sure, unsure = (LabelDecision(label, 0.9, (label,), ((label, 0.9),)) for label in ("a", "b"))
    spans = [SpansDecision(()), SpansDecision(()), SpansDecision((FoundSpan(0, 1, "name", "x", 0.9),))]
    known = with_findings(plain, {"one": [sure, unsure, sure], "tags": spans})

    assert [[each.rule.id for each in row] for row in book.fired(known)] == [["plain", "looks"], [], ["plain"]]
    assert list(known) == ["x", "y", "x"]
    assert known.materials[0].fields == {"k": 1}
    assert plain.materials[0].decisions == {}
