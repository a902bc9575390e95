"""The two parts of an encoder, one after the other, do what it does; a model that has no such parts is left whole."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
import transformers

from scaffold.models.encoder import Encoder
from scaffold.training.split import SplitEncoder

TEXTS = ["where is my card", "我要退款", "thanks"]
SIZES = {"vocab_size": 200, "hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 2, "pad_token_id": 0}
WIDE = {**SIZES, "intermediate_size": 64, "max_position_embeddings": 64}
MODELS = {
    "BERT": lambda: transformers.BertModel(transformers.BertConfig(**WIDE), add_pooling_layer=False),
    "RoBERTa": lambda: transformers.RobertaModel(transformers.RobertaConfig(**WIDE), add_pooling_layer=False),
    # It has weights beside its layers, which all of them use.
    "MPNet": lambda: transformers.MPNetModel(transformers.MPNetConfig(**WIDE), add_pooling_layer=False),
    "DistilBERT": lambda: transformers.DistilBertModel(
        transformers.DistilBertConfig(vocab_size=200, dim=32, n_layers=4, n_heads=2, hidden_dim=64, pad_token_id=0)
    ),
}
WHOLE = {
    # One layer that is used several times.
    "ALBERT": lambda: transformers.AlbertModel(
        transformers.AlbertConfig(**WIDE, embedding_size=16), add_pooling_layer=False
    ),
    "ModernBERT": lambda: modern_bert(),
    # A projection behind its embeddings, which the states between the layers do not fit.
    "ELECTRA": lambda: transformers.ElectraModel(transformers.ElectraConfig(**WIDE, embedding_size=16)),
}


def modern_bert() -> transformers.ModernBertModel:
    """Has a norm after the last layer, which would stand between the parts as well."""
    model = transformers.ModernBertModel(transformers.ModernBertConfig(**WIDE))
    torch.nn.init.constant_(model.final_norm.weight, 2.0)
    return model


@pytest.fixture
def make_encoder(tiny_encoder):
    def make(build) -> Encoder:
        torch.manual_seed(0)
        return Encoder(build().eval(), tiny_encoder.tokenizer, max_length=32)

    return make


def states_from(upper: Encoder, inputs: torch.Tensor) -> np.ndarray:
    with torch.inference_mode():
        return upper.states(inputs[None], torch.ones((1, len(inputs)), dtype=torch.int64))[0].numpy()


@pytest.mark.parametrize("build", MODELS.values(), ids=MODELS)
def test_parts_do_what_the_whole_does(make_encoder, build):
    encoder = make_encoder(build)
    split = SplitEncoder.of(encoder)
    upper, inputs = split.upper(), split.inputs(encoder.tokenise(TEXTS))

    assert split.path is not None
    for one, expected in zip(inputs, encoder.encode_tokens(TEXTS), strict=True):
        assert one.shape == expected.shape
        np.testing.assert_allclose(states_from(upper, one), expected, atol=1e-5)
    trained = sum(each.numel() for each in upper.model.parameters() if each.requires_grad)
    assert trained < sum(each.numel() for each in encoder.model.parameters()) / 2
    assert split.join(upper).fingerprint == encoder.fingerprint


@pytest.mark.parametrize("build", MODELS.values(), ids=MODELS)
def test_whatever_is_trained_is_joined(make_encoder, build):
    split = SplitEncoder.of(make_encoder(build))
    upper, inputs = split.upper(), split.inputs(split.whole.tokenise(TEXTS))
    with torch.no_grad():
        for parameter in upper.model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.05 * torch.randn(parameter.shape))
    joined = split.join(upper)

    assert joined.fingerprint != split.whole.fingerprint
    for one, expected in zip(inputs, joined.encode_tokens(TEXTS), strict=True):
        np.testing.assert_allclose(states_from(upper, one), expected, atol=1e-4)


@pytest.mark.parametrize("build", WHOLE.values(), ids=WHOLE)
def test_model_without_such_parts_is_trained_whole(make_encoder, build):
    encoder = make_encoder(build)
    split = SplitEncoder.of(encoder)
    upper = split.upper()

    assert split.path is None
    assert [ids.tolist() for ids in split.inputs(encoder.tokenise(TEXTS))] == encoder.tokenise(TEXTS)
    np.testing.assert_allclose(
        states_from(upper, split.inputs(encoder.tokenise(TEXTS))[0]), encoder.encode_tokens(TEXTS)[0], atol=1e-5
    )
    assert split.join(upper).fingerprint == encoder.fingerprint


def test_changes_above_reach_the_joined_encoder_and_not_the_first(tiny_encoder):
    before = copy.deepcopy(tiny_encoder.model.state_dict())
    split = SplitEncoder.of(tiny_encoder)
    upper = split.upper()
    with torch.no_grad():
        for parameter in upper.model.parameters():
            parameter.add_(0.1)
    joined = split.join(upper).model.state_dict()

    assert {name for name in before if not torch.equal(before[name], joined[name])} == {
        name for name in before if name.startswith("encoder.layer.1.")
    }
    assert all(torch.equal(before[name], value) for name, value in tiny_encoder.model.state_dict().items())
