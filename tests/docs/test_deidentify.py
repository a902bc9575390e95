"""What the page about de-identification says is so."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "deidentify.md").read_text(encoding="utf-8")


def test_the_example_in_python_prints_what_it_says():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    said = [line.rpartition("# ")[2] for line in code.splitlines() if "# " in line]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "page", "exec"), {})
    printed = out.getvalue().splitlines()
    assert [printed[0], f"where characters 0 to 4 are now: {printed[1]}"] == said


def test_the_settings_are_settings():
    import tomllib

    from scaffold.settings import Settings

    (toml,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert Settings.model_validate(tomllib.loads(toml)).privacy.deidentify == "tags"


def test_every_option_it_names_is_one():
    from scaffold_medical.commands import deidentify, reidentify

    known = {name for each in (deidentify, reidentify) for option in each.command.params for name in option.opts}
    assert set(re.findall(r"`?(--[a-z-]+)", PAGE)) <= known
