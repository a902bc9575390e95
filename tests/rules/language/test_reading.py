"""A file of rules is read whole, or refused with one error that says where; nothing else ever happens."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scaffold.errors import RuleError
from scaffold.rules.language.condition import CONDITION_KEYS, Phrases
from scaffold.rules.language.reading import parse_rules, read_rule_file

RICH = """\
head: intent
implies:
  - {if: refund_late, then: {head: topic, label: money}}
excludes:
  - [refund_late, refund_done]
rules:
  - id: card-swallowed
    description: The machine kept the card.
    expires: 2027-12-31
    when: {phrases: [swallowed my card, 吞卡], inflect: no, unless: [negated, past]}
    then: {label: card_swallowed, route: cards}
    hardness: hard
    uses: [label, train]
    examples: {match: [The ATM swallowed my card.], no_match: 我没有吞卡}
  - id: dose
    when:
      all:
        - {number: dose > 500 mg}
        - not: {regex: 'child(ren)?'}
        - any: [{date: older than 30 days}, {field: {name: age, above: 3}}, {entity: drug}]
    then: {evidence: {label: overdose, weight: 2.5}}
  - id: near
    when: {all: [银行, lost card], within: 5 words, ordered: yes}
    then: {abstain: yes, severity: high}
  - id: after
    when: {decision: {head: topic, label: money, at_least: 0.6}}
    then: {not_label: [a, b]}
"""


def test_rules_know_their_lines():
    file = parse_rules(RICH, "bank.yaml")
    assert file.places == {
        "card-swallowed": "bank.yaml:7",
        "dose": "bank.yaml:15",
        "near": "bank.yaml:22",
        "after": "bank.yaml:25",
    }
    assert (file.name, file.text, len(file.rules)) == ("bank.yaml", RICH, 4)


def test_an_id_given_twice_is_refused(a_rule, refused):
    text = a_rule() + "  - when: b\n    then: {label: y}\n    id: r1\n"
    refused(text, "the id 'r1' is that of the rule in line 2", "an id of its own", line=7)


def test_rules_that_an_alias_repeats_have_one_id(refused):
    refused("rules:\n  - &a {id: r1, when: b, then: {label: y}}\n  - *a\n", "the id 'r1'", line=3)


def test_conditions_may_be_shared_by_aliases():
    text = """\
rules:
  - {id: a, when: &cards [lost card, 丢卡], then: {label: x}}
  - {id: b, when: {all: [*cards, {not: *cards}]}, then: {label: y}}
