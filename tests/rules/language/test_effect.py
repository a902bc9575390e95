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
    ],
)
def test_an_effect_is_read(then, labels, gist):
    effect = Effect.model_validate(then)
    assert effect.labels == labels
    assert effect.about_labels is bool(labels)
    assert effect.gist == gist


@pytest.mark.parametrize("then", [{}, {"head": "intent"}, {"abstain": "no"}, {"not_label": []}, {"label": None}])
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


def test_severities_go_from_low_to_high():
    assert SEVERITIES == ("low", "medium", "high", "critical")
    for severity in SEVERITIES:
        assert Effect(severity=severity).severity == severity
