"""What the page on adapters shows runs, and is worded as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from scaffold.errors import EncoderError
from scaffold.models.adapters import read_adapter, settings
from scaffold.models.encoder import Encoder

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "several-models-one-base.md"


def blocks(opening) -> list[str]:
    found = re.findall(rf"{opening}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found


@pytest.fixture
def page(tiny_encoder, tmp_path, monkeypatch) -> dict[str, object]:
    """The names that the page's Python leaves behind."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scaffold.models.base.load_encoder", lambda: tiny_encoder)
    names: dict[str, object] = {}
    for code in blocks("```python"):
        exec(compile(code, str(PAGE), "exec"), names)  # our own page
    return names


def test_python_of_the_page_runs(page, capsys):
    assert page["bank"].names == ("cards", "claims")
    assert abs(page["vectors"] - page["others"]).max() < 1e-6, "neither was trained"
    assert Path("cards-encoder/model.safetensors").is_file()


def test_refusal_is_worded_as_shown(page, tiny_encoder):
    other = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=8)
    with pytest.raises(EncoderError) as caught:
        read_adapter(Path("adapters/cards"), other)
    (shown,) = blocks("<!-- refused -->\n```")
    digits = re.compile(r"[0-9a-f]{24}")
    assert digits.sub("*", str(caught.value)) == digits.sub("*", shown.strip())


def test_table_of_methods_names_all():
    page = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(settings.METHODS)
    for name in ("layers", "targets", "rank", "alpha", "dropout", "tokens"):
        assert f"`{name}`" in page
    assert all(f"`{target}`" in page for target in get_args(settings.Targets))
