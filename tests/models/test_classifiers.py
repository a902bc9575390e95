"""Every kind of classifier gives the same outputs after it was saved and read, and saves nothing but safe files."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scaffold.errors import BundleError
from scaffold.models.cases import Cases
from scaffold.models.ensemble import Ensemble
from scaffold.models.linear import LinearClassifier
from scaffold.models.reading import read_classifier
from scaffold.models.store import EncoderStore
from scaffold.models.voting import CaseVoting, Votes
from scaffold.training.task import Labelled, Task
from scaffold.training.tfidf import fit_tfidf

TEXTS = ["where is my card", "refund my money please", "我的卡丢了", "请退款", "", "zebra ???"]
SAFE = {".json", ".jsonl", ".safetensors"}


def linear(encoder, seed: int = 0, labels=("card", "refund", "退款")) -> LinearClassifier:
    random = np.random.default_rng(seed)
    weight = random.normal(size=(len(labels), encoder.dimension)).astype(np.float32)
    return LinearClassifier(encoder, labels, weight, random.normal(size=len(labels)).astype(np.float32))


def tfidf() -> object:
    texts = ["where is my card", "card lost", "refund please", "money back", "请退款", "我要退款"]
    task = Task("topic", ("card", "refund", "退款"), Labelled(texts, np.array([0, 0, 1, 1, 2, 2])), Labelled([], []))
    return fit_tfidf(task, seed=1)


def cases_of(classifier) -> Cases:
    return Cases(TEXTS, np.array([0, 1, 2, 2, 0, 1]), classifier.outputs(TEXTS).features)


def kinds(encoder) -> dict[str, object]:
    one, two, words = linear(encoder), linear(encoder, 1), tfidf()
    ensemble = Ensemble([one, two, words], [1, 1, 0.5], [1.0, 2.0, 0.5])
    return {
        "linear": one,
        "tfidf": words,
        "ensemble": ensemble,
        "voting": CaseVoting(ensemble, cases_of(ensemble), Votes(0.4, k=3), scale=2.0),
        "silent votes": CaseVoting(one, cases_of(one), Votes(0.0)),
    }


@pytest.mark.parametrize("kind", ["linear", "tfidf", "ensemble", "voting", "silent votes"])
def test_saved_classifier_gives_the_same_outputs(tiny_encoder, tmp_path, kind):
    classifier = kinds(tiny_encoder)[kind]
    classifier.save(tmp_path / "model", EncoderStore(tmp_path / "encoders"))

    again = read_classifier(tmp_path / "model", EncoderStore(tmp_path / "encoders"))

    assert again.labels == classifier.labels == ("card", "refund", "退款")
    before, after = classifier.outputs(TEXTS), again.outputs(TEXTS)
    np.testing.assert_allclose(after.logits, before.logits, atol=1e-6)
    np.testing.assert_allclose(after.features, before.features, atol=1e-6)
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} <= SAFE


@pytest.mark.parametrize("kind", ["linear", "tfidf", "ensemble", "voting"])
def test_outputs_have_one_row_a_text_and_unit_features(tiny_encoder, kind):
    outputs = kinds(tiny_encoder)[kind].outputs(TEXTS[:4])

    assert outputs.logits.shape == (4, 3)
    assert outputs.logits.dtype == outputs.features.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(outputs.features, axis=1), 1, rtol=1e-4)


@pytest.mark.parametrize("kind", ["linear", "tfidf", "ensemble", "voting"])
def test_no_texts_have_no_outputs(tiny_encoder, kind):
    outputs = kinds(tiny_encoder)[kind].outputs([])

    assert outputs.logits.shape == (0, 3)
    assert len(outputs.features) == 0


def test_ensemble_is_the_weighted_mean_of_log_probabilities(tiny_encoder):
    one, two = linear(tiny_encoder), linear(tiny_encoder, 1)

    def p(classifier):
        z = classifier.outputs(TEXTS).logits
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    product = p(one) ** 0.75 * p(two) ** 0.25
    mixed = p(Ensemble([one, two], [3, 1], [1, 1]))
    np.testing.assert_allclose(mixed, product / product.sum(axis=1, keepdims=True), rtol=1e-4)


@pytest.mark.parametrize(("kind", "share"), [("ensemble", 1.0), ("voting", 0.6)])
def test_how_large_logits_are_is_not_lost_in_joining(tiny_encoder, kind, share):
    one, two = linear(tiny_encoder), linear(tiny_encoder, 1)
    ensemble = Ensemble([one, two], [1, 1], [1.0, 1.0])
    classifier = ensemble if kind == "ensemble" else CaseVoting(ensemble, cases_of(ensemble), Votes(0.4, k=3))
    before = classifier.outputs(TEXTS).logits
    for member in (one, two):
        member.bias = member.bias + 5

    np.testing.assert_allclose(classifier.outputs(TEXTS).logits, before + 5 * share, atol=1e-4)


def test_cosine_of_an_ensemble_is_the_weighted_mean_of_cosines(tiny_encoder):
    one, two = linear(tiny_encoder), linear(tiny_encoder.copy(), 1)
    features = Ensemble([one, two], [3, 1], [1, 1]).outputs(TEXTS[:3]).features

    expected = 0.75 * gram(one.outputs(TEXTS[:3]).features) + 0.25 * gram(two.outputs(TEXTS[:3]).features)
    np.testing.assert_allclose(gram(features), expected, atol=1e-5)


def test_words_give_an_ensemble_features_only_where_no_member_has_an_encoder(tiny_encoder):
    one, words = linear(tiny_encoder), tfidf()
    joined = Ensemble([one, words], [3, 1], [1, 1]).outputs(TEXTS[:3]).features
    alone = Ensemble([words, words], [1, 1], [1, 1]).outputs(TEXTS[:3]).features

    np.testing.assert_allclose(joined, one.outputs(TEXTS[:3]).features, atol=1e-6)
    np.testing.assert_allclose(gram(alone), gram(words.outputs(TEXTS[:3]).features), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "model.json",
            '{"kind": "oracle"}',
            "does not know models of kind 'oracle' (known: ensemble, fused, image net, linear, pixels, tfidf",
        ),
        ("model.json", "[]", "the model cannot be read"),
        ("model.json", '{"kind": "linear"}', "the model lacks a part"),
        ("model.safetensors", "nonsense", "a part of the model cannot be read"),
    ],
)
def test_damaged_model_is_one_clear_error(tiny_encoder, tmp_path, name, content, message):
    linear(tiny_encoder).save(tmp_path / "model", EncoderStore(tmp_path / "encoders"))
    (tmp_path / "model" / name).write_text(content, encoding="utf-8")

    with pytest.raises(BundleError) as caught:
        read_classifier(tmp_path / "model", EncoderStore(tmp_path / "encoders"))
    assert message in str(caught.value)
    assert str(tmp_path / "model") in str(caught.value)


def test_tfidf_terms_are_readable_json(tmp_path):
    tfidf().save(tmp_path, EncoderStore(tmp_path / "encoders"))

    words, characters = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["terms"]
    assert {"card", "退", "退款"} <= set(words)
    assert "card" in characters


def gram(features):
    return features @ features.T
