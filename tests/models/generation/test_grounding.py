"""Which words of a draft stand in its passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.generation.grounding import support
from scaffold.text import word_spans

PASSAGES = ["Your card arrives in 5 working days.", "退款会在三天内到账。"]


def unsupported(draft: str, passages: list[str]) -> list[str]:
    return [draft[start:end] for start, end in support(draft, passages).unsupported]


@pytest.mark.parametrize(
    ("draft", "share", "missing"),
    [
        ("The CARD arrives in 5 days.", 1.0, []),
        ("The card arrives in 7 days.", 0.75, ["7"]),
        ("It is with you.", 0.0, []),
        ("", 0.0, []),
        ("pizza", 0.0, ["pizza"]),
        ("退款三天到账", 1.0, []),
        ("退款五天到账", 0.6, ["五天"]),
        ("The card does not arrive.", 1 / 3, ["not", "arrive"]),
        ("明年退款", 0.5, ["明年"]),
        ("card 退款", 1.0, []),
    ],
)
def test_share_and_spans(draft, share, missing):
    assert support(draft, PASSAGES).share == pytest.approx(share)
    assert unsupported(draft, PASSAGES) == missing


@given(st.text())
def test_draft_is_held_by_itself(draft):
    held = support(draft, [draft])

    assert held.unsupported == ()
    assert held.share in (0.0, 1.0)


@given(st.text(), st.lists(st.text()))
def test_spans_are_words_in_order_and_the_share_is_a_share(draft, passages):
    held = support(draft, passages)
    inside = {at for start, end in word_spans(draft) for at in range(start, end)}

    assert 0 <= held.share <= 1
    assert all(start < end and inside.issuperset(range(start, end)) for start, end in held.unsupported)
    assert all(before[1] < after[0] for before, after in pairwise(held.unsupported))
    assert (held.share == 1) <= (not held.unsupported)


@given(st.text(), st.lists(st.text()), st.text())
def test_another_passage_never_takes_support_away(draft, passages, more):
    assert support(draft, [*passages, more]).share >= support(draft, passages).share
