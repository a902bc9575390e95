"""Every mistake is named with its file, its line, its rule, what was expected, and what may have been meant."""

from __future__ import annotations

import pytest

KEYS = "phrases, lexicon, regex, number, date, entity, field, decision, all, any or not"


@pytest.mark.parametrize(
    ("when", "parts"),
    [
        ("{phrase: x}", ["`when`: expected one of the keys", KEYS, "'phrase', did you mean 'phrases'?"]),
        ("{all: [{phrase: x}, a]}", ["`all`: expected one of the keys", "did you mean 'phrases'?"]),
        ("{whatever: x}", ["expected one of the keys", "found 'whatever'"]),
        ("", ["`when`: expected a phrase, a list of phrases, or one of the keys", "found nothing"]),
        ("{}", ["expected a phrase", "found nothing"]),
        ("{not: }", ["`not`: expected a phrase", "found nothing"]),
        ("''", ["expected a text, found nothing"]),
        ("[]", ["expected one at least, found an empty list"]),
        ("[a, ~]", ["expected a text, found nothing"]),
        ("'!!!'", ["the phrase '!!!' has no letter and no digit"]),
        ("'。，'", ["the phrase '。，' has no letter and no digit"]),
        ("{phrases: x, regex: y}", ["expected one condition, found phrases and regex", "under `all` or `any`"]),
        ("[{phrases: x}, {regex: y}]", ["expected a text, found keys: phrases", "under `all` or `any`"]),
        ("[a, card: swallowed]", ["expected a text, found keys: card", "A text with a colon needs quotes"]),
        ("{phrases: {a: b}}", ["`phrases`: expected a list, found keys: a"]),
        ("{phrases: x, infect: no}", ["`when`: unknown key 'infect', did you mean 'inflect'?"]),
        ("{phrases: x, within: 5}", ["the key 'within' does not belong here", "Write it under `all`"]),
        ("{phrases: x, label: y}", ["the key 'label' does not belong here", "Write it under `then`"]),
        ("{phrases: x, inflect: maybe}", ["`inflect`: expected true or false, found 'maybe'"]),
        ("{phrases: x, inflect: }", ["`inflect`: expected true or false, found nothing"]),
        ("{phrases: x, unless: negation}", ["`unless`: expected negated, uncertain", "did you mean 'negated'?"]),
        ("{phrases: x, only: [past, hm]}", ["`only`: expected negated, uncertain, past or other_person, found 'hm'"]),
        ("{regex: x, whole_words: no}", ["`when`: unknown key 'whole_words'"]),
        ("{regex: '(a'}", ["the pattern '(a' has a parenthesis that is not closed", r"write ) where the group ends"]),
        ("{regex: [ok, '(?=a)b']}", ["the pattern '(?=a)b' looks around a match", "under `not`"]),
        (r"{regex: '(a)\1'}", ["refers back to a group"]),
        ("{regex: 'a{5000}'}", ["repeats more often than can be compiled"]),
        ("{regex: ''}", ["the pattern '' is empty"]),
        ("{number: dose big}", ["`number`: expected [phrase] operator number [unit]", "'dose > 500 mg'", "'dose big'"]),
        ("{number: dose > 5 mgg}", ["'mgg'", "did you mean 'mg'?"]),
        ("{number: [a]}", ["`number`: expected a text, found a list"]),
        ("{number: 5}", ["`number`: expected [phrase] operator number [unit]"]),
        ("{date: someday}", ["`date`: expected a date condition such as 'before 2020-01-31'", "'someday'"]),
        ("{date: before 2020-02-31}", ["`date`: expected a date condition"]),
        ("{entity: }", ["`entity`: expected the keys label or head, found nothing"]),
        ("{entity: {labl: x}}", ["`entity`: unknown key 'labl', did you mean 'label'?"]),
        ("{entity: {head: x}}", ["`entity`: expected the key 'label'"]),
        ("{field: channel}", ["`field`: expected the keys name, is, in, above, below or exists, found 'channel'"]),
        ("{field: {name: x}}", ["`field`: expected one of: is, in, above, below, exists"]),
        ("{field: {name: x, abov: 3}}", ["`field`: unknown key 'abov', did you mean 'above'?"]),
        ("{field: {name: x, above: three}}", ["`above`: expected a number, found 'three'"]),
        ("{field: {name: x, above: nan}}", ["`above`: expected a number, found 'nan'"]),
        ("{field: {name: x, below: 1e999}}", ["`below`: expected a number, found '1e999'"]),
        ("{field: {name: x, exists: maybe}}", ["`exists`: expected true or false, found 'maybe'"]),
        ("{decision: x}", ["`decision`: expected the keys head, label or at_least, found 'x'"]),
        ("{decision: {head: h}}", ["`decision`: expected the key 'label'"]),
        (
            "{decision: {head: h, label: l, at_least: 60}}",
            ["`at_least`: expected a number that is at most 1"],
        ),
        ("{all: []}", ["`all`: expected one at least, found an empty list"]),
        ("{all: {phrases: a}}", ["`all`: expected a list, found keys: phrases"]),
        ("{all: [a, b], within: few}", ["`within`: expected a whole number, found 'few'"]),
        ("{all: [a, b], within: 1.5}", ["`within`: expected a whole number, found '1.5'"]),
        ("{all: [a, b], within: -1}", ["`within`: expected a number that is at least 0, found '-1'"]),
        ("{all: [a, b], near: 5}", ["`when`: unknown key 'near'", "within"]),
        ("{lexicon: {}}", ["`lexicon`: expected the key 'file'"]),
        ("{lexicon: {file: a.txt, categry: c}}", ["`lexicon`: unknown key 'categry', did you mean 'category'?"]),
    ],
)
def test_mistakes_in_conditions_are_named(a_rule, refused, when, parts):
    refused(a_rule(when=when), "the rule 'r1', ", *parts, line=3)


