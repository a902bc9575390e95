"""What the linter says of conditions is true of every text."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.entailment import Entailment
from scaffold.rules.lint.impossible import never
from scaffold.rules.lint.normal_form import canonical, normal

WORDS = ["card", "cards", "my card", "lost my card", "lost", "losing", "pin", "US", "us", "吞卡", "卡", "no"]
phrases = st.builds(
    lambda words, how: {"phrases": words, **how},
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.fixed_dictionaries({}, optional={name: st.booleans() for name in ("inflect", "match_case", "whole_words")}),
)
numbers = st.builds(
    lambda phrase, sign, value: {"number": f"{phrase} {sign} {value} mg"},
    st.sampled_from(["", "dose"]),
    st.sampled_from([">", ">=", "<", "<=", "="]),
    st.integers(1, 4),
)
conditions = st.recursive(
    phrases | numbers,
    lambda inner: (
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=6,
)
texts = st.lists(st.sampled_from([*WORDS, "dose 2 mg", "3 mg.", "wildcard", "the", "."]), min_size=1, max_size=5).map(
    " ".join
)


def read(*conditions_):
    rules = [{"id": str(n), "when": when, "then": {"label": "a"}} for n, when in enumerate(conditions_)]
    return parse_rules(json.dumps({"rules": rules}, ensure_ascii=False), "rules.yaml")


def fired(file, text):
    return {firing.rule.id for firing in RuleMatcher(RuleSet((file,))).match(Material(text))}


@settings(max_examples=300)
@given(conditions, conditions, st.lists(texts, min_size=5, max_size=5))
def test_what_follows_from_a_condition_holds_where_it_does(one, other, some):
    file = read(one, other)
    first, second = (normal(rule.when, file) for rule in file.rules)
    follows = Entailment().holds(first, second)
    assert not follows or all("1" in found for found in (fired(file, text) for text in some) if "0" in found)


@settings(max_examples=300)
@given(conditions, st.lists(texts, min_size=5, max_size=5))
def test_what_never_holds_fires_on_no_text(when, some):
    file = read(when)
    reason = never(normal(file.rules[0].when, file), Entailment())
    assert reason is None or not any(fired(file, text) for text in some)


@settings(max_examples=300)
@given(conditions, texts)
def test_normal_form_fires_on_the_same_texts(when, text):
    file = read(when)
    rule = file.rules[0]
    same = rule.model_copy(update={"id": "normal", "when": normal(rule.when, file)})
    document = file.document.model_copy(update={"rules": (rule, same)})
    both = RuleSet((type(file)(file.name, file.text, document, {"0": "a:1", "normal": "a:1"}),))
    found = {firing.rule.id for firing in RuleMatcher(both).match(Material(text))}
    assert found in (set(), {"0", "normal"})


@given(conditions)
def test_a_condition_follows_from_itself(when):
    file = read(when)
    form = normal(file.rules[0].when, file)
    assert Entailment().holds(form, form)
    assert canonical(normal(form, file)) == canonical(form)


def test_order_spelling_and_nesting_make_no_difference():
    file = read(
        {"all": ["lost Card", {"not": {"not": ["pin", "code"]}}]},
        {"all": [{"all": [{"any": ["codes", "PIN"]}]}, "lost cards"]},
        {"all": ["lost card", ["pin"]]},
    )
    first, second, third = (canonical(normal(rule.when, file)) for rule in file.rules)
    assert first == second != third
