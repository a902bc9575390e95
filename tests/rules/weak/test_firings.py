from __future__ import annotations

import numpy as np

from scaffold.rules.weak import firings
from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.firings import Firings


def test_alike_texts_are_counted_together_unless_a_model_tells_them_apart(rules_of) -> None:
    votes = rules_of([[1, 0], [1, 0], [0, 0], [1, 1], [1, 0]], [0, 1], 2)
    gold = np.array([-1, -1, -1, -1, 0])
    found = Firings.of(votes, gold, None)
    assert sorted(found.counts) == [1, 1, 2]
    assert found.kinds[2] == -1
    assert found.kinds[0] == found.kinds[1] != found.kinds[4]
    assert (found.fired[found.kinds[[0, 3, 4]]] == votes.fired[[0, 3, 4]]).all()
    assert len(Firings.of(votes, gold, np.full((5, 2), 0.5))) == 4


def test_working_in_parts_changes_nothing(drawn, monkeypatch) -> None:
    votes = drawn(300, [0.9, 0.7, 0.6]).votes
    likely = np.random.default_rng(0).dirichlet(np.ones(3), 300)
    whole = DawidSkene.fit(votes, likely=likely)
    monkeypatch.setattr(firings, "ROWS", 7)
    parts = DawidSkene.fit(votes, likely=likely)
    np.testing.assert_allclose(parts.probabilities, whole.probabilities, atol=1e-9)
    np.testing.assert_allclose(parts.accuracies, whole.accuracies, atol=1e-9)
