from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from scaffold.pretraining.masked_words import MaskedWords
from scaffold.pretraining.phase import Phase, run_phase
from scaffold.pretraining.rows import Rows
from scaffold.pretraining.twins import Twins
from scaffold.pretraining.vocabulary import with_mask_token

PHASE = Phase("words", "mlm", "all", steps=40, batch_size=16, learning_rate=5e-3, evaluations=4, patience=0)


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def words(tiny_encoder, toy_corpus):
    def make():
        encoder = with_mask_token(tiny_encoder).copy()
        return encoder, MaskedWords(encoder, Rows.of(toy_corpus, encoder, seed=1), 0.2, seed=1)

    return make


def test_perplexity_falls_and_the_best_weights_are_kept(words, tmp_path):
    encoder, objective = words()
    history = run_phase(objective, PHASE, tmp_path)

    assert math.exp(history.after) < 0.6 * math.exp(history.before)
    assert history.after == min(history.course)
    assert len(history.course) == 4
    assert objective.held_out() == pytest.approx(history.after, abs=1e-6)
    assert all(each.requires_grad for each in encoder.model.parameters())


def test_the_same_seed_gives_the_same_weights(words, tmp_path):
    made = []
    for number in range(2):
        encoder, objective = words()
        run_phase(objective, replace(PHASE, steps=6), tmp_path / str(number))
        made.append(encoder.fingerprint)

    assert made[0] == made[1]


def test_a_killed_phase_goes_on_to_the_same_end(words, tmp_path, monkeypatch):
    whole, objective = words()
    run_phase(objective, PHASE, tmp_path / "whole")
    killed, objective = words()
    calls = 0
    loss = objective.held_out

    def dying():
        nonlocal calls
        calls += 1
        if calls == 4:
            raise Killed
        return loss()

    monkeypatch.setattr(objective, "held_out", dying)
    with pytest.raises(Killed):
        run_phase(objective, PHASE, tmp_path / "killed")
    assert sorted(path.name for path in (tmp_path / "killed" / "checkpoints").iterdir()) == [
        "checkpoint-10",
        "checkpoint-20",
    ]

    killed, objective = words()
    seen = []
    batch = objective.batch
    monkeypatch.setattr(objective, "batch", lambda keys: seen.append(keys) or batch(keys))
    history = run_phase(objective, PHASE, tmp_path / "killed")

    assert killed.fingerprint == whole.fingerprint
    assert len(history.course) == 4
    assert len(seen) == 20


def test_a_finished_phase_is_not_run_again(words, tmp_path, monkeypatch):
    encoder, objective = words()
    first = run_phase(objective, replace(PHASE, steps=4), tmp_path)
    again, objective = words()
    monkeypatch.setattr(objective, "batch", None)

    assert run_phase(objective, replace(PHASE, steps=4), tmp_path) == first
    assert again.fingerprint == encoder.fingerprint
    assert not (tmp_path / "checkpoints").exists()


def falling(objective, losses, monkeypatch):
    given = iter(losses)
    monkeypatch.setattr(objective, "held_out", lambda: next(given))


def test_it_stops_when_patience_has_run_out(words, tmp_path, monkeypatch):
    _, objective = words()
    falling(objective, [9.0, 2.0, 3.0, 4.0, 1.0], monkeypatch)

    history = run_phase(objective, replace(PHASE, patience=2), tmp_path)

    assert history.course == (2.0, 3.0, 4.0)
    assert (history.before, history.after) == (9.0, 2.0)


def test_killed_after_patience_ran_out_it_takes_the_best(words, tmp_path, monkeypatch):
    phase = replace(PHASE, patience=2)
    encoder, objective = words()
    falling(objective, [9.0, 2.0, 3.0, 4.0], monkeypatch)
    monkeypatch.setattr("scaffold.pretraining.phase.write_text", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        run_phase(objective, phase, tmp_path)
    monkeypatch.undo()

    again, objective = words()
    falling(objective, [9.0], monkeypatch)
    history = run_phase(objective, phase, tmp_path)

    assert history.course == (2.0, 3.0, 4.0)
    assert again.fingerprint == encoder.copy().fingerprint


@pytest.mark.parametrize("trained", ["head", "embeddings"])
def test_only_what_a_phase_trains_changes(words, tmp_path, trained):
    encoder, objective = words()
    before = {name: weight.detach().clone() for name, weight in encoder.model.named_parameters()}
    head = objective.module.head[0].weight.detach().clone()

    run_phase(objective, replace(PHASE, steps=4, trained=trained), tmp_path)

    changed = {name for name, now in encoder.model.named_parameters() if not torch.equal(now, before[name])}
    assert changed == ({"embeddings.word_embeddings.weight"} if trained == "embeddings" else set())
    assert not torch.equal(objective.module.head[0].weight, head)


def test_sentences_are_learned_too(tiny_encoder, toy_corpus, tmp_path):
    encoder = tiny_encoder.copy()
    objective = Twins(encoder, Rows.of(toy_corpus, encoder, seed=1), 0.05, 8, seed=1)
    phase = Phase("sentences", "contrastive", "all", steps=20, batch_size=20, learning_rate=1e-3, evaluations=2)

    history = run_phase(objective, phase, tmp_path)

    assert history.after < history.before
