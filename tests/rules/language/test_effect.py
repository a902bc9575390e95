"""What a rule says: one thing about labels, and whatever else."""

from __future__ import annotations

import pytest

from scaffold.rules.language.effect import SEVERITIES, Effect


@pytest.mark.parametrize(
    ("then", "labels", "gist"),
    [
        ({"label": "lost"}, ("lost",), "lost"),
        ({"label": "丢卡", "head": "intent"}, ("丢卡",), "丢卡"),
        ({"not_label": "lost"}, ("lost",), "not lost"),
        ({"not_label": ["lost", "stolen"]}, ("lost", "stolen"), "not lost or stolen"),
        ({"evidence": {"label": "lost"}}, ("lost",), "lost +1"),
        ({"evidence": {"label": "lost", "weight": "-1.5"}}, ("lost",), "lost -1.5"),
        ({"abstain": "yes"}, (), "a person decides"),
        ({"route": "fraud", "template": "sorry", "severity": "high"}, (), "route fraud, template sorry, severity high"),
        ({"label": "lost", "route": "fraud"}, ("lost",), "lost, route fraud"),
        ({"exclude": "yes"}, (), "not shown"),
        ({"pin": "2", "boost": "-0.5", "at_most": "3"}, (), "place 2, score -0.5, at most 3 shown"),
        ({"at_most": 0, "label": "lost"}, ("lost",), "lost, at most 0 shown"),
    ],
)
def test_an_effect_is_read(then, labels, gist):
    effect = Effect.model_validate(then)
    assert effect.labels == labels
    assert effect.about_labels is bool(labels)
    assert effect.gist == gist


@pytest.mark.parametrize(
    "then", [{}, {"head": "intent"}, {"abstain": "no"}, {"not_label": []}, {"label": None}, {"exclude": "no"}]
)
def test_an_effect_says_something(then):
    with pytest.raises(ValueError, match="expected at least one of: label, not_label, evidence"):
        Effect.model_validate(then)


@pytest.mark.parametrize(
    "then",
    [
        {"label": "a", "not_label": "b"},
        {"label": "a", "evidence": {"label": "a"}},
        {"not_label": "a", "evidence": {"label": "b"}},
    ],
)
def test_an_effect_says_one_thing_about_labels(then):
    with pytest.raises(ValueError, match="make two rules of it"):
        Effect.model_validate(then)


@pytest.mark.parametrize("weight", ["20.5", "-21", "nan", "inf", "1e999", "much"])
def test_weights_are_numbers_in_reason(weight):
    with pytest.raises(ValueError, match="weight"):
        Effect.model_validate({"evidence": {"label": "a", "weight": weight}})


@pytest.mark.parametrize(
    ("then", "about_texts", "about_lists"),
    [
        ({"exclude": True}, False, True),
        ({"pin": 1}, False, True),
        ({"boost": 0.5}, False, True),
        ({"at_most": 0}, False, True),
        ({"at_most": 2, "evidence": {"label": "a"}}, True, True),
        ({"label": "a"}, True, False),
        ({"not_label": "a"}, True, False),
        ({"abstain": True}, True, False),
        ({"route": "a"}, True, False),
        ({"template": "a"}, True, False),
        ({"severity": "low"}, True, False),
        ({"mute": True}, True, False),
    ],
)
def test_an_effect_is_about_texts_or_about_lists(then, about_texts, about_lists):
    effect = Effect.model_validate(then)
    assert (effect.about_texts, effect.about_lists) == (about_texts, about_lists)


@pytest.mark.parametrize("other", [{"pin": 1}, {"boost": 1}, {"at_most": 0}])
def test_what_is_not_shown_has_no_place(other):
    with pytest.raises(ValueError, match="exclude stands without pin, boost and at_most"):
        Effect.model_validate({"exclude": True, **other})


@pytest.mark.parametrize(
    "then",
    [
        {"pin": 0},
        {"pin": "1.5"},
        {"pin": "first"},
        {"boost": 11},
        {"boost": "-10.5"},
        {"boost": "nan"},
        {"at_most": -1},
    ],
)
def test_places_are_numbers_in_reason(then):
    with pytest.raises(ValueError, match=next(iter(then))):
        Effect.model_validate(then)


def test_severities_go_from_low_to_high():
    assert SEVERITIES == ("low", "medium", "high", "critical")
    for severity in SEVERITIES:
        assert Effect(severity=severity).severity == severity
