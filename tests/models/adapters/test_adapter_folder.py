"""An adapter is stored by itself, small, and only goes back onto the encoder it belongs to."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scaffold.errors import BundleError, EncoderError
from scaffold.models.adapters import read_adapter, save_adapter
from scaffold.models.adapters.encoder import trained_share
from scaffold.models.encoder import Encoder


def size(folder) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("method", ["lora", "adalora", "ia3", "layernorm", "prefix", "prompt"])
def test_adapter_comes_back_as_it_was(make, tiny_encoder, texts, tmp_path, method):
    one = make(method)
    save_adapter(one, tmp_path / "one")
    again = read_adapter(tmp_path / "one", tiny_encoder)

    assert {path.name for path in (tmp_path / "one").iterdir()} == {"adapter.json", "adapter.safetensors"}
    assert again.fingerprint == one.fingerprint
    np.testing.assert_array_equal(again.encode(texts), one.encode(texts))
    assert trained_share(again.copy()) == trained_share(one), "a copy of it can be trained on"


def test_adapter_is_much_smaller_than_its_base(make, tiny_encoder, tmp_path):
    save_adapter(make(targets="attention", layers="upper"), tmp_path / "one")
    tiny_encoder.save(tmp_path / "base")

    assert size(tmp_path / "one") < size(tmp_path / "base") / 10


def test_adapter_for_another_base_names_both(make, tiny_encoder, tmp_path):
    save_adapter(make(), tmp_path / "one")
    other = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=8)

    with pytest.raises(EncoderError) as caught:
        read_adapter(tmp_path / "one", other)
    message = str(caught.value)
    assert f"{tmp_path / 'one'}: this adapter belongs to the encoder {tiny_encoder.fingerprint}" in message
    assert f"the one in use is {other.fingerprint}. Load that encoder under it" in message
    assert caught.value.exit_code == 2


def change(folder, **fields) -> None:
    path = folder / "adapter.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["adapter"] |= fields
    path.write_text(json.dumps(settings), encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"method": "of tomorrow"}, "'of tomorrow' is no method of an adapter"),
        ({"temperature": 1}, "temperature"),
        ({"rank": "two"}, "cannot be read"),
        ({"rank": 3}, "the adapter's weights are not those of lora with these settings"),
    ],
)
def test_settings_that_do_not_fit_are_reported(make, tiny_encoder, tmp_path, fields, message):
    save_adapter(make(), tmp_path / "one")
    change(tmp_path / "one", **fields)

    with pytest.raises(BundleError, match="the adapter cannot be read") as caught:
        read_adapter(tmp_path / "one", tiny_encoder)
    assert message in str(caught.value)
    assert str(tmp_path / "one") in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"base": 1}', '{"base": "abc"'])
def test_damaged_settings_are_reported(make, tiny_encoder, tmp_path, content):
    save_adapter(make(), tmp_path / "one")
    (tmp_path / "one" / "adapter.json").write_text(content, encoding="utf-8")

    with pytest.raises(BundleError, match="the adapter cannot be read"):
        read_adapter(tmp_path / "one", tiny_encoder)


def test_missing_or_damaged_weights_are_reported(make, tiny_encoder, tmp_path):
    save_adapter(make(), tmp_path / "one")
    (tmp_path / "one" / "adapter.safetensors").write_bytes(b"no tensors")
    with pytest.raises(BundleError, match="the adapter cannot be read"):
        read_adapter(tmp_path / "one", tiny_encoder)
    with pytest.raises(BundleError, match="the adapter cannot be read"):
        read_adapter(tmp_path / "none", tiny_encoder)