@pytest.mark.parametrize(
    ("then", "parts"),
    [
        ("{lable: x}", ["`then`: unknown key 'lable', did you mean 'label'?"]),
        ("lost", ["`then`: expected the keys head, label, not_label, evidence", "found 'lost'"]),
        ("", ["`then`: expected the keys head, label", "found nothing"]),
        ("{}", ["`then`: expected at least one of: label"]),
        ("{label: a, not_label: b}", ["`then`: label, not_label and evidence say different things"]),
        ("{label: [a, b]}", ["`label`: expected a text, found a list"]),
        ("{label: ''}", ["`label`: expected a text, found nothing"]),
        ("{severity: urgent}", ["`severity`: expected low, medium, high or critical, found 'urgent'"]),
        ("{evidence: a}", ["`evidence`: expected the keys label or weight, found 'a'"]),
        ("{evidence: {label: a, weight: 50}}", ["`weight`: expected a number that is at most 20, found '50'"]),
        ("{evidence: {label: a, weight: lots}}", ["`weight`: expected a number, found 'lots'"]),
        ("{abstain: perhaps}", ["`abstain`: expected true or false, found 'perhaps'"]),
        ("{label: a, phrases: b}", ["the key 'phrases' does not belong here", "Write it under `when`"]),
    ],
)
def test_mistakes_in_effects_are_named(a_rule, refused, then, parts):
    refused(a_rule(then=then), "the rule 'r1', ", *parts, line=4)


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ({"hardness": "strong"}, ["`hardness`: expected soft or hard, found 'strong'"]),
        ({"hardness": "sofft"}, ["found 'sofft', did you mean 'soft'?"]),
        ({"uses": "[decid]"}, ["`uses`: expected label, train, decide or explain", "did you mean 'decide'?"]),
        ({"uses": "[]"}, ["`uses`: expected one at least, found an empty list"]),
        ({"owner": "[a]"}, ["`owner`: expected a text, found a list"]),
        ({"examples": "[a]"}, ["`examples`: expected the keys match or no_match, found a list"]),
        ({"examples": "{match: x, nomatch: y}"}, ["unknown key 'nomatch', did you mean 'no_match'?"]),
        ({"examples": "{match: [a: b]}"}, ["`match`: expected a text, found keys: a", "colon needs quotes"]),
        ({"wehn": "x"}, ["unknown key 'wehn', did you mean 'when'?"]),
        ({"zzz": "x"}, ["unknown key 'zzz' (known: description, examples, expires"]),
        ({"label": "x"}, ["the key 'label' does not belong here", "Write it under `then`"]),
        ({"phrases": "x"}, ["the key 'phrases' does not belong here", "Write it under `when`"]),
    ],
)
def test_mistakes_in_rules_are_named(a_rule, refused, more, parts):
    refused(a_rule(**more), "the rule 'r1'", *parts, line=5)


