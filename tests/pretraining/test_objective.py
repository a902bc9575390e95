from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.pretraining.masked_words import MaskedWords
from scaffold.pretraining.masking import IGNORED
from scaffold.pretraining.objective import frequencies
from scaffold.pretraining.rows import Rows
from scaffold.pretraining.segments import Segments, cut
from scaffold.pretraining.twins import Twins
from scaffold.pretraining.vocabulary import with_mask_token


@pytest.fixture
def encoder(tiny_encoder):
    return with_mask_token(tiny_encoder).copy()


@pytest.fixture
def rows(encoder, toy_corpus):
    return Rows.of(toy_corpus, encoder, seed=1)


@pytest.fixture
def masked(encoder, rows):
    return MaskedWords(encoder, rows, 0.2, seed=1)


def test_guessing_is_as_good_as_knowing_how_common_words_are_before_anything_is_learned(encoder, rows, masked):
    shares = frequencies(encoder, rows)

    assert len(shares) == encoder.model.get_input_embeddings().num_embeddings
    assert shares.sum() == pytest.approx(1)
    assert shares.min() > 0
    assert masked.held_out() == pytest.approx(-(shares * np.log(shares)).sum(), rel=0.15)


def test_held_out_rows_are_not_counted(encoder):
    ids = np.array([1, 5, 5, 2, 1, 7, 2], dtype=np.int32)
    rows = Rows(None, Segments(ids, ids, np.array([0, 4, 7])), [0], [1])
    shares = frequencies(encoder, rows)

    assert shares[5] > shares[1] == shares[2] > shares[7] == shares[9] > 0


def test_held_out_figure_is_the_same_every_time(masked):
    first = masked.held_out()
    masked.module.train()

    assert masked.held_out() == first


def test_another_pass_hides_other_words_of_the_same_row(masked):
    rows = len(masked.lengths())
    once, again, later = masked.batch([3]), masked.batch([3]), [masked.batch([3 + rows * i]) for i in range(1, 5)]

    def restored(batch):
        return torch.where(batch["labels"] == IGNORED, batch["inputs"], batch["labels"])

    assert torch.equal(once["inputs"], again["inputs"])
    assert all(torch.equal(restored(batch), restored(once)) for batch in later)
    assert any(not torch.equal(batch["labels"], once["labels"]) for batch in later)


def test_loss_is_that_of_the_hidden_tokens_alone(masked):
    batch = masked.batch([0, 1, 2])
    padded = {
        name: torch.nn.functional.pad(value, (0, 5), value=IGNORED if name == "labels" else 0)
        for name, value in batch.items()
    }
    masked.module.eval()

    one, other = (masked.module(**each)["loss"].item() for each in (padded, batch))
    assert one == pytest.approx(other, abs=1e-5)


def test_head_and_word_embeddings_learn_together(masked):
    masked.module(**masked.batch([0, 1]))["loss"].backward()

    assert masked.module.transformer.get_input_embeddings().weight.grad.abs().sum() > 0
    names = [name for name, _ in masked.module.named_parameters() if "word_embeddings" in name or "decoder" in name]
    assert len(names) == 1


@pytest.fixture
def twins(encoder, rows):
    return Twins(encoder, rows, 0.05, batch_size=4, seed=1)


def test_twins_are_told_apart_by_dropout_alone(twins):
    batch = twins.batch([0, 1, 2])

    assert torch.equal(batch["left"], batch["right"])
    twins.module.train()
    noisy = twins.module(**batch)["loss"].item()
    twins.module.eval()
    assert noisy != float(twins.module(**batch)["loss"])


def test_sides_of_a_long_text_are_spans_of_it(encoder):
    segments = cut(["where is my card " * 12], encoder.tokenizer, 64)
    twins = Twins(encoder, Rows(None, segments, [0], [0]), 0.05, batch_size=2, seed=1)
    whole = segments.row(0)[0].tolist()

    batch = twins.batch([0])
    for side in ("left", "right"):
        ids = batch[side][0][batch[f"{side}_mask"][0] == 1].tolist()
        assert (ids[0], ids[-1]) == (whole[0], whole[-1])
        assert 24 <= len(ids) - 2 <= 48
        assert any(whole[start : start + len(ids) - 2] == ids[1:-1] for start in range(len(whole)))
    assert not torch.equal(batch["left"], batch["right"])


def test_twins_held_out_figure_leaves_the_random_state_alone(twins):
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    first = twins.held_out()

    assert torch.equal(torch.rand(3), expected)
    assert twins.held_out() == first
