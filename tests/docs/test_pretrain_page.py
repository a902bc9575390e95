"""The page on pretraining: its commands have these options, its settings are there, its Python runs."""

from __future__ import annotations

import re
from pathlib import Path

from scaffold.cli.pretrain import command
from scaffold.models.encoder import read_encoder
from scaffold.settings import PretrainingSettings

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "pretrain-on-your-texts.md").read_text(encoding="utf-8")


def test_options_and_settings_are_those_of_the_command():
    known = {option for parameter in command.params for option in parameter.opts}
    lines = re.findall(r"scaffold pretrain (.*)", PAGE)
    used = {option for line in lines for option in re.findall(r"--[\w-]+", line)}

    assert len(lines) >= 3
    assert used <= known
    settings = set(re.findall(r"`?pretraining\.(\w+)", PAGE)) - {"json", "corpus", "pretrain"}
    assert settings <= set(PretrainingSettings.model_fields)


def test_python_runs(tiny_encoder, make_task, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("notes").mkdir()
    Path("notes/a.txt").write_text("\n".join(make_task(train=128).train.texts), encoding="utf-8")
    monkeypatch.setattr("scaffold.models.base.load_encoder", lambda: tiny_encoder)

    (code,) = re.findall(r"<!-- python -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    exec(code.replace('"5m"', '"1s"'), {})

    assert read_encoder(tmp_path / "encoder").dimension == tiny_encoder.dimension
