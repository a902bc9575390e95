from __future__ import annotations

import numpy as np
import pytest

from scaffold.rules.weak.votes import Votes


def votes(**changed: object) -> Votes:
    given: dict[str, object] = {
        "fired": np.array([[True, False], [False, False], [False, True]]),
        "targets": np.array([[1, 0, 0], [0, 0.5, 0.5]], dtype=np.float32),
        "weights": np.ones(2, dtype=np.float32),
        "rules": ("one", "two"),
        "labels": ("退款", "card", "other"),
    }
    return Votes(**{**given, **changed})  # type: ignore[arg-type]


def test_sizes_and_covered_texts() -> None:
    found = votes()
    assert (found.n, found.m, found.k) == (3, 2, 3)
    assert found.covered.tolist() == [True, False, True]
    assert found.said.tolist() == [[True, False, False], [False, True, True]]


def test_a_text_on_which_only_rules_of_other_heads_fire_is_not_covered() -> None:
    found = votes(targets=np.array([[1, 0, 0], [0, 0, 0]], dtype=np.float32))
    assert found.covered.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("fired", np.zeros((3, 1), dtype=np.bool_), "column a rule"),
        ("targets", np.ones((2, 2), dtype=np.float32), "shape"),
        ("targets", np.full((2, 3), 0.5, dtype=np.float32), "distribution"),
        ("targets", np.array([[1, 0, 0], [2, -1, 0]], dtype=np.float32), "distribution"),
        ("weights", np.array([1, -1], dtype=np.float32), "weight"),
        ("weights", np.array([1, np.nan], dtype=np.float32), "weight"),
        ("labels", (), "none"),
    ],
)
def test_what_does_not_fit_together_is_refused(name: str, value: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        votes(**{name: value})
