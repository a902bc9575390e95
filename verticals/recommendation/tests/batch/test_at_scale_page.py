"""The page on lists for everybody: its commands and its program run, and its numbers are those of the code."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from scaffold_recommendation.batch import batch_recommendation, user_shard
from scaffold_recommendation.commands.batch import command as batch
from scaffold_recommendation.commands.export import command as export
from scaffold_recommendation.retrieval import nearest
from scaffold_recommendation.retrieval.retrievers import NAMES
from scaffold_recommendation.settings import RecommendationSettings

PAGE = (Path(__file__).parents[4] / "docs" / "how-to" / "recommend-at-scale.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^    scaffold run recommendation (.*)$", PAGE, re.MULTILINE)]


@pytest.fixture
def shop_folder(model_path, tmp_path, monkeypatch):
    """The current folder, with the model where the page has it."""
    monkeypatch.chdir(tmp_path)
    Path("runs").mkdir()
    Path("runs/shop").symlink_to(model_path)
    return tmp_path


def test_every_command_of_the_page_is_one():
    assert {name for name, *_ in COMMANDS} == {"batch", "export"}
    for name, *options in COMMANDS:
        made = {"batch": batch, "export": export}[name].make_context(name, options)
        assert made.params["model"] == Path("runs/shop")


def test_lists_are_written_as_the_page_shows_them(shop_folder):
    (options,) = [rest for name, *rest in COMMANDS if name == "batch" and "--fast" in rest]
    vertical = SimpleNamespace(config=RecommendationSettings())
    done = CliRunner().invoke(batch, [*options, "--workers", "1"], obj=vertical)

    assert done.exit_code == 0, done.output
    (shown,) = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)
    first = json.loads(Path("lists.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first.keys() == json.loads(shown).keys()
    assert first["items"][0].keys() == json.loads(shown)["items"][0].keys()


def test_program_of_the_page_ranks_what_the_index_finds(shop_folder):
    (options,) = [rest for name, *rest in COMMANDS if name == "export"]
    done = CliRunner().invoke(export, options)
    assert done.exit_code == 0, done.output
    (program,) = re.findall(r"<!-- file: request.py -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(program, "request.py", "exec"), {})

    assert re.fullmatch(r"(Book \d+ of \w+  \d\.\d{3}\n){5}", said.getvalue())
    assert all(f"`{path.name}`" in PAGE for path in Path("vectors").iterdir())


def test_numbers_are_those_of_the_code():
    assert f"shards of {batch_recommendation.SHARD:,}" in PAGE
    assert f"up to {user_shard._MOST} users" in PAGE
    assert 4 * user_shard._CELLS == 64 * 2**20
    assert f"above {nearest.EXACT:,} items" in PAGE
    assert f"m = {RecommendationSettings().ease_items:,}" in PAGE
    assert f"n = {RecommendationSettings().neighbours}" in PAGE
    assert f"f = {RecommendationSettings().factors}" in PAGE
    assert {name for name in NAMES if f"`--fast {name}`" in PAGE} == {"als", "ease", "item_knn", "popularity"}
