"""An encoder gives each text one vector, whatever it is batched with, and is read from safe files only."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import EncoderError
from scaffold.models.encoder import read_encoder

TEXTS = ["where is my card", "我的卡在哪里", "refund", "", "please give me my money back today"]
SOME_TEXTS = st.lists(st.text("abc my card 卡退款", max_size=30), max_size=5)


def test_vectors_are_of_unit_length_and_of_the_models_size(tiny_encoder):
    vectors = tiny_encoder.encode(TEXTS)

    assert vectors.shape == (5, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_no_texts_give_no_vectors(tiny_encoder):
    assert tiny_encoder.encode([]).shape == (0, 32)
    assert tiny_encoder.encode_tokens([]) == []


@given(texts=SOME_TEXTS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_gives_each_text_its_own_vector_in_order(tiny_encoder, texts):
    alone = [tiny_encoder.encode([text])[0] for text in texts]

    np.testing.assert_allclose(tiny_encoder.encode(texts), np.array(alone).reshape(-1, 32), atol=2e-6)


def test_pooled_vector_is_the_mean_of_the_tokens(tiny_encoder):
    states = tiny_encoder.encode_tokens(TEXTS)

    assert [len(each) for each in states] == [len(ids) for ids in tiny_encoder.tokenise(TEXTS)]
    means = np.array([each.mean(axis=0) for each in states])
    np.testing.assert_allclose(
        means / np.linalg.norm(means, axis=1, keepdims=True), tiny_encoder.encode(TEXTS), atol=1e-5
    )


def test_cls_pooling_takes_the_first_token(tiny_folder, tmp_path):
    folder = copied(tiny_folder, tmp_path)
    (folder / "encoder.json").write_text('{"pooling": "cls", "max_length": 16}', encoding="utf-8")
    encoder = read_encoder(folder)

    first = np.array([states[0] for states in encoder.encode_tokens(TEXTS)])
    np.testing.assert_allclose(first / np.linalg.norm(first, axis=1, keepdims=True), encoder.encode(TEXTS), atol=1e-5)


@pytest.mark.parametrize(
    ("modes", "pooling"),
    [
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, "cls"),
        ({"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}, "mean"),
    ],
)
def test_pooling_of_a_sentence_transformers_folder_is_kept(tiny_folder, tmp_path, modes, pooling):
    folder = copied(tiny_folder, tmp_path)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes), encoding="utf-8")

    assert read_encoder(folder).pooling == pooling


def test_unknown_pooling_is_refused(tiny_folder, tmp_path):
    folder = copied(tiny_folder, tmp_path)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_max_tokens": true}', encoding="utf-8")

    with pytest.raises(EncoderError, match="pooling is pooling_mode_max_tokens; mean and cls are known"):
        read_encoder(folder)


def test_long_text_is_cut_to_the_maximum_length(tiny_folder):
    encoder = read_encoder(tiny_folder, max_length=8)

    assert [len(ids) for ids in encoder.tokenise(["my card " * 50])] == [8]
    np.testing.assert_array_equal(encoder.encode(["my card " * 50]), encoder.encode(["my card " * 9]))


def test_maximum_length_never_exceeds_the_models_positions(tiny_folder):
    encoder = read_encoder(tiny_folder, max_length=512)

    assert len(encoder.tokenise(["card " * 1000])[0]) == 64
    assert encoder.encode(["card " * 1000]).shape == (1, 32)


def test_control_characters_and_case_do_not_matter(tiny_encoder):
    same = tiny_encoder.encode(["Where is  my\ncard", "where is my card", "where\0 is my card\ud800"])

    np.testing.assert_allclose(same[1:], same[:-1], atol=1e-6)


def test_saved_encoder_is_the_same_encoder(tiny_encoder, tmp_path):
    tiny_encoder.encode(TEXTS)
    tiny_encoder.save(tmp_path / "copy")
    again = read_encoder(tmp_path / "copy")

    assert again.fingerprint == tiny_encoder.fingerprint
    np.testing.assert_array_equal(again.encode(TEXTS), tiny_encoder.encode(TEXTS))
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == [
        "config.json",
        "encoder.json",
        "model.safetensors",
        "tokenizer.json",
    ]


def test_fingerprint_tells_weights_and_settings_apart(tiny_folder, tiny_encoder):
    other = read_encoder(tiny_folder)
    other.model.encoder.layer[0].output.dense.bias.data[0] += 1e-4

    assert len({tiny_encoder.fingerprint, other.fingerprint, read_encoder(tiny_folder, max_length=16).fingerprint}) == 3


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_missing_file_is_named(tiny_folder, tmp_path, name):
    folder = copied(tiny_folder, tmp_path)
    (folder / name).unlink()

    with pytest.raises(EncoderError, match=f"the encoder folder has no {name}") as caught:
        read_encoder(folder)
    assert caught.value.where == str(folder)
    assert "holds config.json, tokenizer.json and model.safetensors" in str(caught.value.hint)


def test_pickled_weights_are_refused_with_advice(tiny_folder, tmp_path):
    folder = copied(tiny_folder, tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")

    with pytest.raises(EncoderError, match="are never loaded: save the model with safe_serialization=True"):
        read_encoder(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors", "encoder.json"])
def test_damaged_file_is_one_clear_error(tiny_folder, tmp_path, name):
    folder = copied(tiny_folder, tmp_path)
    (folder / name).write_bytes(b"{nonsense")

    with pytest.raises(EncoderError, match="this folder is not a readable encoder"):
        read_encoder(folder)


def copied(folder, target):
    return shutil.copytree(folder, target / "encoder")
