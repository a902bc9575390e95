"""Every condition can be written in its short and its long form; what cannot be meant is refused."""

from __future__ import annotations

import pytest

from scaffold.errors import RuleError
from scaffold.rules.language.condition import (
    AllOf,
    AnyOf,
    Date,
    Element,
    Entity,
    Lexicon,
    MetadataField,
    NotThat,
    Number,
    OtherDecision,
    Phrases,
    Regex,
    has_place,
)
from scaffold.rules.language.reading import parse_rules


@pytest.fixture
def read(tmp_path):
    (tmp_path / "terms.txt").write_text("lost\n", encoding="utf-8")

    def condition(when: str) -> Element:
        text = f"rules:\n  - id: r1\n    when: {when}\n    then: {{label: x}}\n"
        return parse_rules(text, "f.yaml", tmp_path).rules[0].when

    return condition


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        ("lost card", Phrases),
        ("[lost card, 吞卡]", Phrases),
        ("{phrases: 吞卡}", Phrases),
        ("{lexicon: terms.txt}", Lexicon),
        ("{lexicon: {file: terms.txt, category: ''}}", Lexicon),
        ("{regex: 'lost (my|the) card'}", Regex),
        ("{number: dose > 500 mg}", Number),
        ("{date: before 2020-01-01}", Date),
        ("{entity: city}", Entity),
        ("{entity: {label: city, head: places}}", Entity),
        ("{field: {name: channel, is: phone}}", MetadataField),
        ("{decision: {head: topic, label: money, at_least: 0.6}}", OtherDecision),
        ("{all: [a, b]}", AllOf),
        ("{any: [a, [b, c]]}", AnyOf),
        ("{not: a}", NotThat),
    ],
)
def test_every_condition_is_read(read, when, kind):
    assert type(read(when)) is kind


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("lost card", "{phrases: [lost card]}"),
        ("[lost card, 吞卡]", "{phrases: [lost card, 吞卡]}"),
        ("{regex: a+}", "{regex: [a+]}"),
        ("{lexicon: terms.txt}", "{lexicon: {file: terms.txt}}"),
        ("{entity: city}", "{entity: {label: city}}"),
        ("{field: {name: x, in: a}}", "{field: {name: x, in: [a]}}"),
        ("{phrases: a, unless: negated}", "{phrases: [a], unless: [negated]}"),
        ("{all: [a, b], within: 5 words}", "{all: [a, b], within: 5}"),
        ("{all: [a, b], within: 1 word}", "{all: [a, b], within: 1}"),
        ("{not: a}", "{not: {phrases: [a]}}"),
    ],
)
def test_short_forms_mean_the_long_ones(read, short, long):
    assert read(short) == read(long)


def test_what_is_not_said_is_usual(read):
    words = read("lost card")
    assert (words.inflect, words.match_case, words.whole_words) == (True, False, True)
    assert words.unless == words.only == ()
    together = read("{all: [a, b]}")
    assert (together.within, together.ordered, together.same_sentence) == (None, False, False)


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("no", False), ("true", True), ("off", False)])
def test_switches_are_words(read, word, value):
    assert read(f"{{phrases: a, inflect: {word}}}").inflect is value


def test_words_that_yaml_takes_for_values_are_phrases(read):
    assert read("[no, yes, on, 2020-01-01, 5]").phrases == ("no", "yes", "on", "2020-01-01", "5")


def test_a_condition_does_not_change(read):
    with pytest.raises(ValueError, match="frozen"):
        read("lost card").phrases = ("a",)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("a", True),
        ("{regex: a}", True),
        ("{number: '> 3'}", True),
        ("{date: before 2020-01-01}", True),
        ("{entity: city}", True),
        ("{lexicon: terms.txt}", True),
        ("{field: {name: x, exists: yes}}", False),
        ("{decision: {head: h, label: l}}", False),
        ("{not: a}", False),
        ("{all: [a, {not: b}]}", True),
        ("{all: [{not: a}, {not: b}]}", False),
        ("{any: [a, {not: b}]}", False),
        ("{any: [a, b]}", True),
    ],
)
def test_what_has_a_place_in_the_text(read, when, expected):
    assert has_place(read(when)) is expected


@pytest.mark.parametrize("how", ["within: 3", "ordered: yes", "same_sentence: yes"])
@pytest.mark.parametrize("inner", ["[a]", "[a, {not: b}]", "[{not: a}, {field: {name: x, is: y}}, c]"])
def test_places_need_two_conditions_that_have_one(read, how, inner):
    with pytest.raises(RuleError, match="two conditions at least that match words"):
        read(f"{{all: {inner}, {how}}}")


def test_many_levels_are_read(read):
    condition = read("{not: " * 50 + "a" + "}" * 50)
    for _ in range(50):
        condition = condition.not_
    assert condition == read("a")


def test_conditions_written_in_code_need_no_yaml():
    condition = AllOf(all=(Phrases(phrases=("a",)), NotThat(not_=Regex(regex=("b",)))), ordered=False)
    assert condition.all[1].not_.regex == ("b",)
    assert condition == AllOf.model_validate({"all": ["a", {"not": {"regex": "b"}}]})
