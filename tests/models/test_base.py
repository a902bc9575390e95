"""What `--base` may name, and what is told when it names nothing."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from scaffold.errors import EncoderError
from scaffold.models import base
from scaffold.models.base import load_encoder
from scaffold.models.weights import find_embedded


def test_embedded_encoder_knows_like_sentences(embedded):
    vectors = embedded.encode(
        ["My card was stolen", "Somebody took my bank card", "What is the interest on savings?", "Where is my parcel?"]
    )
    likeness = vectors @ vectors.T

    assert embedded.dimension == 384
    assert likeness[0, 1] > 0.6 > likeness[0, 2:].max()


def test_embedded_encoder_gives_token_states(embedded):
    (states,) = embedded.encode_tokens(["my card"])

    assert states.shape == (4, 384)


def test_embedded_encoder_with_one_flipped_byte_is_refused(tmp_path, monkeypatch):
    folder = shutil.copytree(find_embedded(), tmp_path / "minilm")
    content = bytearray((folder / "tokenizer.json").read_bytes())
    content[1000] ^= 1
    (folder / "tokenizer.json").write_bytes(content)
    monkeypatch.setattr(base, "find_embedded", lambda: folder)

    with pytest.raises(EncoderError, match=r"tokenizer\.json: this is not the pinned file"):
        load_encoder("embedded:minilm")


def test_folder_is_read_as_it_is(tiny_folder, tiny_encoder):
    encoder = load_encoder(str(tiny_folder), max_length=16)

    assert encoder.max_length == 16
    np.testing.assert_array_equal(encoder.encode(["my card"]), tiny_encoder.encode(["my card"]))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("embedded:large", "there is no embedded encoder 'embedded:large'. The one that ships is embedded:minilm."),
        ("./nowhere", "./nowhere: there is no such encoder folder. Give embedded:minilm, a folder that exists, or"),
        ("owner/name", "owner/name: a hub name needs a pinned revision. Give embedded:minilm, a folder"),
        ("owner/name@", "a hub name needs a pinned revision"),
        ("some/deep/folder", "there is no such encoder folder"),
    ],
)
def test_a_name_that_is_nothing_gets_advice(name, message):
    with pytest.raises(EncoderError) as caught:
        load_encoder(name)
    assert message in str(caught.value)


def test_hub_name_without_a_network_is_one_clear_error(monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)

    with pytest.raises(EncoderError, match="owner/name@1a2b3c4: the encoder cannot be fetched from the hub: "):
        load_encoder("owner/name@1a2b3c4")
