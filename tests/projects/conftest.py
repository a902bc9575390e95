"""A small template of a stranger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

DESCRIPTION = """
[template]
name = "house"
version = "{version}"
summary = "For tests."

[[questions]]
name = "title"
ask = "Title"
default = "{{{{ project.title }}}}"

[[files]]
target = "{{{{ project.package }}}}/code.py"
source = "code.py.jinja"

[[files]]
target = "notes.txt"
source = "notes.txt"

[[files]]
target = "sample.csv"
source = "sample.csv"
data = true
"""


@pytest.fixture
def write_template(tmp_path: Path) -> Callable[..., Path]:
    """Writes a template; `files` beside or instead of its own, `more` at the end of its description."""

    def write(version: str = "1", more: str = "", folder: str = "template", **files: str) -> Path:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        own = {
            "code.py.jinja": "TITLE = {{ title | py }}\n\n\ndef run():\n    return 1\n",
            "notes.txt": "one\ntwo\nthree\nfour\nfive\n",
            "sample.csv": "text\nhello\n",
        }
        for name, text in {**own, "template.toml": DESCRIPTION.format(version=version) + more, **files}.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8", newline="")
        return place

    return write
