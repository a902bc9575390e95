"""Verticals of one head, trained through the whole pipeline on files that a test writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings

ONE_HEAD = """
def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path, settings, ("HEAD",), kinds={"HEAD": "KIND"})

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("texts", "Texts.", load)]

@hookimpl
def scaffold_task_heads():
    return [TaskHeadSpec("HEAD", "h", loader="texts", kind="KIND")]
"""


@pytest.fixture
def one_head(site, tiny_folder, tmp_path, told) -> Callable[..., RunContext]:
    """Makes the run of a vertical with one head of a kind on rows of JSON; takes settings as `--set` does."""

    def make(head: str, kind: str, rows: Iterable[dict[str, Any]], *overrides: str) -> RunContext:
        site.vertical("scaffold-one", ONE_HEAD.replace("HEAD", head).replace("KIND", kind), name="one")
        data = written(tmp_path / "rows.jsonl", rows)
        settings = load_settings(
            None, ["training.budget=0s", "training.speed=1", f"training.base={tiny_folder}", *overrides]
        )
        vertical = load_vertical("one", settings)
        return RunContext(vertical, settings, tmp_path / "RUN", str(data), vertical.config, False, told)

    return make


def written(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """`path` with a line of JSON a row."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
