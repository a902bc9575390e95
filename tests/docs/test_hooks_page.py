"""The page on hooks says what the code says."""

from __future__ import annotations

from pathlib import Path

from scaffold.plugins.reference import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "hooks.md"


def test_hooks_page_is_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m scaffold.plugins.reference > docs/reference/hooks.md"
    )
