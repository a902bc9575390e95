from __future__ import annotations

import numpy as np
import pytest

from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head, final_split
from scaffold.models.cases import NearCase

LABELS = ["a", "b", "c"]


def test_head_is_measured_on_every_split_and_inspected_on_the_last(make_outputs) -> None:
    splits = {"validation": make_outputs(LABELS, 50), "test": make_outputs(LABELS, 80, seed=2)}
    head = evaluate_head("topic", LABELS, splits, error_rate=0.1)
    assert head.split == "test"
    assert set(head.splits) == {"validation", "test"}
    assert head.rows == 80
    assert head.figures["accuracy"] == 1 - head.errors / 80
    assert {"ece", "conformal_coverage", "macro_f1"} <= set(head.figures)
    assert sum(b.count for b in head.reliability) == 80
    assert sum(c.support for c in head.classes) == 80


def test_mistakes_are_the_surest_errors_with_their_neighbours() -> None:
    p = [[0.9, 0.1, 0.0], [0.6, 0.4, 0.0], [0.0, 0.99, 0.01], [0.8, 0.1, 0.1]]
    split = SplitOutputs(["w", "x", "y", "z"], ["b", "b", "b", None], p)
    asked: list[list[int]] = []

    def neighbours(rows: list[int]) -> list[list[NearCase]]:
        asked.append(list(rows))
        return [[NearCase(f"near {i}", "a", 0.5)] for i in rows]

    head = evaluate_head("h", LABELS, {"test": split}, neighbours=neighbours, mistakes=2)
    assert asked == [[0, 3]]
    assert [(m.text, m.truth, m.predicted) for m in head.mistakes] == [("w", "b", "a"), ("z", "(none)", "a")]
    assert [m.probability for m in head.mistakes] == [pytest.approx(0.9), pytest.approx(0.8)]
    assert head.mistakes[1].neighbours[0].text == "near 3"
    assert head.unknown_labels == {"(none)": 1}


def test_extra_figures_join_those_of_their_split() -> None:
    split = SplitOutputs(["x"], ["a"], [[1.0, 0.0, 0.0]], extra={"oos_auroc": 0.9})
    assert evaluate_head("h", LABELS, {"test": split}).figures["oos_auroc"] == 0.9


def test_a_split_without_rows_gives_an_empty_head() -> None:
    head = evaluate_head("h", LABELS, {"test": SplitOutputs([], [], np.empty((0, 3)), sets=np.empty((0, 3)))})
    assert head.rows == 0
    assert head.errors == 0
    assert head.mistakes == []


@pytest.mark.parametrize(
    ("names", "expected"),
    [(("train", "validation", "test"), "test"), (("train", "validation"), "validation"), (("x",), "x")],
)
def test_final_split_is_the_last_one(names: tuple[str, ...], expected: str) -> None:
    assert final_split(dict.fromkeys(names)) == expected
