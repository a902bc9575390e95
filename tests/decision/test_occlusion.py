"""The words a prediction rests on: each is left out once."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.occlusion import occlude, word_spans


class Keyword:
    """A head that is sure of its second label where the keyword stands."""

    def __init__(self, keyword: str) -> None:
        self.keyword = keyword
        self.asked: list[list[str]] = []

    def predict(self, texts):
        self.asked.append(list(texts))
        rows = [[0.1, 0.9] if self.keyword in text else [0.7, 0.3] for text in texts]
        return SimpleNamespace(probabilities=np.array(rows))


@given(st.text("ab 'é.,信用卡 -\n_9", max_size=80), st.integers(1, 10))
def test_spans_are_in_order_within_the_text_and_at_most_as_many(text, most):
    spans = word_spans(text, most)

    assert len(spans) <= most
    places = [place for span in spans for place in span]
    assert places == sorted(places)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Where's my card?", ["Where's", "my", "card"]),
        ("我的card丢了", ["我", "的", "card", "丢", "了"]),
        ("...", []),
        ("", []),
        ("pay £20.50 now", ["pay", "20", "50", "now"]),
    ],
)
def test_words_and_characters_are_the_parts(text, parts):
    assert [text[start:end] for start, end in word_spans(text)] == parts


@pytest.mark.parametrize(("text", "keyword"), [("please block my card now", "card"), ("请冻结我的卡", "卡")])
def test_planted_keyword_has_the_largest_weight(text, keyword):
    head = Keyword(keyword)
    spans = occlude(head, text)

    heaviest = max(spans, key=lambda span: span.weight)
    assert text[heaviest.start : heaviest.end] == keyword
    assert heaviest.weight == pytest.approx(np.log(0.9 / 0.3))
    assert sum(abs(span.weight) for span in spans) == pytest.approx(heaviest.weight)
    assert len(head.asked) == 1


def test_word_that_speaks_against_the_label_is_negative():
    class Against:
        def predict(self, texts):
            return SimpleNamespace(probabilities=np.array([[0.6, 0.4] if "not" in t else [0.9, 0.1] for t in texts]))

    spans = occlude(Against(), "not now")
    assert spans[0].weight < 0 < 1e-9 + spans[1].weight


def test_text_without_words_has_no_weights():
    assert occlude(Keyword("x"), "?!") == ()


@pytest.mark.parametrize("words", [60, 500, 9000])
def test_of_a_long_text_the_heaviest_run_is_taken_apart(words):
    text = " ".join(f"w{number}" for number in range(1000, 1000 + words))
    head = Keyword("w1050")
    spans = occlude(head, text)

    heaviest = max(spans, key=lambda span: span.weight)
    shown = text[heaviest.start : heaviest.end].split()
    assert "w1050" in shown
    assert len(shown) == (1 if words < 48 * 48 else 4)
    assert len(spans) <= 96
    assert [len(asked) for asked in head.asked] == [pytest.approx(48, abs=20), pytest.approx(48, abs=20)]
    assert [span.start for span in spans] == sorted(span.start for span in spans)
