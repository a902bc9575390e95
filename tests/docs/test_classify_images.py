"""What the page on images shows is what happens: its vertical, its rows, its commands; and what is refused."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "classify-images.md").read_text(encoding="utf-8")
SAYS = {"ill": ("cough and fever", "fever 发热"), "well": ("routine check", "no cough today")}


def block(name: str) -> str:
    (found,) = re.findall(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def run(*words: object):
    return CliRunner().invoke(cli, list(map(str, words)))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def films(site, home, tiny_folder, monkeypatch):
    """The vertical of the page, and films of 9 x 9 pixels: ill ones have a bright spot."""
    site.vertical("scaffold-films", block("vertical: films"), name="films")
    monkeypatch.chdir(home)
    random = np.random.default_rng(0)
    arrays, rows = {}, []
    for part, split, count in (("train", "train", 48), ("val", "validation", 24), ("test", "test", 24)):
        shown = 80 * random.random((count, 9, 9))
        labels = [("ill", "well")[number % 2] for number in range(count)]
        for number, label in enumerate(labels):
            if label == "ill":
                row, column = random.integers(0, 6, 2)
                shown[number, row : row + 3, column : column + 3] += 150
            said = random.choice(SAYS[label])
            given = {"text": f"{said}"} if number % 5 else {}
            given |= {"image": f"scans.npz#{part}/{number}"} if number % 7 or not given else {}
            rows.append({**given, "label": label, "split": split})
        arrays |= {f"{part}_images": shown.astype(np.uint8), f"{part}_labels": np.array(labels)}
    np.savez("scans.npz", **arrays)
    Path("cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    Path("new.jsonl").write_text(block("file: new.jsonl"), encoding="utf-8")
    Path("scaffold.toml").write_text(
        f'[training]\nbase = "{tiny_folder}"\nbudget = "8s"\nspeed = 1\n[images]\nepochs = 4\n', encoding="utf-8"
    )


def test_commands_of_the_page_work_one_after_the_other(films):
    typed = re.findall(r"^    scaffold (.*)$", PAGE, re.MULTILINE)
    assert [line.split()[0] for line in typed] == ["train", "explain", "explain", "predict", "evaluate"]
    said = {}
    for line in typed:
        done = run(*shlex.split(line))
        assert done.exit_code == 0, (line, done.stderr)
        said[line.split()[0]] = done.stdout
    assert "places that speak for" in said["explain"]
    assert Path("heat.png").read_bytes().startswith(b"\x89PNG")

    both, image, text = map(json.loads, Path("decisions.jsonl").read_text(encoding="utf-8").splitlines())
    assert list(both["heads"]) == ["finding_both", "finding", "finding_text"]
    assert list(image["heads"]) == ["finding"]
    assert "text" not in image
    assert list(text["heads"]) == ["finding_text"]
    report = Path("RUN/report.html").read_text(encoding="utf-8")
    assert report.count("data:image/png;base64,") >= 16
    assert "auroc" in json.loads(Path("RUN/metrics.json").read_text(encoding="utf-8"))["heads"]["finding"]["test"]
    cases = Path("RUN/bundle/heads/finding/classifier/cases/texts.jsonl").read_text(encoding="utf-8")
    assert str(Path.cwd()) not in cases


def test_bundle_of_images_alone_needs_no_encoder_and_refuses_what_is_no_image(films, home):
    assert run("train", "films", "--data", "scans.npz", "--out", "ALONE", "--set", "images.epochs=1").exit_code == 0
    assert not (home / "ALONE/bundle/encoders").exists()
    (home / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (home / "rows.jsonl").write_text('{"image": "scans.npz#test/0"}\n{"image": "cut.png"}\n', encoding="utf-8")

    refused = {
        ("explain", "ALONE/bundle", "cut.png", "--out", "x.png"): "cut.png",
        ("explain", "ALONE/bundle", "hello"): "there is no such image",
        ("predict", "ALONE/bundle", "--input", "rows.jsonl", "--output", "out.jsonl"): "cut.png",
        ("predict", "ALONE/bundle", "--input", "cases.jsonl", "--output", "out.jsonl"): "looks at images",
    }
    for words, message in refused.items():
        done = run(*words)
        assert (done.exit_code, "Traceback" in done.stderr) == (2, False), words
        assert message in done.stderr
    assert not (home / "x.png").exists()
    assert not (home / "out.jsonl").exists()
