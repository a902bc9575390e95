"""Fixtures that pytest finds by itself where Scaffold is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from scaffold.testing.fake_site import FakeSite


@pytest.fixture
def fake_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSite]:
    """An empty fake `site-packages` that can be imported from; what was imported is forgotten afterwards."""
    from scaffold.testing.fake_site import FakeSite

    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    # Compiled modules would be files that a test did not put there.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    fake = FakeSite(folder)
    yield fake
    for name in fake.imported():
        del sys.modules[name]


@pytest.fixture
def new_project(tmp_path: Path) -> Callable[..., Path]:
    """Renders a project into a folder of the test: `new_project("claims", task="tagging", template=FOLDER)`.

    What is not said of the template's questions is answered by its defaults.
    """
    from scaffold.projects.create import create
    from scaffold.projects.interview import answered
    from scaffold.projects.locate import find_template
    from scaffold.projects.naming import ProjectName
    from scaffold.projects.rendering import Filling
    from scaffold.projects.template import read_template

    def render(name: str, *, template: Path | None = None, **answers: Any) -> Path:
        project, source = ProjectName.of(name), str(template) if template else None
        read = read_template(find_template(source))
        create(tmp_path / project.slug, read, Filling(project, answered(read, project, answers), {}), source=source)
        return tmp_path / project.slug

    return render