@pytest.mark.parametrize(
    ("text", "parts", "line"),
    [
        ("head: h\nrules:\n  - id: r1\n    then: {label: x}\n", ["the rule 'r1': expected the key 'when'"], 3),
        ("head: h\nrules:\n  - id: r1\n    when: a\n", ["the rule 'r1': expected the key 'then'"], 3),
        ("head: h\nrules:\n  - when: a\n    then: {label: x}\n", ["expected the key 'id'"], 3),
        ("rules:\n  - id: a b\n    when: a\n    then: {label: x}\n", ["expected a name without blanks"], 2),
        ("rules:\n  - id: ''\n    when: a\n    then: {label: x}\n", ["`id`: expected a text, found nothing"], 2),
        (f"rules:\n  - id: {'x' * 101}\n    when: a\n    then: {{label: x}}\n", ["at most 100 characters"], 2),
        ("head: h\nrules:\n  r1:\n    when: a\n", ["expected a list of rules, found keys: r1", "Begin every rule"], 2),
        ("rules: x\n", ["expected a list, found 'x'"], 1),
        ("rules:\n  - lost card\n", ["expected the keys id, description", "found 'lost card'"], 2),
        ("# only words\nfoo\n", ["expected the key `rules` with a list of rules"], 2),
        ("- a\n- b\n", ["expected the key `rules` with a list of rules"], 1),
        ("head: a\nrulez: []\n", ["unknown key 'rulez', did you mean 'rules'?"], 2),
        ("head: a\nid: b\n", ["unknown key 'id' (known: excludes, head, implies, rules)"], 2),
        ("implies:\n  - {iff: a, then: b}\n", ["`implies`: unknown key 'iff', did you mean 'if'?"], 2),
        ("implies:\n  - {if: a}\n", ["`implies`: expected the key 'then'"], 2),
        ("implies: a\n", ["`implies`: expected a list, found 'a'"], 1),
        ("excludes: [a, b]\n", ["`excludes`: expected a list, found 'a'"], 1),
    ],
)
def test_mistakes_in_files_are_named(refused, text, parts, line):
    refused(text, *parts, line=line)


def test_the_line_is_that_of_the_mistake(refused):
    text = """\
rules:
  - id: 吞卡
    when:
      all:
        - a
        - phrases: b
          infect: no
    then: {label: x}
"""
    refused(text, "the rule '吞卡'", "'inflect'", line=7)


def test_the_first_of_several_rules_is_named(a_rule, refused):
    text = a_rule() + "  - id: r2\n    when: {regex: '('}\n    then: {label: x}\n  - id: r3\n    when: {}\n"
    refused(text, "the rule 'r2'", line=6)


def test_long_values_are_cut_short(a_rule, refused):
    for text in (
        a_rule(hardness="x" * 5000),
        a_rule(expires="x" * 5000),
        a_rule(then=f"{{? {'x' * 5000} : y}}"),
        a_rule(when=f"{{? {'x' * 5000} : y}}"),
        a_rule(when=f"{{all: [a, b], within: {'9' * 5000}}}"),
        a_rule(when=f"[{{? {'x' * 5000} : y}}]"),
    ):
        assert len(str(refused(text))) < 600
