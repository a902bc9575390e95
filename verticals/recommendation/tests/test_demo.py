from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest

from scaffold.plugins.run import RunContext
from scaffold.plugins.specs import DemoResult
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold.testing.offline import no_network
from scaffold_recommendation.feedback.store import FeedbackStore


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoResult, str, list[Any]]:
    """The demo without its texts, which take most of the time, and without a network."""
    settings = load_settings(None, ["recommendation.texts=false"])
    vertical = load_vertical("recommendation", settings)
    run = RunContext(vertical, settings, tmp_path_factory.mktemp("demo") / "run", None, vertical.config)
    shown = io.StringIO()
    with no_network() as tried, contextlib.redirect_stdout(shown):
        result = vertical.hook.demo(run)
    assert result is not None
    return result, shown.getvalue(), tried


def test_lists_are_better_than_simple_ones_without_a_network(demo: tuple[DemoResult, str, list[Any]]) -> None:
    result, _, tried = demo
    assert tried == []
    for name, (value, level) in result.figures.items():
        # Without texts nothing finds a book that nobody took.
        assert level is None or value >= level or "new book" in name, name


def test_the_demo_shows_a_list_with_reasons_and_what_readers_did(demo: tuple[DemoResult, str, list[Any]]) -> None:
    shown = demo[1]
    assert "A list for r0007" in shown
    assert "Because you took" in shown
    assert "200 lists were shown" in shown
    assert "r0007 takes" in shown


def test_what_the_demo_leaves_can_be_used(demo: tuple[DemoResult, str, list[Any]]) -> None:
    files = {name: Path(path) for name, path in demo[0].artifacts.items()}
    assert all(path.exists() for path in files.values())
    assert "Lantern &amp; Quill" in files["lists of some readers"].read_text(encoding="utf-8")
    with FeedbackStore.open(files["report"].parent / "feedback.sqlite", must_exist=True) as store:
        assert store.count_shown() == 200
        assert store.count() > 50
