"""Every wrong input of a user ends in one message with file, line and advice, exit code 2, and nothing left behind."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scaffold.cli.main import cli

pytest.importorskip("scaffold_customer_service")

WORDS = ("--budget", "0s", "--set", "training.speed=1")
GOOD = [f"where is my {what} {number},{label}" for number in range(20) for what, label in (("card", "a"), ("pin", "b"))]


def csv(*rows: str, header: str = "text,label") -> str:
    return "\n".join([header, *rows]) + "\n"


@dataclass(frozen=True)
class Case:
    """A file, what the message says of it, and the line it names."""

    file: str
    content: str | bytes | None
    message: str
    advice: str
    line: int | None = None
    options: tuple[str, ...] = ()


CASES = {
    "missing file": Case("nowhere.csv", None, "no such file", "holds: nothing"),
    "empty file": Case("a.csv", "", "the file is empty", "Give a file with"),
    "header alone": Case("a.csv", csv(), "a header and no row", "Add rows", line=1),
    "wrong column": Case(
        "a.csv",
        csv(*GOOD),
        "there is no column 'lable'",
        "--set data.label=label",
        options=("--set", "data.label=lable"),
    ),
    "one class": Case("a.csv", csv(*(f"text {i},same" for i in range(30))), "there is one class only", "add examples"),
    "mixed encodings": Case(
        "a.csv",
        csv(*GOOD, "café au lait,a").encode() + "crème brûlée,b\n".encode("latin-1"),
        "mixes encodings",
        "--set data.encoding=latin-1",
        line=43,
    ),
    "a megabyte of text": Case("a.csv", csv(*GOOD, "x" * 1_000_000 + ",a"), "100,000", "data.max_text_length", line=42),
    "NUL byte": Case("a.csv", csv(*GOOD, "a\0b,a"), "NUL byte", "Remove NUL bytes", line=42),
    "NaN labels": Case("a.csv", csv(*(f"text {i},NaN" for i in range(30))), "no row has a label", "data.label", line=2),
    "broken JSON": Case(
        "a.jsonl",
        '{"text": "a b", "label": "c"}\n' * 6 + '{"text": "a", "label"\n',
        "not JSON",
        "one JSON object",
        line=7,
    ),
    "header twice": Case("a.csv", csv("a,b,c", header="text,label,text"), "'text' twice", "a name of its own", line=1),
    "ragged row": Case("a.csv", csv(*GOOD, "one,two,three"), "3 cells, expected 2", "double quotes", line=42),
    "no words": Case(
        "a.csv",
        csv(*(f"{'?' * i}!{'.' * i},{'ab'[i % 2]}" for i in range(1, 40))),
        "no training text holds a word",
        "data.text",
    ),
}


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def scaffold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def refused(scaffold, tmp_path) -> Callable[..., str]:
    """Run a command that has to fail in the right way; returns its one message."""

    def run(*arguments: object) -> str:
        before = tree(tmp_path)
        result = scaffold(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert result.stderr.count("Error: ") == 1
        assert "Traceback" not in result.stderr
        assert tree(tmp_path) == before
        (message,) = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
        return message

    return run


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_training_on_wrong_data_is_refused(refused, tmp_path, tiny_folder, case):
    data = tmp_path / case.file
    if case.content is not None:
        data.write_bytes(case.content.encode() if isinstance(case.content, str) else case.content)

    options = ("--base", tiny_folder, *WORDS, *case.options)
    message = refused("train", "customer-service", "--data", data, "--out", tmp_path / "RUN", *options)

    assert message.startswith(f"Error: {data}:{case.line}: " if case.line else f"Error: {data}: ")
    assert case.message in message
    assert case.advice in message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--budget", "10 minutes"), "training.budget: "),
        (("--set", "training.budgte=1m"), "training.budgte is not a setting, did you mean 'budget'?"),
        (("--set", "nonsense"), "'nonsense' is not of the form section.key=value"),
        (("--base", "./nowhere"), "./nowhere: there is no such encoder folder"),
        (("--seed", "-1"), "training.seed: "),
        (("--settings", "nowhere.toml"), "nowhere.toml: there is no such settings file"),
    ],
)
def test_wrong_setting_is_refused(refused, tmp_path, options, message):
    (tmp_path / "a.csv").write_text(csv(*GOOD), encoding="utf-8")

    assert message in refused("train", "customer-service", "--data", "a.csv", "--out", "RUN", *options)


@pytest.mark.parametrize("words", [("predict",), ("explain", "card"), ("evaluate", "--data", "a.csv")])
def test_setting_that_a_trained_bundle_no_longer_takes_is_refused(refused, toy_bundle, words):
    command, *rest = words
    message = refused(command, toy_bundle, *rest, "--set", "decision.error_rate=0.2")

    assert "decision.error_rate is fixed when a bundle is trained. Give it to `scaffold train`." in message


def test_label_with_one_example_is_trained_with_a_warning(scaffold, tmp_path, tiny_folder):
    (tmp_path / "a.csv").write_text(csv(*GOOD, "a rare thing,rare"), encoding="utf-8")
    result = scaffold("train", "customer-service", "--data", "a.csv", "--out", "RUN", "--base", tiny_folder, *WORDS)

    assert result.exit_code == 0
    assert "labels with one example, which stays in train: 1, at a.csv:42. Add examples" in result.stderr
    labels = json.loads((tmp_path / "RUN" / "bundle" / "metadata.json").read_text(encoding="utf-8"))["labels"]
    assert labels["intent"] == ["a", "b", "rare"]


def test_output_in_the_way_is_refused(refused, tmp_path, tiny_folder):
    (tmp_path / "a.csv").write_text(csv(*GOOD), encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear", encoding="utf-8")
    train = ("train", "customer-service", "--data", "a.csv", "--base", tiny_folder, *WORDS, "--out")

    assert "a.csv: this is a file, and a run needs a folder. Choose another --out." in refused(*train, "a.csv")
    assert "mine: this folder holds files that are not of a run. Choose an --out" in refused(*train, "mine")


@pytest.fixture(params=["changed", "pickle", "missing", "format"])
def wrong_bundle(request, toy_bundle, tmp_path) -> tuple[Path, str]:
    copy = shutil.copytree(toy_bundle, tmp_path / "bundle")
    if request.param == "pickle":
        (copy / "heads" / "topic" / "extra.safetensors").write_bytes(pickle.dumps({"w": [1.0]}))
        return copy, "holds a pickle, which is never loaded: heads/topic/extra.safetensors"
    if request.param == "missing":
        shutil.rmtree(copy)
        return copy, "there is no such bundle"
    (weights,) = copy.glob("encoders/*/model.safetensors")
    if request.param == "format":
        weights.unlink()
        return copy, f"{weights.relative_to(copy)} is missing"
    content = bytearray(weights.read_bytes())
    content[-5] ^= 1
    weights.write_bytes(content)
    return copy, f"{weights.relative_to(copy)} was altered"


@pytest.mark.parametrize("command", ["verify", "predict", "explain", "evaluate"])
def test_wrong_bundle_is_refused_by_every_command(refused, tmp_path, wrong_bundle, command):
    bundle, reason = wrong_bundle
    (tmp_path / "a.csv").write_text(csv(*GOOD), encoding="utf-8")
    (tmp_path / "in.jsonl").write_text('{"text": "card"}\n', encoding="utf-8")
    rest = {"predict": ("--input", "in.jsonl", "--output", "out.jsonl"), "explain": ("card",),
            "evaluate": ("--data", "a.csv")}  # fmt: skip

    message = refused(command, bundle, *rest.get(command, ()))

    assert f"Error: {bundle}: " in message
    assert reason in message


def test_index_of_another_encoder_is_refused(scaffold, refused, tmp_path, tiny_folder):
    (tmp_path / "faq.csv").write_text("question,answer\nwhere is my card,here\nwhat is a pin,a number\n", "utf-8")
    other = shutil.copytree(tiny_folder, tmp_path / "other")
    (other / "encoder.json").write_text('{"pooling": "mean", "max_length": 16}', encoding="utf-8")
    search = ("run", "customer-service", "search", "my card", "--index", "INDEX", "--encoder")
    built = scaffold(*search, tiny_folder, "--faq", "faq.csv")
    assert built.exit_code == 0, built.stderr

    message = refused(*search, other)

    assert "INDEX" in message
    assert "encoder" in message
    assert scaffold(*search, tiny_folder).exit_code == 0


@pytest.fixture
def mounted(tmp_path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small file system of its own."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folders: list[Path] = []

    def mount(options: str) -> Path:
        folder = tmp_path / f"disk {len(folders)}"
        folder.mkdir()
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
        )
        if made.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {made.stderr.strip()}")
        folders.append(folder)
        return folder

    yield mount
    for folder in folders:
        subprocess.run(["umount", folder], check=True)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_full_disk_is_refused_wherever_it_strikes(scaffold, refused, mounted, tmp_path, tiny_folder):
    (tmp_path / "a.csv").write_text(csv(*GOOD), encoding="utf-8")
    train = ("train", "customer-service", "--data", "a.csv", "--base", tiny_folder, *WORDS, "--out")
    assert scaffold(*train, "RUN").exit_code == 0
    whole = size(tmp_path / "RUN")

    for share in (0.05, 0.3, 0.6, 0.9):
        disk = mounted(f"size={int(whole * share)}")
        message = refused(*train, disk / "deep" / "RUN")
        assert f"Error: {disk / 'deep' / 'RUN'}: cannot write: the disk is full. Free some space" in message


def test_read_only_folder_is_refused(refused, mounted, tmp_path, tiny_folder):
    (tmp_path / "a.csv").write_text(csv(*GOOD), encoding="utf-8")
    disk = mounted("ro,size=1m")
    train = ("train", "customer-service", "--data", "a.csv", "--base", tiny_folder, *WORDS, "--out", disk / "RUN")

    assert "RUN: cannot write: the folder is read-only. Choose a folder that can be written to." in refused(*train)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_of_somebody_else_is_refused(refused, tmp_path, tiny_folder):
    (tmp_path / "a.csv").write_text(csv(*GOOD), encoding="utf-8")
    (tmp_path / "theirs").mkdir(mode=0o555)
    train = ("train", "customer-service", "--data", "a.csv", "--base", tiny_folder, *WORDS, "--out", "theirs/RUN")

    assert "cannot write: the folder may not be written to. Choose a folder" in refused(*train)


def test_process_ends_as_the_command_does_here(tmp_path, toy_bundle):
    (tmp_path / "a.csv").write_text(csv(*GOOD, "a\0b,a"), encoding="utf-8")
    shutil.copytree(toy_bundle, tmp_path / "bundle")
    (tmp_path / "bundle" / "metadata.json").write_text("{}", encoding="utf-8")
    before = tree(tmp_path)
    for arguments, message in (
        (("train", "customer-service", "--data", "a.csv", "--out", "RUN"), "Error: a.csv:42: "),
        (("predict", "bundle", "--output", "out.jsonl"), "Error: bundle: the bundle is not what was sealed"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "scaffold", *arguments], cwd=tmp_path, capture_output=True, text=True,
            input='"x"\n', check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(message)
        assert done.stderr.count("\n") == 1
        assert tree(tmp_path) == before
