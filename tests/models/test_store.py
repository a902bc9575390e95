"""A store keeps each weight once and gives back the encoders that were put into it."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from scaffold.errors import BundleError, EncoderError
from scaffold.models.encoder import Encoder, read_encoder
from scaffold.models.store import EncoderStore

TEXTS = ["where is my card", "我要退款"]


@pytest.fixture
def tuned(tiny_encoder) -> Encoder:
    """The tiny encoder with other weights in its upper layer."""
    model = copy.deepcopy(tiny_encoder.model)
    with torch.no_grad():
        for parameter in model.encoder.layer[1].parameters():
            parameter.add_(0.1)
    return Encoder(model, tiny_encoder.tokenizer, max_length=tiny_encoder.max_length)


def size(folder) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_encoder_is_stored_and_read_once(tiny_encoder, tmp_path):
    store = EncoderStore(tmp_path)
    name = store.put(tiny_encoder)

    assert store.put(copy.copy(tiny_encoder)) == name == tiny_encoder.fingerprint
    assert [path.name for path in tmp_path.iterdir()] == [name]
    reading = EncoderStore(tmp_path)
    assert reading.get(name) is reading.get(name)


def test_tuned_encoder_is_stored_as_what_it_changed(tiny_encoder, tuned, tmp_path):
    store = EncoderStore(tmp_path)
    base, name = store.put(tiny_encoder), store.put(tuned)

    assert {path.name for path in (tmp_path / name).iterdir()} == {"changes.json", "changes.safetensors"}
    assert size(tmp_path / name) < size(tmp_path / base) / 2
    reading = EncoderStore(tmp_path)
    again = reading.get(name)
    assert again.fingerprint == name
    np.testing.assert_allclose(again.encode(TEXTS), tuned.encode(TEXTS), atol=1e-6)
    assert reading.get(base).fingerprint == base, "reading the tuned one leaves the first as it was"


def test_where_an_encoder_was_read_from_makes_no_difference(tiny_encoder, tuned, tiny_folder, tmp_path):
    """As after an interruption, when the first one is read from its package and the tuned one from the run."""
    tiny_encoder.save(tmp_path / "elsewhere")
    (again := EncoderStore(tmp_path / "first")).put(tiny_encoder)
    name = again.put(tuned)
    moved = read_encoder(tmp_path / "elsewhere").copy()
    moved.model.load_state_dict(tuned.model.state_dict())
    store = EncoderStore(tmp_path / "second")
    store.put(read_encoder(tiny_folder))

    assert store.put(moved) == name
    assert {path.name for path in (tmp_path / "second" / name).iterdir()} == {"changes.json", "changes.safetensors"}


def test_encoder_that_was_written_half_is_not_there(tiny_encoder, tmp_path, monkeypatch):
    monkeypatch.setattr(Encoder, "save", lambda self, folder: (folder / "config.json").write_text("{}") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        EncoderStore(tmp_path).put(tiny_encoder)
    monkeypatch.undo()

    assert not list(tmp_path.iterdir())
    name = EncoderStore(tmp_path).put(tiny_encoder)
    assert EncoderStore(tmp_path).get(name).fingerprint == name


def test_encoder_of_another_length_is_stored_whole(tiny_encoder, tmp_path):
    store = EncoderStore(tmp_path)
    store.put(tiny_encoder)
    name = store.put(Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=8))

    assert (tmp_path / name / "model.safetensors").is_file()
    assert EncoderStore(tmp_path).get(name).max_length == 8


def test_changes_without_their_base_say_so(tiny_encoder, tuned, tmp_path):
    store = EncoderStore(tmp_path)
    base, name = store.put(tiny_encoder), store.put(tuned)
    (tmp_path / base).rename(tmp_path / "elsewhere")

    with pytest.raises(BundleError, match=f"the encoder {base} is missing"):
        EncoderStore(tmp_path).get(name)


def test_store_without_the_encoder_says_so(tmp_path):
    with pytest.raises(BundleError, match="the encoder abc is missing"):
        EncoderStore(tmp_path).get("abc")


def test_store_refuses_pickled_weights(tiny_encoder, tmp_path):
    name = EncoderStore(tmp_path).put(tiny_encoder)
    (tmp_path / name / "model.safetensors").rename(tmp_path / name / "model.bin")

    with pytest.raises(EncoderError, match="never loaded"):
        EncoderStore(tmp_path).get(name)
