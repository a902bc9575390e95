"""What rules say about labels, as numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.language.rule import Rule
from scaffold.rules.weak.targets import author_weight, direction_matrix, speaks_against, target_matrix
from scaffold.rules.weak.voting import votes_of

LABELS = ("a", "b", "c", "退款")
NAMES = st.sampled_from([*LABELS, "unknown"])
WEIGHTS = st.floats(-20, 20)
THENS = st.one_of(
    NAMES.map(lambda label: {"label": label}),
    st.lists(NAMES, min_size=1, max_size=5).map(lambda some: {"not_label": some}),
    st.builds(lambda label, weight: {"evidence": {"label": label, "weight": weight}}, NAMES, WEIGHTS),
)


def rules_of(thens) -> list[Rule]:
    return [Rule.model_validate({"id": f"r{number}", "when": "w", "then": then}) for number, then in enumerate(thens)]


def test_each_effect_by_example():
    rules = rules_of(
        [
            {"label": "b"},
            {"not_label": ["a", "b"]},
            {"evidence": {"label": "c", "weight": 1.5}},
            {"evidence": {"label": "c", "weight": -2}},
            {"label": "unknown"},
            {"not_label": list(LABELS)},
        ]
    )
    third = 1 / 3
    np.testing.assert_allclose(
        target_matrix(rules, LABELS),
        [[0, 1, 0, 0], [0, 0, 0.5, 0.5], [0, 0, 1, 0], [third, third, 0, third], [0] * 4, [0] * 4],
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        direction_matrix(rules, LABELS),
        [[0, 1, 0, 0], [-1, -1, 0, 0], [0, 0, 1.5, 0], [0, 0, -2, 0], [0] * 4, [-1] * 4],
    )
    assert [speaks_against(rule) for rule in rules] == [False, True, False, True, False, True]
    assert [author_weight(rule) for rule in rules] == [1, 1, 1.5, 2, 1, 1]


@given(st.lists(THENS, max_size=5), st.integers(0, 3))
def test_votes_of_any_rules_are_sound(thens, rows):
    rules = rules_of(thens)
    votes = votes_of(rules, np.ones((rows, len(rules)), dtype=bool), LABELS)

    total = votes.targets.sum(axis=1)
    assert np.all(np.isclose(total, 1) | (total == 0))
    assert votes.rules == tuple(rule.id for rule in rules)
    assert (votes.weights >= 0).all()
    directions = direction_matrix(rules, LABELS)
    for row, rule in enumerate(rules):
        # What it speaks against gets nothing of it.
        assert not votes.targets[row][directions[row] < 0].any()
        assert set(np.flatnonzero(directions[row])) <= {LABELS.index(x) for x in rule.then.labels if x in LABELS}
