"""Groups of texts: intervals, differences and their words, by hand and against what is known of chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.evaluation.bootstrap import Interval, share_interval
from scaffold.evaluation.model_card import render_model_card
from scaffold.evaluation.records import RunReport
from scaffold.evaluation.report import render_report
from scaffold.evaluation.steps import next_steps
from scaffold.evaluation.subgroups import FEW_ROWS, MOST_GROUPS, RowFigures, _difference, compare_subgroups
from scaffold.plugins.specs import VerticalInfo


def accuracy(right) -> RowFigures:
    flags = np.asarray(right, dtype=bool)
    return RowFigures(
        "accuracy",
        lambda rows: {"accuracy": float(flags[rows].mean()), "conformal_coverage": 0.9, "ece": 0.05},
        lambda rows: float(flags[rows].mean()),
        flags,
    )


def groups(**shares: tuple[int, int]):
    """Rows of groups with so many right of so many."""
    values = [name for name, (_, rows) in shares.items() for _ in range(rows)]
    right = [row < hits for hits, rows in shares.values() for row in range(rows)]
    return values, accuracy(right)


def test_each_group_is_measured_against_all_others():
    values, figures = groups(f=(60, 100), m=(190, 200), x=(5, 10))
    (found,) = compare_subgroups({"sex": values}, figures)
    assert [(group.value, group.rows, group.is_few) for group in found.groups] == [
        ("m", 200, False),
        ("f", 100, False),
        ("x", 10, True),
    ]
    male, female, few = found.groups
    assert female.metric == share_interval(60, 100)
    assert female.difference.value == pytest.approx(0.6 - 195 / 210)
    assert male.difference.value == pytest.approx(0.95 - 65 / 110)
    assert few.difference is None
    assert few.metric.value == 0.5
    assert found.worst is female
    assert found.is_clear
    assert "chance does not explain it" in found.gap
    assert "60.0% on 100 texts" in found.gap


def test_of_two_groups_the_one_worse_off_is_named():
    values, figures = groups(f=(50, 100), m=(90, 100))
    (found,) = compare_subgroups({"sex": values}, figures)
    assert found.worst.value == "f"
    assert found.gap.startswith(
        "Largest gap: Accuracy of sex f is 50.0% on 100 texts, against 90.0% on all others: -40.0"
    )


def test_a_figure_of_which_less_is_better_names_the_higher_one():
    values = ["a"] * 40 + ["b"] * 40
    off = np.array([1.0] * 40 + [3.0] * 40)
    figures = RowFigures("mean_absolute_error", lambda rows: {}, lambda rows: float(off[rows].mean()))
    (found,) = compare_subgroups({"ward": values}, figures)
    assert found.worst.value == "b"
    assert "+2.000" in found.gap


def test_chance_is_told_from_gaps():
    rng = np.random.default_rng(3)
    clear = 0
    for _ in range(200):
        values = rng.choice(["a", "b", "c", "d"], size=240).tolist()
        clear += any(each.is_clear for each in compare_subgroups({"group": values}, accuracy(rng.random(240) < 0.8)))
    # All comparisons of a head together err in 5% of runs at most.
    assert clear <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_difference_of_shares_is_that_of_newcombe():
    # Newcombe 1998, table II, row (b): 9/10 against 3/10, method 10.
    found = _difference(share_interval(9, 10), share_interval(3, 10))
    assert (found.low, found.high) == (pytest.approx(0.1705, abs=5e-4), pytest.approx(0.8090, abs=5e-4))
    assert _difference(Interval(1, 1, 1), Interval(0, 0, 0)).value == 1


def test_small_groups_alone_are_not_compared():
    values, figures = groups(f=(5, FEW_ROWS - 1), m=(40, 80))
    (found,) = compare_subgroups({"sex": values}, figures)
    assert found.worst is None
    assert not found.is_clear
    assert found.gap == "No two groups of sex have 30 texts each: too few to compare."


def test_texts_without_a_value_are_shown_and_compared_with_nothing():
    values, figures = groups(f=(50, 50), m=(50, 50))
    (found,) = compare_subgroups({"sex": [*values[:70], *([""] * 30)]}, figures)
    assert [(group.value, group.rows) for group in found.groups] == [("f", 50), ("m", 20), ("(not given)", 30)]
    assert all(group.difference is None for group in found.groups)


def test_a_column_of_very_many_values_stays_readable():
    values = [str(row % 100) for row in range(500)] + ["all"] * 100
    (found,) = compare_subgroups({"age": values}, accuracy([True] * 600))
    assert len(found.groups) == MOST_GROUPS + 1
    assert found.groups[-1].value == "(all other values)"
    assert sum(group.rows for group in found.groups) == 600


def test_what_is_left_open_is_counted():
    values, figures = groups(f=(50, 50), m=(50, 50))
    (found,) = compare_subgroups({"sex": values}, figures, np.array([True] * 20 + [False] * 80))
    assert [(group.value, group.left_open) for group in found.groups] == [("f", 0.4), ("m", 0.0)]
    kept = found.as_dict()
    assert kept["groups"]["f"]["left_open"] == 0.4
    assert kept["groups"]["f"]["figures"]["ece"] == 0.05
    assert kept["groups"]["f"]["difference"]["value"] == 0.0


def test_report_card_and_steps_speak_of_groups(make_head):
    values, figures = groups(**{"<b>女": (50, 100), "m": (90, 100), "few": (1, 2)})
    found = compare_subgroups({"sex": values}, figures, np.array([False] * 202))
    head = replace(make_head(), subgroups=found)
    report = RunReport("Notes", "medical", [head, make_head("other")])
    page = render_report(report)
    assert page.count('href="#h1-groups"') == 1
    assert 'href="#h2-groups"' not in page
    assert "<b>女" not in page
    assert "&lt;b&gt;女" in page
    assert "Left open" in page
    info = VerticalInfo("t", "s", ("en",), ("t",), "d", "l", "Supports people; does not diagnose.", 1)
    card = render_model_card(report, info, base="b", licences={})
    assert "## Groups" in card
    assert "\\<b\\>女" in card
    assert "| few (few) | 2 |" in card
    limits = card[card.index("## Limits") :]
    assert "chance does not explain it" in limits
    assert next_steps(report)[0].title == "Look at the errors on sex <b>女"
    assert "## Groups" not in render_model_card(RunReport("t", "v", [make_head()]), info, base="b", licences={})
