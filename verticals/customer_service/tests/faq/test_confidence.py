from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold.retrieval.document import Document, Hit
from scaffold_customer_service.faq.confidence import Confidence, evidence, lowest_threshold


def _hit(cosine: float | None, words: float | None = None) -> Hit:
    return Hit(Document("d", "t"), 0.0, None, words, None, cosine)


def test_evidence_is_the_cosine_and_how_far_cosine_and_words_are_ahead() -> None:
    hits = [_hit(0.8, 6.0), _hit(0.7, 9.0), _hit(None)]
    assert evidence(hits) == pytest.approx((0.8, 0.1, -3 / 9))
    assert evidence(hits, 1) == pytest.approx((0.7, -0.1, 3 / 9))
    assert evidence([_hit(0.4)]) == pytest.approx((0.4, 0.2, 0.0))


def test_more_evidence_gives_more_confidence() -> None:
    seen = [(0.1 * i, 0.05 * i, 0.0) for i in range(10)] * 4
    learned = Confidence.fit(seen, [values[0] > 0.35 for values in seen])
    assert learned.probability((0.9, 0.45, 0.0)) > 0.9 > 0.1 > learned.probability((0.0, 0.0, 0.0))


def test_it_comes_back_from_json() -> None:
    learned = Confidence((1.0, 2.0, 3.0), -1.0, 0.5)
    assert Confidence.from_json(learned.as_json()) == learned


def test_it_is_not_learned_from_one_kind() -> None:
    with pytest.raises(DataError, match="cannot be learned"):
        Confidence.fit([(0.1, 0.1, 0.1)] * 5, [True] * 5)


def test_the_threshold_counts_one_more_wrong_than_seen() -> None:
    assert lowest_threshold([0.9] * 8, [True] * 8, 0.9) > 1
    assert lowest_threshold([0.9] * 9, [True] * 9, 0.9) == 0.9


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]), st.booleans())), st.floats(0.5, 0.95))
def test_from_the_threshold_upwards_enough_are_right(pairs: list[tuple[float, bool]], precision: float) -> None:
    threshold = lowest_threshold([p for p, _ in pairs], [r for _, r in pairs], precision)
    chosen = [right for probability, right in pairs if probability >= threshold]
    assert threshold > 1 or sum(chosen) >= precision * len(chosen)
