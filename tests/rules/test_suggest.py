"""Proposed rules: which phrases are found, that their figures are honest, and that the file can be read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.progress import SILENT
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.suggest.grams import frequent_grams
from scaffold.rules.suggest.halves import LabelledTexts
from scaffold.rules.suggest.proposal import Proposal, propose
from scaffold.rules.suggest.writing import as_rules

FILLERS = ["please", "kindly", "hello", "today", "again", "soon", "really", "maybe", "okay", "sir", "madam", "help"]


def texts_of(*forms: tuple[str, str], rows: int = 40, seed: int = 1) -> LabelledTexts:
    """For each form so many different texts that hold it, with its label."""
    draw = random.Random(seed)
    made = []
    for form, label in forms:
        for number in range(rows):
            before, after = draw.sample(FILLERS, 2)
            made.append((f"{before} {number} {form} {after} {draw.choice(FILLERS)}", frozenset([label])))
    return LabelledTexts.of(made)


def proposed(texts: LabelledTexts, most: int = 3, at_least: float = 0.5) -> list[Proposal]:
    return propose(texts, most=most, at_least=at_least, progress=SILENT)


def test_runs_of_words_end_at_punctuation_and_at_four_words():
    grams = frequent_grams(["Lost my, old visa card yesterday"] * 3, 3)
    assert {"lost my", "old visa card yesterday", "yesterday"} <= set(grams)
    assert not {"my old", "lost my, old", "my"} & set(grams)
    assert grams["visa card"] == [0, 1, 2]
    assert frequent_grams(["one two three four five"] * 3, 3).keys().isdisjoint({"one two three four five"})


def test_runs_of_chinese_characters_have_two_to_six():
    grams = frequent_grams(["我的信用卡被吞了怎么办"] * 2, 2)
    assert {"信用卡", "信用卡被吞了", "吞了"} <= set(grams)
    assert all(2 <= len(gram) <= 6 for gram in grams)


def test_both_scripts_in_one_text_make_phrases_together():
    assert "atm吞卡" in frequent_grams(["ATM吞卡 again"] * 2, 2)


def test_rare_runs_and_empty_words_are_left_out():
    grams = frequent_grams(["where is the card", "where is the pin", "is the card there"], 2)
    assert set(grams) == {"card", "the card", "is the card"}


@given(st.lists(st.text(alphabet="ab 卡c,.'-İﬁ", max_size=20), max_size=6), st.integers(1, 3))
def test_every_run_stands_in_its_texts(texts, least):
    for gram, rows in frequent_grams(texts, least).items():
        assert len(rows) >= least
        rule = f'rules:\n  - {{id: r, when: {{phrases: "{gram}", inflect: no}}, then: {{route: x}}}}\n'
        matcher = RuleMatcher(RuleSet((parse_rules(rule, "r.yaml"),)))
        assert all(matcher.match(Material(texts[row])) for row in rows)


def test_the_phrase_that_tells_a_label_is_proposed():
    texts = texts_of(("my card was swallowed", "swallowed"), ("my card is lost", "lost"), ("银行卡被吞了", "吞卡"))
    best = {each.label: each for each in reversed(proposed(texts))}
    assert "swallowed" in best["swallowed"].phrase
    assert "lost" in best["lost"].phrase
    assert best["吞卡"].phrase in "银行卡被吞了"
    assert all(each.found == each.right > 10 for each in best.values())


def test_a_phrase_of_two_labels_is_not_proposed():
    texts = texts_of(("my card was lost", "a"), ("my card was broken", "b"))
    assert not {"card", "my card"} & {each.phrase for each in proposed(texts)}


def test_each_further_phrase_covers_other_texts():
    texts = texts_of(("atm swallowed it", "a"), ("machine ate it", "a"), ("forgot the pin", "b"))
    first, second = [each.phrase for each in proposed(texts, most=2) if each.label == "a"]
    assert ("swallowed" in first or "atm" in first) != ("swallowed" in second or "atm" in second)
    assert len(proposed(texts, most=1)) == 2


def test_chance_is_told_from_knowledge():
    draw = random.Random(3)
    rows = [(f"{' '.join(draw.choices(FILLERS, k=6))} {n}", frozenset([draw.choice("ab")])) for n in range(600)]
    found = proposed(LabelledTexts.of(rows), at_least=0.5)
    shown = sum(each.right for each in found) / max(1, sum(each.found for each in found))
    # Nothing is to be learnt here; what slips through must not look better than it is on texts it was not chosen on.
    assert shown < 0.8


def test_figures_are_those_of_the_other_half():
    texts = texts_of(("my card was swallowed", "a"), ("my card is lost", "b"))
    first, second = texts.halves()
    for each in proposed(texts):
        there = [own for text, own in zip(second.texts, second.labels, strict=True) if each.phrase in text]
        assert (each.found, each.right) == (len(there), sum(each.label in own for own in there))
    assert not set(first.texts) & set(second.texts)
    assert len(first) + len(second) == len(texts)
    assert min(len(first), len(second)) > 0.3 * len(texts)


def test_texts_that_read_the_same_count_once():
    rows = [("My card", frozenset("a")), ("my  card", frozenset("a")), ("my card", frozenset("b"))]
    assert len(LabelledTexts.of(rows)) == 2


def test_a_text_of_several_labels_speaks_for_each():
    both = texts_of(("my card was swallowed", "a"))
    texts = LabelledTexts(both.texts, [frozenset(["a", "b"])] * len(both))
    more = texts_of(("forgot the pin", "c"), seed=2)
    found = proposed(LabelledTexts(texts.texts + more.texts, texts.labels + more.labels))
    assert {each.label for each in found} == {"a", "b", "c"}


@pytest.mark.parametrize(
    "labels", [["card lost"], ["no"], ["1"], ["信用卡: {x}"], ['"quoted"', "quoted"], ["a b", "a-b"]]
)
def test_any_label_and_phrase_make_a_file_that_reads_back(labels):
    phrases = ["on", "24 hours", 'don\'t: "it"', "卡片", "#1", "null", "a\u2028b", "1e3"]
    made = [Proposal(label, phrase, 10, 9) for label in labels for phrase in phrases]
    file = parse_rules(as_rules(made, "intent: 1", "a\nfile #1: x.csv", 1000), "r.yaml")
    assert [(rule.then.label, rule.when.phrases[0]) for rule in file.rules] == [(e.label, e.phrase) for e in made]
    assert file.document.head == "intent: 1"
    assert file.rules[0].description == "found in 10 texts, right in 9"
    assert file.rules[0].source == "suggested from a file #1: x.csv"


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(lambda text: any(map(str.isalnum, text))))
def test_whatever_the_words_the_file_can_be_read(label, phrase):
    if any(0xD800 <= ord(char) < 0xE000 for char in label + phrase):
        return
    rules = parse_rules(as_rules([Proposal(label, phrase, 1, 1)], None, "data.csv", 2), "r.yaml").rules
    assert (rules[0].then.label, rules[0].when.phrases) == (label, (phrase,))


def test_a_file_without_proposals_can_be_read_and_tells_what_to_do():
    content = as_rules([], "intent", "data.csv", 12)
    assert parse_rules(content, "r.yaml").rules == ()
    assert "A person has to read every rule" in content
