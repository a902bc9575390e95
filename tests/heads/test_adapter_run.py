"""A run that trains adapters, from its settings to the bundle."""

from __future__ import annotations

import json

import pytest

from scaffold.bundle import Bundle
from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings

pytest.importorskip("peft")


def test_bundle_of_a_run_with_adapters_decides(toy_site, tiny_folder, tmp_path, told):
    given = ["training.tuning=lora", "training.adapter.rank=4", "training.recipe.epochs=3", "training.budget=1m"]
    chosen = load_settings(None, [*given, "training.speed=1", f"training.base={tiny_folder}"])
    vertical = load_vertical("toy", chosen)
    run = train(RunContext(vertical, chosen, tmp_path / "RUN", None, vertical.config, False, told))

    notes = {each["name"]: each["note"] for each in run.metrics["candidates"]}
    assert "3 epochs, seed 1, lora: " in notes["fine-tuned 1"]
    assert notes["fine-tuned 1"].endswith("% of the weights trained")
    plans = list((tmp_path / "RUN").rglob("metadata.json"))
    assert json.loads(plans[0].read_text(encoding="utf-8"))["training"]["tuning"] == "lora"
    (decision,) = Bundle.load(tmp_path / "RUN" / "bundle").decide(["refund my order please"])
    assert decision.heads["topic"].label == "refund"
