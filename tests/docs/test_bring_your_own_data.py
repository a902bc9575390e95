"""What the page on one's own data shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scaffold.data.load import load_dataset
from scaffold.data.report import as_text, build_report
from scaffold.errors import DataError
from scaffold.settings import DataSettings, load_settings

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "bring-your-own-data.md"
BLOCK = re.compile(r"<!-- (?P<kind>\w+)(: (?P<name>\S+))? -->\n```\w+\n(?P<content>.*?)```", re.DOTALL)


def blocks(kind):
    found = [(m["name"], m["content"]) for m in BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if m["kind"] == kind]
    assert found
    return found


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The files of the page, in the current folder."""
    monkeypatch.chdir(tmp_path)
    for name, content in blocks("file"):
        Path(name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["questions.csv", "questions.jsonl"])
def test_files_of_the_page_load(folder, name):
    dataset = load_dataset(name, DataSettings(), ("intent",))
    assert sum(len(examples) for examples in dataset.splits.values()) == 6
    assert set(dataset.splits["train"].labels("intent")) == {"card_arrival", "refund"}


def test_refusal_is_worded_as_shown(folder):
    for name, message in blocks("refused"):
        with pytest.raises(DataError) as caught:
            load_dataset(name, DataSettings(), ("intent",))
        assert str(caught.value) == message.strip()


def test_settings_of_the_page_mend_it(folder):
    settings = load_settings(Path("scaffold.toml"))
    dataset = load_dataset("calls.csv", settings.data, ("intent",))
    assert dataset.columns.text == "caller_said"
    assert "caller_said  (as set)" in as_text(build_report(dataset))


def test_settings_table_names_all_settings():
    named = set(re.findall(r"`data\.(\w+)`", PAGE.read_text(encoding="utf-8")))
    # What a run sets for itself is no setting.
    own = {name for name, field in DataSettings.model_fields.items() if field.exclude}
    assert set(DataSettings.model_fields) - own - {"labels"} <= named


def test_python_of_the_page_runs(folder, capsys):
    for _, code in blocks("python"):
        exec(compile(code, str(PAGE), "exec"), {})  # our own page
    shown = capsys.readouterr().out
    assert "train 4" in shown
    assert "questions.csv:" in shown
    assert "Findings" in shown


def test_shares_of_the_page_are_the_defaults():
    page = PAGE.read_text(encoding="utf-8")
    assert f"{DataSettings().test_share:.0%}".replace("%", " %") in page
    assert f"{DataSettings().validation_share:.0%}".replace("%", " %") in page
