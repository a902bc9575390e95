"""The page on governance runs as it stands: its commands, its example, and what it says of numbers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "govern-a-model.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    scaffold (.*)$", PAGE, re.MULTILINE)
QUICK = ["--set", "training.budget=0s", "--set", "training.speed=1", "--set", "training.check_labels=false"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with the files that the page names."""
    monkeypatch.chdir(tmp_path)
    words = {"cardiology": "chest pain again", "neurology": "headache with fever", "dermatology": "itchy rash at night"}
    rows = [
        f"{words[name]} {number},{name},{'fm'[number % 2]},{'65+' if number % 3 else '18-64'}"
        for number, name in enumerate([*words] * 40)
    ]
    Path("notes.csv").write_text("\n".join(["text,speciality,sex,age_group", *rows]) + "\n", encoding="utf-8")
    new = [
        {"id": str(number), "text": f"{each} since monday"} for number, each in enumerate([*words.values(), "a shop"])
    ]
    Path("new.jsonl").write_text("".join(json.dumps(row) + "\n" for row in new), encoding="utf-8")
    Path("audit.key").write_text("k" * 44 + "\n", encoding="utf-8")
    corrected = [
        {
            "id": row,
            "text": f"{words[name]} {row}",
            "speciality": name,
            "was": name,
            "who": "w",
            "when": "",
            "case": row,
        }
        for row, name in enumerate([*words] * 30)
    ]
    Path("corrections.jsonl").write_text("".join(json.dumps(row) + "\n" for row in corrected), encoding="utf-8")
    return tmp_path


def test_the_commands_of_the_page_run_in_their_order(here, monkeypatch, tiny_folder):
    pytest.importorskip("scaffold_medical")
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    from scaffold.cli.main import cli

    served = []
    monkeypatch.setattr("scaffold.web.serving.serve", lambda app, _: served.append(app))
    assert len(COMMANDS) == 8
    for line in COMMANDS:
        arguments = shlex.split(line)
        if arguments[0] == "train":
            arguments += [*QUICK, "--set", f"training.base={tiny_folder}"]
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, (line, result.output, result.stderr)
        if "data.subgroups=[" in line:
            metrics = json.loads(Path("RUN/metrics.json").read_text(encoding="utf-8"))
            assert set(metrics["subgroups"]["speciality"]) == {"sex", "age_group"}
            assert "## Groups" in Path("RUN/bundle/MODEL_CARD.md").read_text(encoding="utf-8")
    assert len(served) == 1
    changelog = json.loads(Path("NEXT/bundle/metadata.json").read_text(encoding="utf-8"))["changelog"]
    assert [entry["changes"] for entry in changelog] == ["", "Another seed.", "The first model."]
    assert Path("cases.html").exists()
    (code,) = re.findall(r"<!-- runs -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    exec(code, {})


def test_the_numbers_of_the_page_are_those_of_the_code():
    from scaffold.evaluation.subgroups import FEW_ROWS, MOST_GROUPS

    assert f"fewer than {FEW_ROWS} texts" in PAGE
    assert f"beyond {MOST_GROUPS} values" in PAGE