"""
    first, second = parse_rules(text, "f").rules
    assert first.when == second.when.all[0] == second.when.all[1].not_ == Phrases(phrases=("lost card", "丢卡"))


def test_a_file_is_read_with_its_name(tmp_path, a_rule):
    path = tmp_path / "银行.yaml"
    path.write_text(a_rule(when="吞卡"), encoding="utf-8-sig")
    assert read_rule_file(path).places == {"r1": f"{path}:2"}


def test_a_file_that_is_missing_is_refused(tmp_path):
    for path in (tmp_path / "no.yaml", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(RuleError, match="there is no such file of rules") as caught:
            read_rule_file(path)
        assert caught.value.where == str(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "latin-1"])
def test_a_file_that_is_not_utf8_is_refused(tmp_path, a_rule, encoding):
    path = tmp_path / "f.yaml"
    path.write_text(a_rule(when="é" if encoding == "latin-1" else "吞卡"), encoding=encoding)
    with pytest.raises(RuleError, match=r"not UTF-8. Save it as UTF-8"):
        read_rule_file(path)


@pytest.mark.parametrize("opening", ["{not: ", "{all: [", "{any: [", "["])
@pytest.mark.parametrize("times", [200, 50_000])
def test_conditions_nested_beyond_reason_are_refused(a_rule, refused, opening, times):
    refused(a_rule(when=opening * times), "nested too deeply", line=3)


def read_or_refuse(text: str) -> None:
    try:
        file = parse_rules(text, "f")
    except RuleError as error:
        assert str(error).startswith("f"), error  # noqa: PT017
    else:
        assert set(file.places) == {rule.id for rule in file.rules}


@settings(max_examples=150)
@given(st.text(max_size=80) | st.text(alphabet=st.characters(), max_size=40).map("rules:\n - id: ".__add__))
@example("rules: [\ud800]")
@example("rules: [{id: a, when: {number: '> 9e999999999'}, then: {label: x}}]")
@example(f"rules: [{{id: a, when: {{number: '> {'9' * 9000}'}}, then: {{label: x}}}}]")
@example(f"rules: [{{id: a, when: {{date: within {'9' * 5000} years}}, then: {{label: x}}}}]")
@example(f"rules: [{{id: a, when: {{all: [a, b], within: {'9' * 9000}}}, then: {{label: x}}}}]")
@example("rules: [{id: a, when: {regex: '" + "(" * 2000 + "a" + ")" * 2000 + "'}, then: {label: x}}]")
@example("rules: [{id: a, when: {regex: '" + "(a{1,99}){1,99}" * 9 + "'}, then: {label: x}}]")
def test_any_text_is_read_or_refused(text):
    read_or_refuse(text)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, len(RICH) - 1),
        st.integers(0, 12),
        st.sampled_from(["", " ", "\n", ":", "- ", "[", "}", "'", "*a", "&a ", "no", "~", "5", "卡", "\0", "é"])
        | st.text(alphabet=st.characters(), max_size=3)
        | st.integers(0, len(RICH) - 1).map(lambda at: RICH[at : at + 9]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=250)
@given(CHANGES)
def test_a_damaged_file_is_read_or_refused(changes):
    text = RICH
    for place, length, instead in changes:
        text = text[:place] + instead + text[place + length :]
    read_or_refuse(text)


@settings(max_examples=60)
@given(st.data())
def test_a_file_with_lines_lost_or_repeated_is_read_or_refused(data):
    lines = RICH.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = [lines[at]] * data.draw(st.sampled_from([0, 2]))
    read_or_refuse("\n".join(lines))


WORDS = [
    "lost card", "吞卡", "no", "yes", "5", "-1", "1e999", "nan", "negated", "2020-01-01", "dose > 500 mg", "soft",
    "older than 30 days", "before 2020-13-45", "between 5 and 3 kg", "> 9e999", "a+(b|c)", "(?=x)", "[", "../x.txt",
    "x.csv", "decide", "high", "!!!", "", "label",
]  # fmt: skip
KEYS = [
    *CONDITION_KEYS, "rules", "head", "implies", "excludes", "id", "when", "then", "expires", "hardness", "uses",
    "examples", "match", "label", "not_label", "evidence", "weight", "abstain", "severity", "inflect", "match_case",
    "unless", "only", "within", "ordered", "same_sentence", "file", "category", "name", "is", "in", "above", "exists",
    "at_least", "if", "is_", "not_", "model_config",
]  # fmt: skip
SCALARS = st.none() | st.sampled_from(WORDS) | st.text(max_size=8) | st.integers() | st.booleans() | st.floats()
CONDITIONS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
        | st.dictionaries(st.sampled_from(CONDITION_KEYS), inner, min_size=1, max_size=1)
        | st.builds(lambda one, other: {"all": [one, other], "within": 3}, inner, inner)
    ),
    max_leaves=12,
)
RULES = st.fixed_dictionaries(
    {"id": st.uuids().map(str), "when": CONDITIONS, "then": CONDITIONS | st.just({"label": "x"})},
    optional=dict.fromkeys(("expires", "uses", "hardness", "examples", "owner", "description"), CONDITIONS),
)
DOCUMENTS = CONDITIONS | st.fixed_dictionaries(
    {"rules": st.lists(RULES | CONDITIONS, max_size=3)},
    optional=dict.fromkeys(("head", "implies", "excludes"), CONDITIONS),
)


@settings(max_examples=300)
@given(DOCUMENTS)
def test_any_document_of_known_keys_is_read_or_refused(document):
    read_or_refuse(yaml.safe_dump(document, allow_unicode=True))
