"""The known texts that belong to a text, and how far it is from them."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.store import EncoderStore
from scaffold.retrieval.document import Document
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp
from scaffold.settings import DecisionSettings

KNOWN = [
    ("where is my card", "the card is late"),
    ("i want money back", "refund in the account"),
    ("when is my card new", "The card is late "),
    ("i forgot my password", "reset the password"),
    ("我的卡在哪里", "卡在账"),
]
HELD = ["where is the card", "money back please", "my password", "卡在哪里"] * 6


@pytest.fixture(scope="module")
def model(tiny_encoder) -> EmbeddingModel:
    settings = DecisionSettings(false_reject_rate=0.1)
    return EmbeddingModel.fit("near", PairEncoder(tiny_encoder), KNOWN, HELD, settings, most=100)


def test_known_texts_are_kept_once_with_the_first_text_they_belong_to(model):
    cases = model.evidence.cases

    assert list(cases.texts) == ["the card is late", "refund in the account", "reset the password", "卡在账"]
    assert model.evidence.names[cases.truth[0]] == "where is my card"


def test_the_nearest_come_first_with_their_cosines(model):
    predictions = model.predict(["reset the password", "卡在账"])
    one, other = model.decisions(predictions)

    assert one.gist == "reset the password"
    assert one.nearest[0][1] == pytest.approx(1, abs=1e-5)
    assert [cosine for _, cosine in one.nearest] == sorted((c for _, c in one.nearest), reverse=True)
    assert other.as_dict()["nearest"][0] == {"text": "卡在账", "similarity": pytest.approx(1, abs=1e-5)}
    assert one.confidence is None
    assert one.details[0].endswith("1.00  reset the password"[-18:])


def test_of_two_texts_the_first_is_searched(model):
    alone, paired = model.predict(["my password"]), model.predict([("my password", "anything")])

    np.testing.assert_array_equal(alone.vectors, paired.vectors)


def test_texts_far_from_all_known_ones_go_to_a_person(model):
    predictions = model.predict(["reset the password", "lost"])
    strange = np.array([False, True])
    forced = type(predictions)(predictions.vectors, predictions.cases, predictions.scores, strange)
    near, far = model.judgements(forced, model.decisions(forced), {})

    assert (near.action, far.action) == ("answer", "handoff")
    assert "'reset the password' at a cosine of 1.00" in near.reason
    assert far.cases == predictions.cases[1]
    rejected = model.predict(HELD).rejected.mean()
    assert rejected <= 0.2


def test_words_are_weighed_by_what_they_bring(model):
    weights = model.weights("reset the password")

    assert [(span.start, span.end) for span in weights] == [(0, 5), (6, 9), (10, 18)]
    assert all(span.weight > 0 for span in weights)
    assert model.weights("?!") == ()


def test_a_model_read_back_decides_the_same(model, tmp_path):
    model.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    read = EmbeddingModel.read("near", tmp_path / "head", EncoderStore(tmp_path / "encoders"))

    one, other = model.predict(HELD), read.predict(HELD)
    assert model.decisions(one) == read.decisions(other)
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-6)
    assert read.labels == ()
    assert read.notes == model.notes


def test_no_more_known_texts_are_kept_than_asked_for(tiny_encoder):
    few = EmbeddingModel.fit("near", PairEncoder(tiny_encoder), KNOWN, HELD, DecisionSettings(), most=2)

    assert len(few.evidence.cases.texts) == 2


def test_its_encoder_serves_a_search_index(model, tmp_path):
    encoder = model.encoder
    texts = [second for _, second in KNOWN]
    with DocumentIndex.create(tmp_path / "index", IndexStamp(encoder.fingerprint, encoder.dimension)) as index:
        index.add([Document(str(n), text) for n, text in enumerate(texts)], encoder.encode(texts))
        hits = index.search("reset the password", encoder.encode(["reset the password"])[0], k=1)

    assert hits[0].document.id == "3"
