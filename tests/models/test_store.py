"""A store keeps each weight once and gives back the encoders that were put into it."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from scaffold.errors import BundleError, EncoderError
from scaffold.models.adapters import AdaptedEncoder, AdapterSettings, adapted, merged
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


def with_adapter(base, seed, method="lora") -> AdaptedEncoder:
    """An adapter that changes what its base says."""
    encoder = adapted(base, AdapterSettings(method, rank=2), seed)
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in encoder.model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn_like(parameter) * 0.3)
    return encoder


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


def test_adapters_are_stored_beside_their_base_and_share_its_memory(tiny_encoder, tmp_path):
    first, second = with_adapter(tiny_encoder, 1), with_adapter(tiny_encoder, 2, "prompt")
    store = EncoderStore(tmp_path)
    names = [store.put(one) for one in (first, second)]

    assert {path.name for path in tmp_path.iterdir()} == {tiny_encoder.fingerprint, *names}
    assert {path.name for path in (tmp_path / names[0]).iterdir()} == {"adapter.json", "adapter.safetensors"}
    reading = EncoderStore(tmp_path)
    for name, one in zip(names, (first, second), strict=True):
        assert reading.get(name).fingerprint == name
        np.testing.assert_array_equal(reading.get(name).encode(TEXTS), one.encode(TEXTS))
    base = {tensor.data_ptr() for tensor in reading.get(tiny_encoder.fingerprint).model.state_dict().values()}
    for name in names:
        assert base <= {tensor.data_ptr() for tensor in reading.get(name).model.state_dict().values()}


def test_merged_adapter_is_stored_as_what_it_changed(tiny_encoder, tmp_path):
    store = EncoderStore(tmp_path)
    store.put(tiny_encoder)
    name = store.put(plain := merged(with_adapter(tiny_encoder, 1)))

    assert {path.name for path in (tmp_path / name).iterdir()} == {"changes.json", "changes.safetensors"}
    np.testing.assert_array_equal(EncoderStore(tmp_path).get(name).encode(TEXTS), plain.encode(TEXTS))


def test_adapter_on_a_tuned_base_brings_both(tiny_encoder, tuned, tmp_path):
    store = EncoderStore(tmp_path)
    store.put(tiny_encoder)
    name = store.put(one := with_adapter(tuned, 1))

    assert {path.name for path in tmp_path.iterdir()} == {tiny_encoder.fingerprint, tuned.fingerprint, name}
    np.testing.assert_array_equal(EncoderStore(tmp_path).get(name).encode(TEXTS), one.encode(TEXTS))


def test_adapter_whose_base_was_exchanged_names_both(tiny_encoder, tuned, tmp_path):
    name = EncoderStore(tmp_path).put(with_adapter(tiny_encoder, 1))
    tuned.save(tmp_path / tiny_encoder.fingerprint)

    with pytest.raises(EncoderError, match=f"belongs to the encoder {tiny_encoder.fingerprint}") as caught:
        EncoderStore(tmp_path).get(name)
    assert f"the one in use is {tuned.fingerprint}" in str(caught.value)


def test_adapter_without_its_base_says_so(tiny_encoder, tmp_path):
    name = EncoderStore(tmp_path).put(with_adapter(tiny_encoder, 1))
    (tmp_path / tiny_encoder.fingerprint).rename(tmp_path / "elsewhere")

    with pytest.raises(BundleError, match=f"the encoder {tiny_encoder.fingerprint} is missing"):
        EncoderStore(tmp_path).get(name)


def test_adapter_that_names_an_adapter_as_its_base_is_refused(tiny_encoder, tmp_path):
    name = EncoderStore(tmp_path).put(with_adapter(tiny_encoder, 1))
    settings = tmp_path / name / "adapter.json"
    settings.write_text(settings.read_text(encoding="utf-8").replace(tiny_encoder.fingerprint, name), encoding="utf-8")

    with pytest.raises(BundleError, match="an adapter cannot be the base of another"):
        EncoderStore(tmp_path).get(name)


def test_stores_that_share_residents_have_a_base_in_memory_once(tiny_encoder, tmp_path):
    names = [EncoderStore(tmp_path / str(n)).put(with_adapter(tiny_encoder, n)) for n in (1, 2)]
    resident: dict[str, Encoder] = {}
    first, second = (EncoderStore(tmp_path / str(n), resident) for n in (1, 2))

    assert first.get(names[0]).base is second.get(names[1]).base
    assert set(resident) == {tiny_encoder.fingerprint, *names}
    with pytest.raises(BundleError, match=f"the encoder {names[0]} is missing"):
        second.get(names[0])


def test_store_that_shares_refuses_an_encoder_under_another_name(tiny_encoder, tuned, tmp_path):
    """Another store would be given it for what its name says."""
    tuned.save(tmp_path / tiny_encoder.fingerprint)
    resident: dict[str, Encoder] = {}

    with pytest.raises(BundleError, match=f"the folder holds the encoder {tuned.fingerprint}"):
        EncoderStore(tmp_path, resident).get(tiny_encoder.fingerprint)
    assert not resident


def test_store_writes_a_difference_only_from_what_it_holds_itself(tiny_encoder, tuned, tmp_path):
    resident: dict[str, Encoder] = {}
    EncoderStore(tmp_path / "first", resident).put(tiny_encoder)
    name = EncoderStore(tmp_path / "second", resident).put(tuned)

    assert EncoderStore(tmp_path / "second").get(name).fingerprint == name
