"""A head that labels spans: where they stand, how likely they are, and what to do about doubtful ones."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.data.spans import TextSpan
from scaffold.decision.span_model import SpanModel
from scaffold.models.store import EncoderStore
from scaffold.models.tagger import Tagger, WordScores
from scaffold.models.word_layer import WordLayer


class Known(Tagger):
    """A tagger that knows a word or two: `card` and `pin` are things, surely; `fee` may be one."""

    def outputs(self, texts, *, progress=None):
        found = []
        for text in texts:
            offsets, at = [], 0
            for word in text.split():
                at = text.index(word, at)
                offsets.append((at, at + len(word)))
            sure = {"card": 6.0, "pin": 6.0, "fee": 0.3}
            logits = [[0.0, sure.get(word, -6.0), -9.0] for word in text.split()]
            found.append(WordScores(offsets, np.array(logits, dtype=np.float32).reshape(-1, 3)))
        return found


@pytest.fixture
def tagger(tiny_encoder) -> Known:
    rng = np.random.default_rng(0)
    return Known(tiny_encoder, ("thing",), WordLayer(rng.normal(size=(3, tiny_encoder.width)), np.zeros(3)))


@pytest.fixture
def model(tagger) -> SpanModel:
    texts = ["my card and pin", "the fee", "a fee", "nothing at all"] * 20
    spans = [[TextSpan(3, 7, "thing"), TextSpan(12, 15, "thing")], [TextSpan(4, 7, "thing")], [], []] * 20
    return SpanModel.fit("things", tagger, texts, spans)


def decided(model, *texts):
    predictions = model.predict(texts)
    decisions = model.decisions(predictions)
    return decisions, model.judgements(predictions, decisions, {"ask_below": 0.7})


def test_spans_are_found_with_their_words(model):
    (decision,), _ = decided(model, "a card or a pin")

    assert [(span.start, span.end, span.text, span.label) for span in decision.spans] == [
        (2, 6, "card", "thing"),
        (12, 15, "pin", "thing"),
    ]
    assert all(span.probability > 0.95 for span in decision.spans)


def test_doubtful_spans_are_asked_about(model):
    decisions, judged = decided(model, "my card", "my fee", "nothing here", "")

    assert [each.action for each in judged] == ["answer", "ask", "answer", "answer"]
    assert "'fee' is thing at" in judged[1].reason
    assert judged[2].reason == judged[3].reason == "nothing is found in it"
    assert [each.gist for each in decisions[2:]] == ["nothing", "nothing"]
    assert not any(each.rejected for each in judged)


def test_validation_texts_make_claims_milder_where_they_are_wrong(tagger):
    texts = ["my card", "my pin"] * 40
    right = SpanModel.fit("things", tagger, texts, [[TextSpan(3, 7, "thing")], [TextSpan(3, 6, "thing")]] * 40)
    wrong = SpanModel.fit("things", tagger, texts, [[TextSpan(3, 7, "thing")], []] * 40)

    chances = [decided(each, "my card")[0][0].confidence for each in (right, wrong)]
    assert chances[1] < chances[0]
    assert chances[1] < 0.9


def test_types_that_are_not_known_do_not_stop_the_fit(tagger):
    model = SpanModel.fit("things", tagger, ["my card"] * 3, [[TextSpan(3, 7, "planet")]] * 3)
    assert decided(model, "my card")[0][0].gist == "thing 'card'"


def test_of_two_texts_the_first_is_read(model):
    (decision,), _ = decided(model, ("my card", "a pin"))
    assert decision.gist == "thing 'card'"


def test_saved_head_decides_the_same(model, tiny_encoder, tmp_path):
    store = EncoderStore(tmp_path / "encoders")
    plain = SpanModel("things", Tagger(tiny_encoder, ("thing",), model.tagger.layer), model.temperature)
    plain.save(tmp_path / "head", store)
    again = SpanModel.read("things", tmp_path / "head", store)

    text = "my card is lost 我要退款"
    one, other = (each.decisions(each.predict([text]))[0] for each in (plain, again))
    assert [(s.start, s.end, s.label) for s in one.spans] == [(s.start, s.end, s.label) for s in other.spans]
    assert again.temperature == plain.temperature
    assert again.labels == ("thing",)
