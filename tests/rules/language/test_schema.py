"""The schema for editors accepts what the reader accepts, and refuses what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from scaffold.errors import RuleError
from scaffold.rules.language.condition import CONDITION_KEYS
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule import Rule
from scaffold.rules.language.schema import rule_schema

RULES = sorted((Path(__file__).parents[3] / "benchmarks" / "rules").glob("*.yaml"))
GOOD = """\
head: 5
implies: [{if: a, then: {head: topic, label: money}}]
excludes: [[a, {label: b, head: topic}], [a, no]]
rules:
  - id: all-kinds
    expires: 2027-12-31
    when:
      all:
        - no
        - [24, card]
        - {phrases: card, inflect: no, match_case: yes, whole_words: no, unless: negated, only: [past]}
        - {not: {lexicon: terms.txt}}
        - {any: [{lexicon: {file: terms.csv, category: drug}}, {regex: 'a+'}, {regex: [b, c], match_case: yes}]}
        - {number: dose > 5 mg}
        - {date: before 2020-01-01}
        - {entity: drug}
        - {entity: {label: drug, head: tags}}
        - {field: {name: channel, is: 3}}
        - {field: {name: channel, in: [app, 1], above: 2.5}}
        - {decision: {head: topic, label: money, at_least: 0.6}}
      within: 5 words
      ordered: yes
    then: {label: a, route: cards, severity: high, template: t, abstain: yes}
    uses: label
    hardness: hard
    examples: {match: a text, no_match: [another, 3]}
  - {id: denied, when: x, then: {not_label: [a, b]}}
  - {id: denied-one, when: {all: [x, y], within: 3}, then: {not_label: a}}
  - {id: evidence, when: x, then: {evidence: {label: a, weight: -1.5}}}
  - {id: gone, when: x, then: {exclude: yes}}
  - {id: placed, when: x, then: {pin: 2, boost: -0.5, at_most: 0}}
"""
BAD = {
    "an unknown key": "rulez: []",
    "no effect": "rules: [{id: a, when: b}]",
    "an empty effect": "rules: [{id: a, when: b, then: {}}]",
    "only a head": "rules: [{id: a, when: b, then: {head: c}}]",
    "a blank in an id": "rules: [{id: a b, when: c, then: {label: d}}]",
    "an unknown condition": "rules: [{id: a, when: {phrase: b}, then: {label: c}}]",
    "two conditions at once": "rules: [{id: a, when: {phrases: b, regex: c}, then: {label: d}}]",
    "no condition": "rules: [{id: a, when: [], then: {label: d}}]",
    "an unknown assertion": "rules: [{id: a, when: {phrases: b, unless: denied}, then: {label: d}}]",
    "an unknown severity": "rules: [{id: a, when: b, then: {severity: huge}}]",
    "a place before the first": "rules: [{id: a, when: b, then: {pin: 0}}]",
    "too large a boost": "rules: [{id: a, when: b, then: {boost: 100}}]",
    "fewer than none": "rules: [{id: a, when: b, then: {at_most: -1}}]",
    "an unknown use": "rules: [{id: a, when: b, then: {label: d}, uses: [decode]}]",
    "a field that is asked nothing": "rules: [{id: a, when: {field: {name: b}}, then: {label: d}}]",
    "a wrong distance": "rules: [{id: a, when: {all: [b, c], within: near}, then: {label: d}}]",
    "a probability above 1": "rules: [{id: a, when: {decision: {head: b, label: c, at_least: 2}}, then: {label: d}}]",
}


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(rule_schema())
    return jsonschema.Draft202012Validator(rule_schema())


def as_an_editor_reads(text: str):
    """Typed as YAML has it; dates are text to a schema."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_everything_of_the_language_is_accepted(validator, tmp_path):
    (tmp_path / "terms.txt").write_text("card\n", encoding="utf-8")
    (tmp_path / "terms.csv").write_text("term,category\naspirin,drug\n", encoding="utf-8")
    assert len(parse_rules(GOOD, "good.yaml", tmp_path).rules) == 6
    assert [error.message for error in validator.iter_errors(as_an_editor_reads(GOOD))] == []


@pytest.mark.parametrize("path", RULES, ids=[path.stem for path in RULES])
def test_rules_of_the_benchmarks_are_accepted(validator, path):
    assert [
        error.message for error in validator.iter_errors(as_an_editor_reads(path.read_text(encoding="utf-8")))
    ] == []


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_the_reader_refuses_is_refused(validator, text):
    with pytest.raises(RuleError):
        parse_rules(text, "bad.yaml")
    assert not validator.is_valid(as_an_editor_reads(text))


def test_the_schema_says_what_it_is_and_names_everything():
    schema = rule_schema()
    assert list(schema)[:3] == ["$schema", "title", "description"]
    assert set(schema["$defs"]["Rule"]["properties"]) == set(Rule.model_fields)
    kinds = [schema["$defs"][each["$ref"].rpartition("/")[2]] for each in schema["$defs"]["Condition"]["anyOf"][2:]]
    assert {kind["required"][0] for kind in kinds} == set(CONDITION_KEYS)
    bare, several = schema["$defs"]["Condition"]["anyOf"][:2]
    assert "string" in bare["type"]
    assert several["type"] == "array"
    assert schema["$defs"]["Rule"]["properties"]["when"] == {"$ref": "#/$defs/Condition"}
