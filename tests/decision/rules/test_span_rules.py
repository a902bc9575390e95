"""Rules about stretches of a text: proven ones set and remove what a tagging head finds."""

from __future__ import annotations

import pytest

from scaffold.data.spans import TextSpan
from scaffold.decision.records import FoundSpan
from scaffold.decision.rules.span_rules import ruled_spans, weigh_spans
from scaffold.rules.firing.material import KnownTexts, Material

TEXT = "take ibuprofen 400 and warfarin"
FILE = """
head: tags
rules:
  - {id: drug, when: [ibuprofen, warfarin, 布洛芬], then: {label: drug}, hardness: hard}
  - {id: no-drug, when: take, then: {not_label: drug}, hardness: hard}
  - {id: soft, when: "400", then: {label: dose}}
"""


@pytest.fixture
def reader(in_force):
    return in_force(FILE, heads=("tags",)).reader


def fire(reader, *texts):
    return reader.read(KnownTexts(texts, map(Material, texts)))


def found(text: str, word: str, label: str, probability: float = 0.6) -> FoundSpan:
    start = text.index(word)
    return FoundSpan(start, start + len(word), label, word, probability)


def weighed(reader, model, texts=(TEXT,) * 6):
    """The rules after texts whose drugs are the two named ones, and of which the model says `model`."""
    truth = [[TextSpan(5, 14, "drug"), TextSpan(23, 31, "drug")]] * len(texts)
    fired = fire(reader, *texts)
    return weigh_spans(reader.rules, reader, ("dose", "drug"), texts, fired, truth, [model] * len(texts))


def test_rule_that_finds_more_than_the_model_is_proven(reader):
    drug, no_drug, soft = weighed(reader, ()).standings

    assert (drug.power, drug.judged, drug.correct, drug.model_correct) == ("hard", 12, 12, 0)
    assert (drug.fired, drug.texts) == (6, 6), "texts, not stretches"
    assert (no_drug.power, no_drug.model_correct) == ("soft", 6), "the model is as right"
    assert (soft.power, soft.correct, soft.weight) == ("soft", 0, 0.0)


def test_rule_that_says_what_the_model_says_is_not_proven(reader):
    model = (found(TEXT, "ibuprofen", "drug"), found(TEXT, "warfarin", "drug"))
    assert weighed(reader, model).standings[0].power == "soft"


def test_proven_rule_sets_its_stretches_and_what_it_overlaps_goes(reader):
    rules = weighed(reader, ())
    model = (found(TEXT, "ibuprofen 400", "dose"), found(TEXT, "take", "drug"))

    made = ruled_spans(rules, fire(reader, TEXT)[0], model, TEXT)

    assert [(span.text, span.label) for span in made] == [("take", "drug"), ("ibuprofen", "drug"), ("warfarin", "drug")]
    assert made[1].probability == rules.standings[0].accuracy


def test_proven_ban_removes_spans_of_its_label_alone(reader):
    model = (found(TEXT, "take", "drug"),)
    rules = weighed(reader, model)
    assert rules.standings[1].power == "hard", "the model is wrong there every time"

    other = (found(TEXT, "take", "dose"), found(TEXT, "take", "drug"))
    made = ruled_spans(rules, [each for each in fire(reader, TEXT)[0] if each.rule.id == "no-drug"], other, TEXT)

    assert [span.label for span in made] == ["dose"]


def test_text_without_a_proven_rule_stays_as_it_is(reader):
    rules, model = weighed(reader, ()), (found(TEXT, "400", "dose"),)
    assert ruled_spans(rules, [], model, TEXT) == model


def test_chinese_stretches_are_set_too(reader):
    (span,) = ruled_spans(weighed(reader, ()), fire(reader, "吃了布洛芬")[0], (), "吃了布洛芬")
    assert (span.start, span.end, span.text) == (2, 5, "布洛芬")


def test_match_inside_a_longer_one_of_its_rule_does_not_count(in_force):
    file = "rules: [{id: ill, when: [disease, kidney disease], then: {label: ill, head: tags}, hardness: hard}]"
    reader = in_force(file, heads=("tags",)).reader
    text = "chronic kidney disease"
    fired = fire(reader, text)
    true = [[TextSpan(8, 22, "ill")]] * 6
    rules = weigh_spans(reader.rules, reader, ("ill",), [text] * 6, fired * 6, true, [()] * 6)

    assert (rules.standings[0].judged, rules.standings[0].correct) == (6, 6)
    assert [(span.start, span.end) for span in ruled_spans(rules, fired[0], (), text)] == [(8, 22)]


def test_soft_rule_fills_what_the_model_says_nothing_of_in_a_language_it_cannot_read(reader):
    chinese = "吃了布洛芬"
    texts = [*[TEXT] * 10, *[chinese] * 8]
    english = (found(TEXT, "ibuprofen", "drug"),)
    truth = [*[[TextSpan(5, 14, "drug")]] * 10, *[[TextSpan(2, 5, "drug")]] * 7, []]
    model = [*[english] * 10, *[()] * 8]
    rules = weigh_spans(reader.rules, reader, ("dose", "drug"), texts, fire(reader, *texts), truth, model)
    drug, _, soft = rules.standings

    assert drug.power == "soft", "it is wrong about warfarin, and the model is not"
    assert list(drug.fills) == ["zh"]
    assert 0.6 < drug.fills["zh"] < 1
    assert soft.fills == {}, "never right"

    (span,) = ruled_spans(rules, fire(reader, chinese)[0], (), chinese)
    assert (span.text, span.probability) == ("布洛芬", drug.fills["zh"])
    assert ruled_spans(rules, fire(reader, TEXT)[0], (), TEXT) == ()
    said = (found(chinese, "了布", "dose"),)
    assert ruled_spans(rules, fire(reader, chinese)[0], said, chinese) == said


def test_few_stretches_prove_nothing(reader):
    texts = ["吃了布洛芬"] * 4
    truth = [[TextSpan(2, 5, "drug")]] * 4
    rules = weigh_spans(reader.rules, reader, ("dose", "drug"), texts, fire(reader, *texts), truth, [()] * 4)

    assert rules.standings[0].fills == {}
