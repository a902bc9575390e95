"""The pages for authors: their code runs, and what they name is there."""

from __future__ import annotations

import re
import socket
import tomllib
from pathlib import Path

import pytest

import scaffold.testing
from scaffold.plugins.vertical import load_vertical
from scaffold.projects.naming import ProjectName
from scaffold.projects.rendering import Filling
from scaffold.projects.template import read_template

DOCS = Path(__file__).parents[2] / "docs" / "how-to"
TESTING = (DOCS / "test-your-vertical.md").read_text(encoding="utf-8")
TEMPLATES = (DOCS / "write-a-template.md").read_text(encoding="utf-8")


def test_example_with_a_fake_package_passes(fake_site):
    (code,) = (block for block in re.findall(r"```python\n(.*?)```", TESTING, re.DOTALL) if "fake_site" in block)
    names: dict = {}
    exec(compile(code, "test-your-vertical.md", "exec"), names)  # our own page
    (test,) = (value for name, value in names.items() if name.startswith("test_"))

    test(fake_site)
    assert load_vertical("toy").distribution == "scaffold-toy", "what the example put there is found"


def test_example_without_a_network_passes_and_notices_a_connection(monkeypatch):
    (code,) = (block for block in re.findall(r"```python\n(.*?)```", TESTING, re.DOTALL) if "no_network" in block)
    names: dict = {}
    exec(compile(code, "test-your-vertical.md", "exec"), names)  # our own page

    names["test_nothing_is_fetched"]()
    monkeypatch.setattr(socket, "gethostname", lambda: socket.create_connection(("127.0.0.1", 9)))
    with pytest.raises(OSError, match="no network"):
        names["test_nothing_is_fetched"]()


def test_every_name_of_the_kit_is_on_the_page():
    assert [name for name in scaffold.testing.__all__ if name not in TESTING and name != "FakeSite"] == []
    assert all(getattr(scaffold.testing, name) for name in scaffold.testing.__all__)


def test_example_of_a_template_is_one(tmp_path):
    description = re.findall(r"```toml\n(.*?)```", TEMPLATES, re.DOTALL)[0]
    (tmp_path / "template.toml").write_text(description, encoding="utf-8")
    template = read_template(tmp_path)

    assert template.about.name == tomllib.loads(description)["template"]["name"]
    values = Filling(ProjectName("claims"), {"task": "classification"}, {}).values(template)
    for name in ("project", "of_task", "data", "scaffold", "template"):
        assert name in values
        assert f"`{name}" in TEMPLATES
    assert all(f"`{form}`" in TEMPLATES for form in values["project"])
