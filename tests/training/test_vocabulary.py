"""Training on the words in use gives the same weights as training on all of them."""

from __future__ import annotations

import copy

import numpy as np
import torch

from scaffold.models.encoder import Encoder
from scaffold.models.tokens import pad
from scaffold.training.vocabulary import CompactVocabulary

TEXTS = ["where is my card", "我要退款", "reset password please", "thanks"]


def copied(encoder: Encoder) -> Encoder:
    return Encoder(copy.deepcopy(encoder.model), encoder.tokenizer, max_length=encoder.max_length)


def trained(encoder: Encoder, *, compact: bool) -> Encoder:
    """Three steps of AdamW without decay on the word embeddings, on all rows or on those in use."""
    own = copied(encoder)
    own.model.eval()
    sequences = own.tokenise(TEXTS)
    vocabulary = CompactVocabulary(own.model, sequences, own.pad_id) if compact else None
    rows = vocabulary.translate(sequences) if vocabulary else sequences
    ids, mask = (torch.from_numpy(part) for part in pad(rows, vocabulary.pad_id if vocabulary else own.pad_id))
    embeddings = [p for name, p in own.model.named_parameters() if "embeddings" in name]
    others = [p for name, p in own.model.named_parameters() if "embeddings" not in name]
    groups = [{"params": embeddings, "weight_decay": 0.0}, {"params": others, "weight_decay": 0.01}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3)
    for _ in range(3):
        optimizer.zero_grad()
        target = torch.eye(len(TEXTS), own.dimension)
        (own.pooled(ids, mask) - target).square().sum().backward()
        optimizer.step()
    if vocabulary:
        vocabulary.restore()
    return own


def test_compact_training_gives_the_weights_of_full_training(tiny_encoder):
    full, compact = trained(tiny_encoder, compact=False), trained(tiny_encoder, compact=True)

    before = tiny_encoder.model.state_dict()
    for name, weights in full.model.state_dict().items():
        torch.testing.assert_close(compact.model.state_dict()[name], weights, atol=1e-6, rtol=1e-5)
    moved = full.model.state_dict()["encoder.layer.0.output.dense.weight"]
    assert (moved - before["encoder.layer.0.output.dense.weight"]).abs().max() > 1e-3


def test_restore_leaves_unused_rows_as_they_were(tiny_encoder):
    compact = trained(tiny_encoder, compact=True)
    used = sorted({tiny_encoder.pad_id}.union(*tiny_encoder.tokenise(TEXTS)))

    before = tiny_encoder.model.get_input_embeddings().weight.detach().numpy()
    after = compact.model.get_input_embeddings().weight.detach().numpy()
    assert after.shape == before.shape
    changed = np.flatnonzero((after != before).any(axis=1)).tolist()
    assert set(changed) == set(used) - {tiny_encoder.pad_id}


def test_translated_ids_mean_the_same_rows(tiny_encoder):
    own = copied(tiny_encoder)
    sequences = own.tokenise(TEXTS)
    vocabulary = CompactVocabulary(own.model, sequences, own.pad_id)

    assert [vocabulary.used[rows].tolist() for rows in vocabulary.translate(sequences)] == sequences
    assert vocabulary.used[vocabulary.pad_id] == own.pad_id
    assert own.model.get_input_embeddings().weight.shape[0] == len(vocabulary.used) < 100


def test_fingerprint_of_the_first_encoder_is_untouched(tiny_encoder):
    before = copied(tiny_encoder).fingerprint
    trained(tiny_encoder, compact=True)

    assert copied(tiny_encoder).fingerprint == before
