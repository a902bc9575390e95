"""An adapter starts as nothing, is all that is trained, and can be folded in; the base stays as it was."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import transformers

from scaffold.errors import EncoderError
from scaffold.models.adapters import AdapterSettings, adapted, merged, trained_share
from scaffold.models.adapters.encoder import resident
from scaffold.models.encoder import Encoder, read_encoder
from scaffold.training.split import SplitEncoder

FOLDED = ["lora", "adalora", "ia3", "layernorm"]
EVERY = [*FOLDED, "prefix", "prompt"]


@pytest.mark.parametrize("method", FOLDED)
def test_new_adapter_changes_nothing(tiny_encoder, texts, method):
    one = adapted(tiny_encoder, AdapterSettings(method))

    np.testing.assert_array_equal(one.encode(texts), tiny_encoder.encode(texts))


@pytest.mark.parametrize("method", EVERY)
def test_training_changes_the_adapter_only(tiny_encoder, texts, method):
    before = tiny_encoder.encode(texts)
    one = adapted(tiny_encoder, AdapterSettings(method, rank=2, tokens=3))
    frozen = {n: p.clone() for n, p in one.model.named_parameters() if not p.requires_grad}
    optimizer = torch.optim.SGD([p for p in one.model.parameters() if p.requires_grad], lr=1.0)
    for _ in range(2):
        ids = torch.tensor([tiny_encoder.tokenise(["where is my card"])[0]])
        one.states(ids, torch.ones_like(ids)).pow(3).sum().backward()
        optimizer.step()

    changed = dict(one.model.named_parameters())
    assert all(changed[name].equal(value) for name, value in frozen.items())
    assert {name for name, p in changed.items() if p.requires_grad} <= set(one.weights)
    assert np.abs(one.encode(texts) - before).max() > 1e-3
    np.testing.assert_array_equal(tiny_encoder.encode(texts), before)


@pytest.mark.parametrize("method", EVERY)
def test_text_has_the_same_vector_alone_and_in_a_batch(make, texts, method):
    one = make(method)

    assert [states.shape for states in one.encode_tokens(texts)] == [(len(ids), 32) for ids in one.tokenise(texts)]
    alone = np.concatenate([one.encode([text]) for text in texts])
    np.testing.assert_allclose(one.encode(texts), alone, atol=1e-6)


@pytest.mark.parametrize("method", FOLDED)
@pytest.mark.parametrize("layers", ["all", "upper"])
def test_merged_encoder_is_plain_and_gives_the_same_vectors(make, tiny_encoder, texts, tmp_path, method, layers):
    one = make(method, layers=layers)
    plain = merged(one)

    assert type(plain) is Encoder
    assert set(plain.model.state_dict()) == set(tiny_encoder.model.state_dict())
    assert trained_share(plain) == 1
    np.testing.assert_allclose(plain.encode(texts), one.encode(texts), atol=1e-6)
    assert np.abs(plain.encode(texts) - tiny_encoder.encode(texts)).max() > 1e-3
    one.save(tmp_path / "plain")
    assert read_encoder(tmp_path / "plain").fingerprint == plain.fingerprint


def test_encoder_without_adapter_is_merged_already(tiny_encoder):
    assert merged(tiny_encoder) is tiny_encoder


@pytest.mark.parametrize("method", ["prefix", "prompt"])
def test_vectors_before_the_text_are_not_folded_in(make, tmp_path, method):
    with pytest.raises(EncoderError, match=f"a trained {method} cannot be folded into the weights"):
        merged(make(method))
    with pytest.raises(EncoderError, match="Store it as an adapter beside its base"):
        make(method).save(tmp_path / "plain")
    assert not (tmp_path / "plain").exists()


def test_share_of_trained_weights(tiny_encoder):
    everything = sum(p.numel() for p in tiny_encoder.model.parameters())
    lora = adapted(tiny_encoder, AdapterSettings(rank=2, targets="attention", layers="upper"))

    assert trained_share(tiny_encoder) == 1
    own = 4 * 2 * (32 + 32)
    assert trained_share(lora) == own / (everything + own)


def test_seed_decides_where_an_adapter_starts_and_nothing_else(tiny_encoder):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    one, same, other = (adapted(tiny_encoder, AdapterSettings(), seed) for seed in (1, 1, 2))

    assert torch.rand(1) == expected, "the caller's random numbers are left alone"
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_fingerprint_tells_adapters_settings_and_bases_apart(make, tiny_encoder):
    shorter = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=8)
    elsewhere = resident(shorter, make().settings, make().weights)
    weaker = resident(tiny_encoder, AdapterSettings(rank=2, tokens=3, alpha=1.0), make().weights)
    found = {one.fingerprint for one in (tiny_encoder, make(), make(seed=2), make("ia3"), elsewhere, weaker)}

    assert len(found) == 6
    assert make().fingerprint == make().fingerprint == make().copy().fingerprint


def test_copy_can_be_trained_without_the_first_one(make, texts):
    one = make()
    before = one.encode(texts)
    other = one.copy()
    with torch.no_grad():
        for parameter in other.model.parameters():
            parameter.add_(0.1)

    np.testing.assert_array_equal(one.encode(texts), before)
    assert trained_share(other) == trained_share(one) < 0.2


def test_adapter_on_the_upper_half_goes_through_a_split(make, texts):
    """Fine-tuning reads the lower half once; what it trains and joins again keeps its adapter."""
    one = make(layers="upper")
    split = SplitEncoder.of(one)
    assert split.path == "encoder.layer"
    upper = split.upper()
    with torch.no_grad():
        for name, parameter in upper.model.named_parameters():
            if "lora_" in name:
                parameter.mul_(2)
    joined = split.join(upper)

    assert joined.base is one.base
    assert joined.fingerprint not in (one.fingerprint, one.base.fingerprint)
    np.testing.assert_allclose(joined.encode(texts), merged(joined).encode(texts), atol=1e-6)
    again = resident(one.base, one.settings, joined.weights)
    np.testing.assert_array_equal(again.encode(texts), joined.encode(texts))


def test_layers_that_an_adapter_is_in(make, tiny_encoder):
    found = {layers: make(layers=layers) for layers in ("all", "upper", 1, 7)}

    assert [one.changed_layers for one in found.values()] == [2, 1, 1, 2]
    assert found["upper"].weights.keys() == found[1].weights.keys()
    assert all(name.startswith("encoder.layer.1.") for name in found[1].weights)
    assert {name[:16] for name in found["all"].weights} == {"encoder.layer.0.", "encoder.layer.1."}
    assert make("prompt").changed_layers is None


def test_adapter_on_an_adapter_is_refused(make):
    with pytest.raises(EncoderError, match=r"has an adapter already. Fold that in first"):
        adapted(make(), AdapterSettings())


def test_prompt_as_long_as_the_encoder_can_read_is_refused(tiny_encoder):
    with pytest.raises(EncoderError, match="64 vectors before the text leave no room for it"):
        adapted(tiny_encoder, AdapterSettings("prompt", tokens=64))


@pytest.mark.parametrize("method", ["prefix", "prompt"])
def test_longest_text_fits_behind_a_prompt(tiny_encoder, method):
    longest = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=64)
    one = adapted(longest, AdapterSettings(method, tokens=20))

    assert one.max_length == 44
    assert np.isfinite(one.encode(["card " * 100])).all()


def other_model(tiny_encoder, config) -> Encoder:
    return Encoder(transformers.AutoModel.from_config(config).eval(), tiny_encoder.tokenizer)


def test_model_of_one_repeated_layer_has_no_upper_half(tiny_encoder, texts):
    albert = other_model(
        tiny_encoder,
        transformers.AlbertConfig(
            vocab_size=200, hidden_size=32, embedding_size=16, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=64, max_position_embeddings=64,
        ),
    )  # fmt: skip

    with pytest.raises(EncoderError, match=r"a model of type albert has no upper half\. Take layers 'all'"):
        adapted(albert, AdapterSettings(layers="upper"))
    assert 0 < trained_share(adapted(albert, AdapterSettings())) < 1


def test_method_that_finds_nothing_to_change_says_so(tiny_encoder):
    distilbert = other_model(
        tiny_encoder,
        transformers.DistilBertConfig(
            vocab_size=200, dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=64
        ),
    )

    with pytest.raises(EncoderError, match="the method ia3 finds nothing to change in a model of type distilbert"):
        adapted(distilbert, AdapterSettings("ia3"))
    assert 0 < trained_share(adapted(distilbert, AdapterSettings(layers="upper", targets="attention"))) < 1
