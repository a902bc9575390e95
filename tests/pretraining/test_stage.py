"""Pretraining before the heads of a run: kept where a head gains by it, said either way."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings

SETTINGS = ("training.budget=20s", "training.speed=1", "training.pretrain=true", "pretraining.budget=2s")


@pytest.fixture
def run(toy_site, tiny_folder, tmp_path: Path, told):
    def make(*settings: str) -> dict:
        given = load_settings(None, (*SETTINGS, f"training.base={tiny_folder}", *settings))
        vertical = load_vertical("toy", given)
        train(RunContext(vertical, given, tmp_path / "run", None, vertical.config, progress=told))
        return json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))

    return make


def test_training_texts_are_the_corpus_where_there_is_no_other(run, told, tmp_path):
    metrics = run()

    assert "pretrain" in metrics["seconds"]
    assert any("kept" in line and "with pretraining" in line for line in told.lines)
    assert "with pretraining" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_corpus_of_a_path_is_read(run, told, tmp_path):
    parts = ("where what when how", "card order refund password", "please thanks today again now", "my you the new")
    texts = [" ".join(words) for words in product(*(part.split() for part in parts))]
    (tmp_path / "corpus.txt").write_text("\n".join(texts), encoding="utf-8")
    run(f"pretraining.corpus={tmp_path / 'corpus.txt'}")

    assert any("Corpus: 320 texts" in line for line in told.lines)
