from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.evaluation.confusion import ConfusedPair
from scaffold.evaluation.headline import commonest_share, interval_of
from scaffold.evaluation.metrics import ClassScore
from scaffold.evaluation.records import Figure, HeadReport, Mistake, RunReport
from scaffold.evaluation.selective import CoveragePoint
from scaffold.evaluation.steps import next_steps
from scaffold.evaluation.verdict import surest, trust
from scaffold.models.cases import NearCase


def head(**changes: object) -> HeadReport:
    figures = {"rows": 1000.0, "accuracy": 0.9, "ece": 0.01, "mean_confidence": 0.9, "macro_f1": 0.9}
    figures |= changes.pop("figures", {})  # type: ignore[arg-type]
    return replace(HeadReport("intent", ("a", "b", "c"), "test", {"test": figures}), **changes)  # type: ignore[arg-type]


def titles(*heads: HeadReport, **parts: object) -> list[str]:
    return [step.title for step in next_steps(RunReport("t", "v", heads, **parts))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gap", "claimed", "word"),
    [(0.01, 0.9, "Yes"), (0.04, 0.92, "Nearly"), (0.09, 0.99, "Over-confident"), (0.09, 0.81, "Too timid")],
)
def test_trust_follows_the_calibration_error(gap: float, claimed: float, word: str) -> None:
    assert trust(head(figures={"ece": gap, "mean_confidence": claimed})).word == word


def test_trust_does_not_blame_a_model_for_what_chance_does() -> None:
    figures = {"ece": 0.069, "mean_confidence": 0.833, "accuracy": 0.839}
    assert trust(head(figures=figures)).word == "Too timid"
    judged = trust(head(figures=figures | {"ece_by_chance": 0.055}))
    assert judged.word == "Yes"
    assert "5.5 come with so few texts" in judged.why


def test_trust_is_open_when_texts_are_few_or_missing() -> None:
    assert trust(head(figures={"rows": 60.0})).word == "Too early"
    assert trust(HeadReport("h", ("a",), "test", {"test": {"rows": 0.0}})).word == "Not measured"


def test_trust_tells_whether_the_promise_of_the_sets_was_kept() -> None:
    sets = trust(head(figures={"conformal_coverage": 0.93, "conformal_set_size": 1.25}, error_rate=0.05)).sets
    assert "93.0%" in sets
    assert "promised: 95%" in sets
    assert "1.25 labels" in sets


def test_accuracy_comes_with_its_interval_and_what_guessing_would_give() -> None:
    interval = interval_of(head())
    assert interval is not None
    assert interval.low < 0.9 < interval.high
    scores = [ClassScore(name, 1, 1, 1, support, support) for name, support in (("a", 600), ("b", 400))]
    assert commonest_share(head(classes=scores)) == 0.6
    assert commonest_share(head()) is None


def test_a_missed_level_comes_first() -> None:
    found = titles(head(unknown_labels={"x": 3}), figures=[Figure("recall", 0.5, level=0.7)])
    assert found[0] == "Raise recall"
    assert found[1] == "Settle the labels that the model never saw"
    assert titles(head(), figures=[Figure("recall", 0.8, level=0.7)]) == ["Try it on texts of your own"]


def test_nearly_identical_training_texts_with_the_predicted_label_cast_doubt_on_labels() -> None:
    def mistake(similarity: float, label: str) -> Mistake:
        return Mistake("x", "a", "b", 0.9, [NearCase("y", label, similarity)])

    assert "Check labels in the data" in titles(head(mistakes=[mistake(0.97, "b")]))
    assert "Check labels in the data" not in titles(head(mistakes=[mistake(0.97, "a"), mistake(0.8, "b")]))


def test_the_worst_pair_is_counted_in_both_directions() -> None:
    pairs = [ConfusedPair("a", "b", 5, 50), ConfusedPair("b", "c", 4, 50), ConfusedPair("c", "b", 4, 50)]
    step = next(s for s in next_steps(RunReport("t", "v", [head(pairs=pairs)])) if s.title.startswith("Tell"))
    assert step.title == "Tell b and c apart"
    assert step.why.startswith("8 of 100 errors")


def test_two_classes_have_no_pair_to_tell_apart() -> None:
    two = replace(head(pairs=[ConfusedPair("a", "b", 50, 100)]), labels=("a", "b"))
    assert titles(two) == ["Try it on texts of your own"]


def test_weak_classes_with_few_training_texts_are_named() -> None:
    scores = [ClassScore("a", 0.4, 0.4, 0.4, 20, 20), ClassScore("b", 0.5, 0.5, 0.5, 20, 20)]
    found = next_steps(RunReport("t", "v", [head(classes=scores, train_counts={"a": 9, "b": 100, "c": 100})]))
    assert found[0].title == "Add examples of weak classes"
    assert "a (9)" in found[0].why
    assert "b (" not in found[0].why


def test_overconfident_probabilities_are_not_to_be_acted_on() -> None:
    assert "Do not act on probabilities yet" in titles(head(figures={"ece": 0.2, "mean_confidence": 0.99}))


def test_a_threshold_is_advised_where_one_helps() -> None:
    curve = [CoveragePoint(0.5, 1.0, 0.99), CoveragePoint(0.8, 0.985, 0.8377), CoveragePoint(1.0, 0.9, 0.2)]
    assert surest(head(curve=curve)) == curve[1]
    assert titles(head(curve=curve)) == ["Let it answer alone from 0.83"]
    assert surest(head(curve=curve[2:])) is None


def test_at_most_four_steps_are_given() -> None:
    many = [Figure(f"figure {i}", 0.1, level=0.9) for i in range(9)]
    assert len(titles(head(), figures=many)) == 4
