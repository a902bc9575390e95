"""Rules of several files are one set, in order, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import RuleError
from scaffold.rules.language.reading import parse_rules, read_rule_file
from scaffold.rules.language.rule_file import RuleSet

BANK = """\
head: intent
rules:
  - {id: a, when: lost card, then: {label: lost}}
  - {id: b, when: 吞卡, then: {label: money, head: topic}, uses: [train], expires: 2020-01-01}
"""
SHOP = """\
rules:
  - {id: c, when: refund, then: {evidence: {label: refund}}, uses: decide}
  - {id: d, when: angry, then: {route: people}}
"""


@pytest.fixture
def rules() -> RuleSet:
    return RuleSet.of([parse_rules(BANK, "bank.yaml"), parse_rules(SHOP, "shop.yaml")])


def named(rules) -> list[str]:
    return [rule.id for rule in rules]


def test_rules_come_file_by_file(rules):
    assert named(rules) == ["a", "b", "c", "d"]
    assert len(rules) == 4
    assert [rules.where(rule) for rule in rules] == ["bank.yaml:3", "bank.yaml:4", "shop.yaml:2", "shop.yaml:3"]
    assert [rules.file_of(rule).name for rule in rules] == ["bank.yaml"] * 2 + ["shop.yaml"] * 2


def test_a_set_may_be_empty():
    assert len(RuleSet()) == len(RuleSet.of([])) == 0
    assert list(RuleSet()) == []


def test_an_id_of_two_files_is_refused():
    other = SHOP.replace("id: d", "id: b")
    with pytest.raises(RuleError) as caught:
        RuleSet.of([parse_rules(BANK, "bank.yaml"), parse_rules(other, "shop.yaml")])
    assert str(caught.value).startswith("shop.yaml:3: the id 'b' is that of a rule at bank.yaml:4, too")


def test_the_same_file_given_twice_is_refused():
    file = parse_rules(BANK, "bank.yaml")
    with pytest.raises(RuleError, match="the id 'a'"):
        RuleSet.of([file, file])


def test_labels_belong_to_the_head_of_the_rule_or_of_its_file(rules):
    assert [rules.head_of(rule) for rule in rules] == ["intent", "topic", None, None]


def test_rules_are_chosen_by_head(rules):
    assert named(rules.about("intent", False, rules)) == ["a"]
    assert named(rules.about("intent", True, rules)) == ["a", "c"]
    assert named(rules.about("topic", False, rules)) == ["b"]


def test_known_labels_are_accepted(rules):
    only = RuleSet.of(rules.files[:1])
    only.check_labels({"intent": ["lost", "found"], "topic": ["money"]})
    only.check_labels({"intent": ["lost"]})
    only.check_labels({"intent": [], "topic": []})


def test_a_label_that_its_head_does_not_have_is_refused(rules):
    with pytest.raises(RuleError) as caught:
        rules.check_labels({"intent": ["lost_card", "losst"], "topic": ["money"]})
    assert str(caught.value).startswith("bank.yaml:3: the rule 'a' speaks of the label 'lost', which intent does not")
    assert "did you mean 'losst'?" in str(caught.value)


def test_a_rule_without_head_needs_one_where_there_are_several(rules):
    with pytest.raises(RuleError, match=r"the rule 'c' does not say which head.*`head: NAME`.*intent, topic"):
        rules.check_labels({"intent": ["lost"], "topic": ["money"]})
    with pytest.raises(RuleError, match="the label 'refund', which intent"):
        rules.check_labels({"intent": ["lost"]})


def test_files_are_written_so_that_they_can_be_read_again(tmp_path):
    home = tmp_path / "home"
    (home / "words").mkdir(parents=True)
    (home / "words" / "cards.csv").write_text("term,category\n卡,thing\n", encoding="utf-8")
    (home / "a.yaml").write_text(
        "rules: [{id: z, when: {lexicon: words/cards.csv}, then: {label: x}}]\n", encoding="utf-8"
    )
    rules = RuleSet.of([read_rule_file(home / "a.yaml"), parse_rules(BANK, "bank.yaml")])
    written: list[Path] = []

    def write(path: Path, text: str) -> None:
        written.append(path)
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / path).write_text(text, encoding="utf-8")

    rules.write(write)
    assert len(set(written)) == 3
    copies = [read_rule_file(tmp_path / "copy" / path) for path in sorted(written) if path.name == "rules.yaml"]
    assert named(RuleSet.of(copies)) == ["z", "a", "b"]
    assert copies[0].lexicons == rules.files[0].lexicons
