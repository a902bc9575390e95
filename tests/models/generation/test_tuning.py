"""Tuning lowers the loss of held-out pairs, keeps the best epoch, and writes nothing where it does not help."""

from __future__ import annotations

import math

import pytest
import torch

from scaffold.errors import BelowLevelError, DataError
from scaffold.models.generation.reading import load_generator
from scaffold.models.generation.tuning import Pair, TuningRecipe, tune

RECIPE = TuningRecipe(epochs=2, learning_rate=2e-3)


def pairs(first: int, last: int) -> list[Pair]:
    return [Pair(f"card {n}", f"order {n % 3}", f"in.jsonl:{n}") for n in range(first, last)]


@pytest.mark.parametrize("kind", ["seq2seq", "causal"])
def test_tuned_model_writes_what_it_was_taught(request, kind, tmp_path):
    generator = request.getfixturevalue(kind)()
    recipe = TuningRecipe(epochs=6, learning_rate=5e-3)
    taught = [Pair(f"card {n}", "order it", f"in.jsonl:{n}") for n in range(60)]
    tuned = tune(generator, taught[:48], taught[48:], tmp_path / "tuned", recipe)

    assert len(tuned.epochs) == 6
    assert tuned.best < tuned.before / 10
    again = load_generator(str(tmp_path / "tuned"), generator.settings)
    assert [one.text for one in again.generate(["card 77", "card 3"])] == ["order it", "order it"]


def test_losses_are_of_the_held_out_targets(causal, tmp_path):
    generator = causal()
    held_out = pairs(50, 54)
    expected = []
    for pair in held_out:
        ids = generator.tokenise([pair.prompt])[0]
        target = [*generator.tokenizer(pair.target, add_special_tokens=False)["input_ids"], 1]
        with torch.inference_mode():
            logits = generator.model(torch.tensor([ids + target])).logits[0, len(ids) - 1 : -1].log_softmax(-1)
        expected.append(-float(logits[range(len(target)), target].mean()))

    tuned = tune(generator, pairs(0, 16), held_out, tmp_path / "tuned", RECIPE)
    assert tuned.before == pytest.approx(sum(expected) / len(expected), rel=1e-4)
    assert tuned.best == min(tuned.epochs)


def test_best_epoch_is_the_one_that_is_kept(seq2seq, tmp_path):
    generator = seq2seq()
    held_out = pairs(50, 54)
    tuned = tune(generator, pairs(0, 32), held_out, tmp_path / "tuned", TuningRecipe(epochs=3, learning_rate=5e-3))
    kept = load_generator(str(tmp_path / "tuned"), generator.settings)
    losses = []
    for pair in held_out:
        labels = torch.tensor([kept.tokenizer(pair.target)["input_ids"]])
        with torch.inference_mode():
            losses.append(float(kept.model(torch.tensor(kept.tokenise([pair.prompt])), labels=labels).loss))

    assert math.fsum(losses) / len(losses) == pytest.approx(tuned.best, rel=1e-4)


def test_training_that_does_not_help_writes_nothing(seq2seq, tmp_path):
    copies = [Pair(f"card {n}", f"card {n}", f"in.jsonl:{n}") for n in range(24)]

    with pytest.raises(BelowLevelError, match="tuning did not help: the held-out loss was 0"):
        tune(seq2seq(), copies[:16], copies[16:], tmp_path / "tuned", TuningRecipe(epochs=1, learning_rate=1.0))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (Pair("a" * 60, "b", "in.jsonl:3"), "in.jsonl:3: the prompt has 61 tokens, and the model takes 48"),
        (Pair("a", "b" * 40, "in.jsonl:4"), "in.jsonl:4: the target has 41 tokens, and the model takes 30"),
    ],
)
def test_pair_that_is_too_long_is_named(seq2seq, tmp_path, pair, message):
    with pytest.raises(DataError) as caught:
        tune(seq2seq(), [pair], pairs(0, 2), tmp_path / "tuned", RECIPE)
    assert str(caught.value).startswith(message)
