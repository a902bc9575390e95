"""One base in memory, several adapters on it, each request with its own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from scaffold.errors import EncoderError
from scaffold.models.adapters import AdapterBank, AdapterSettings, adapted, read_adapter, save_adapter
from scaffold.models.encoder import Encoder, read_encoder

METHODS = {"cards": "lora", "claims": "ia3", "shop": "prompt", "help": "prefix", "news": "layernorm"}


@pytest.fixture
def bank(make, tiny_encoder, tmp_path) -> AdapterBank:
    bank = AdapterBank(tiny_encoder)
    for seed, (name, method) in enumerate(METHODS.items()):
        save_adapter(make(method, seed=seed), tmp_path / name)
        bank.load(name, tmp_path / name)
    return bank


def addresses(encoder) -> set[int]:
    return {tensor.data_ptr() for tensor in encoder.model.state_dict().values()}


def test_each_gives_the_vectors_it_gives_alone(bank, tiny_folder, texts, tmp_path):
    assert bank.names == tuple(sorted(METHODS))
    for name in METHODS:
        alone = read_adapter(tmp_path / name, read_encoder(tiny_folder))
        np.testing.assert_allclose(bank.encoder(name).encode(texts), alone.encode(texts), atol=1e-6)


def test_base_is_in_memory_once(bank, tiny_encoder, make):
    bank.add("another", make(seed=9))
    base = addresses(tiny_encoder)
    for name in bank.names:
        shown = addresses(bank.encoder(name))
        assert base <= shown
        assert len(shown - base) == len(bank.encoder(name).weights)
        assert bank.own_bytes(name) == sum(array.nbytes for array in bank.encoder(name).weights.values())


def test_requests_of_several_threads_get_their_own_adapter(bank, texts):
    expected = {name: bank.encoder(name).encode(texts) for name in bank.names}
    jobs = [name for _ in range(24) for name in bank.names]
    start = threading.Barrier(4)

    def ask(worker: int) -> list[tuple[str, np.ndarray]]:
        start.wait()
        return [(name, bank.encoder(name).encode(texts)) for name in jobs[worker::4]]

    with ThreadPoolExecutor(4) as pool:
        answers = [answer for part in pool.map(ask, range(4)) for answer in part]
    assert len(answers) == len(jobs)
    for name, found in answers:
        np.testing.assert_allclose(found, expected[name], atol=1e-6)


def test_lengths_of_several_threads_do_not_mix(tiny_encoder, make):
    """Adapters share a tokenizer, and one whose prompt takes room cuts earlier than another."""
    longest = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=64)
    bank = AdapterBank(longest)
    bank.add("plain", adapted(longest, AdapterSettings()))
    bank.add("prompt", adapted(longest, AdapterSettings("prompt", tokens=30)))
    text = "card " * 100

    def lengths(name: str) -> set[int]:
        return {len(bank.encoder(name).tokenise([text])[0]) for _ in range(500)}

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lengths, ["plain", "prompt"])) == [{64}, {34}]


def test_adapter_can_be_replaced_and_removed_while_in_use(bank, make, texts):
    held = bank.encoder("cards")
    before = held.encode(texts)
    bank.add("cards", make("lora", seed=7))

    assert np.abs(bank.encoder("cards").encode(texts) - before).max() > 1e-3
    np.testing.assert_array_equal(held.encode(texts), before)
    bank.remove("cards")
    assert "cards" not in bank.names
    np.testing.assert_array_equal(held.encode(texts), before)


def test_unknown_adapter_is_named_with_the_nearest(bank):
    with pytest.raises(EncoderError, match="there is no adapter 'card', did you mean 'cards'"):
        bank.encoder("card")
    with pytest.raises(EncoderError, match="there is no adapter 'x'"):
        bank.remove("x")


def test_bank_refuses_an_adapter_of_another_base(bank, make, tiny_encoder, tmp_path):
    other = AdapterBank(Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=8))

    with pytest.raises(EncoderError, match=f"belongs to the encoder {tiny_encoder.fingerprint}"):
        other.load("cards", tmp_path / "cards")
    with pytest.raises(EncoderError, match=f"cards: this adapter belongs to the encoder {tiny_encoder.fingerprint}"):
        other.add("cards", make())
    assert other.names == ()
