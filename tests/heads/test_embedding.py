"""Texts that belong together are found: learnt from pairs alone, measured, saved and read back."""

from __future__ import annotations

import itertools

import pytest

from scaffold.bundle import Bundle
from scaffold.errors import DataError
from scaffold.pipeline import train
from scaffold.scoring.bundle import score_bundle

THINGS = ("card", "refund", "payment", "password", "order", "account", "fee", "退款")
PARTNERS = ("pin", "money", "pay", "reset", "send", "help", "lost", "钱")
ASKED = ("where is my {}", "{} please", "i want a {} now", "what about the {}", "my {} again", "no {} today")
LEARN = (
    "training.budget=10h",
    "training.recipe.epochs=20",
    "training.recipe.learning_rate=0.005",
    "training.recipe.patience=0",
)


def rows():
    pairs = zip(THINGS, PARTNERS, strict=True)
    return [
        {"text": ask.format(thing), "text_pair": f"{partner} {partner} is it"}
        for (thing, partner), ask in itertools.product(pairs, ASKED)
    ]


def test_pairs_are_learnt_measured_and_saved(one_head):
    run = one_head("near", "embedding", rows(), *LEARN)
    trained = train(run)

    values = {each["name"]: each["validation"] for each in trained.metrics["candidates"]}
    assert trained.metrics["chosen"].startswith("fine-tuned")
    assert values[trained.metrics["chosen"]] > values["frozen encoder"]
    figures = trained.metrics["heads"]["near"]["test"]
    assert figures["mrr"] > 0.6
    bundle = Bundle.load(run.out / "bundle")
    (decision,) = bundle.decide(["where is my refund"])
    assert decision.heads["near"].gist == "money money is it"
    assert decision.cases[0].text == "money money is it"
    assert decision.cases[0].label.count("refund") == 1
    assert [decision] == trained.bundle.decide(["where is my refund"])
    assert score_bundle(bundle, str(run.data), run.settings)["near"]["train"]["mrr"] > 0.6


def test_without_time_the_encoder_stays_as_it_was(one_head, tiny_encoder):
    trained = train(one_head("near", "embedding", rows()))

    assert trained.metrics["chosen"] == "frozen encoder"
    assert trained.bundle.heads["near"].encoder.fingerprint == tiny_encoder.fingerprint


def test_a_row_without_its_second_text_is_named(one_head):
    data = rows()
    data[4]["text_pair"] = ""
    run = one_head("near", "embedding", data)

    with pytest.raises(DataError, match=r"rows\.jsonl:5: there is no second text that belongs to the first"):
        train(run)
    assert not run.out.exists()


def test_switches_of_a_fine_tuning_work_on_pairs(one_head):
    switches = ("rdrop=0.5", "fgm=0.1", "ema=0.5", "label_smoothing=0.1", "logit_adjustment=1.0")
    trained = train(one_head("near", "embedding", rows(), *LEARN, *(f"training.recipe.{each}" for each in switches)))

    assert "R-Drop 0.5" in {each["name"]: each["note"] for each in trained.metrics["candidates"]}["fine-tuned 1"]
    assert trained.metrics["heads"]["near"]["test"]["mrr"] > 0.6
