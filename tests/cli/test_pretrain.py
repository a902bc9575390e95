"""`scaffold pretrain` writes an encoder folder, or one clear message and nothing."""

from __future__ import annotations

import json

import pytest

from scaffold.models.encoder import read_encoder

CORPUS = """
from pathlib import Path

def read(path):
    source = path or Path(__file__).with_name("corpus.txt")
    return source.read_text(encoding="utf-8").splitlines()

@hookimpl
def scaffold_pretraining():
    return [PretrainingSpec("notes", "Notes.", read, objective="contrastive", vocabulary=("card",))]
"""


@pytest.fixture
def texts(toy_corpus_lines, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("\n".join(toy_corpus_lines), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def toy_corpus_lines(make_task):
    return make_task(train=128).train.texts


@pytest.fixture
def pretrain(scaffold, tiny_folder, texts):
    def run(*arguments, base=tiny_folder):
        quick = {"budget": "2s", "max_length": 32, "passes": 4, "batch_size": 16, "learning_rate": 0.005}
        options = [part for key, value in quick.items() for part in ("--set", f"pretraining.{key}={value}")]
        return scaffold("pretrain", *arguments, "--base", base, "--set", "training.speed=1", *options)

    return run


def test_encoder_folder_is_written_and_read(pretrain, texts):
    result = pretrain("--corpus", "notes.txt", "--out", "encoder")

    assert result.exit_code == 0, result.output
    assert "pseudo-perplexity" in result.stdout
    assert "--base encoder" in result.stdout
    encoder = read_encoder(texts / "encoder")
    assert encoder.encode(["where is my card"]).shape == (1, 32)
    figures = json.loads((texts / "encoder" / "pretraining.json").read_text(encoding="utf-8"))
    assert figures["corpus"]["texts"] == 128
    assert sorted(path.name for path in (texts / "encoder").iterdir()) == [
        "config.json",
        "encoder.json",
        "model.safetensors",
        "pretraining.json",
        "tokenizer.json",
    ]


def test_a_second_run_replaces_the_first(pretrain, texts):
    pretrain("--corpus", "notes.txt", "--out", "encoder")
    first = read_encoder(texts / "encoder").fingerprint
    result = pretrain("--corpus", "notes.txt", "--out", "encoder", "--seed", 2)

    assert result.exit_code == 0, result.output
    assert read_encoder(texts / "encoder").fingerprint != first


def test_corpus_and_objective_of_a_vertical_are_used(pretrain, texts, site, toy_corpus_lines):
    site.vertical("scaffold-toy", CORPUS, name="toy")
    (site.folder / "corpus.txt").write_text("\n".join(toy_corpus_lines[:100]), encoding="utf-8")

    own = pretrain("toy", "--out", "own")
    given = pretrain("toy", "--corpus", texts / "notes.txt", "--objective", "mlm", "--out", "given")

    assert (own.exit_code, given.exit_code) == (0, 0), own.output + given.output
    assert "Corpus      100 texts" in own.stdout
    assert "Sentences" in own.stdout
    assert "Corpus      128 texts" in given.stdout
    assert "Sentences" not in given.stdout


@pytest.fixture
def labelled(texts, task):
    rows = [f"{text},{task.labels[label]}" for text, label in zip(task.train.texts, task.train.truth, strict=True)]
    (texts / "labelled.csv").write_text("text,label\n" + "\n".join(rows * 2) + "\n", encoding="utf-8")
    return texts


def test_without_a_gain_nothing_is_written_unless_kept(pretrain, labelled):
    arguments = ("--corpus", "notes.txt", "--task-data", "labelled.csv", "--set", "pretraining.share=0")
    refused = pretrain(*arguments, "--out", "a/encoder")
    kept = pretrain(*arguments, "--out", "kept", "--keep")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "gains nothing" in refused.stderr
    assert "--keep" in refused.stderr
    assert not (labelled / "a").exists()
    assert kept.exit_code == 0, kept.output
    figures = json.loads((labelled / "kept" / "pretraining.json").read_text(encoding="utf-8"))
    assert figures["task"]["kept"] is False
    assert figures["task"]["gain"] == 0
    assert read_encoder(labelled / "kept")


def test_an_interrupted_run_goes_on(pretrain, texts, monkeypatch):
    whole = pretrain("--corpus", "notes.txt", "--out", "whole")
    with monkeypatch.context() as patch:
        patch.setattr("scaffold.pretraining.pretrain.blend", _interrupt)
        stopped = pretrain("--corpus", "notes.txt", "--out", "stopped")
    assert stopped.exit_code == 130
    assert [path.name for path in (texts / "stopped").iterdir()] == [".work"]

    other = pretrain("--corpus", "notes.txt", "--out", "stopped", "--resume", "--seed", 9)
    resumed = pretrain("--corpus", "notes.txt", "--out", "stopped", "--resume")

    assert whole.exit_code == 0, whole.output
    assert other.exit_code == 2
    assert "other data or settings" in other.stderr
    assert "Going on with the interrupted run" in resumed.stderr
    assert read_encoder(texts / "stopped").fingerprint == read_encoder(texts / "whole").fingerprint


def _interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("...\n---\n", "holds no text"),
        ("where is my card\n" * 90, "one text, 90 times"),
        ("where is my card\nrefund please\n", "2 rows of text"),
        ("\n".join(f"患者{chr(0x4E00 + n)}出现头痛" for n in range(60)), "--base scratch"),
    ],
)
def test_a_corpus_that_teaches_nothing_is_refused(pretrain, texts, content, message):
    (texts / "notes.txt").write_text(content, encoding="utf-8")
    result = pretrain("--corpus", "notes.txt", "--out", "a/encoder")

    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert result.stderr.count("Error:") == 1
    assert not (texts / "a").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--corpus", "note.txt"), "Did you mean 'notes.txt'?"),
        ((), "--corpus PATH"),
        (("--corpus", "notes.txt", "--set", "pretraining.mask_rate=2"), "mask_rate"),
        (("--corpus", "notes.txt", "--set", "pretraining.passess=2"), "did you mean 'passes'"),
        (("--corpus", "notes.txt", "--budget", "soon"), "budget"),
        (("--corpus", "notes.txt", "--task-data", "none.csv"), "no such file"),
    ],
)
def test_wrong_arguments_end_in_one_message(pretrain, texts, arguments, message):
    result = pretrain(*arguments, "--out", "encoder")

    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not (texts / "encoder").exists()


def test_a_vertical_without_a_corpus_says_so(pretrain, site):
    site.vertical("scaffold-bare", name="bare")
    result = pretrain("bare", "--out", "encoder")

    assert result.exit_code == 2
    assert "brings no corpus" in result.stderr


def test_a_base_that_is_none_is_refused(pretrain, texts):
    result = pretrain("--corpus", "notes.txt", "--out", "encoder", base="missing-folder")

    assert result.exit_code == 2
    assert "no such encoder folder" in result.stderr
    assert not (texts / "encoder").exists()
