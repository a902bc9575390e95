"""Files of rules as their author writes them, and what the linter says about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from scaffold.rules.language.reading import parse_rules
from scaffold.rules.lint.finding import Finding
from scaffold.rules.lint.linter import lint

TODAY = date(2027, 1, 1)

Lint = Callable[..., list[Finding]]


@pytest.fixture
def linted(tmp_path) -> Lint:
    """Findings about some texts of files, without remarks that every rule of a test would get."""

    def run(*texts: str, several: tuple[str | None, ...] = (), remarks: bool = False) -> list[Finding]:
        names = ["rules.yaml", *(f"rules{number}.yaml" for number in range(2, len(texts) + 1))]
        files = [parse_rules(text, name, tmp_path) for text, name in zip(texts, names, strict=True)]
        found = lint(files, TODAY, several)
        return [each for each in found if remarks or each.code not in ("no owner", "no description")]

    return run


@pytest.fixture
def of_condition(linted) -> Callable[..., list[Finding]]:
    """Findings about one rule with a condition, which is written in YAML's flow style."""

    def run(when: str, more: str = "") -> list[Finding]:
        return linted(f"head: intent\nrules:\n  - id: r\n    when: {when}\n    then: {{label: a}}\n{more}")

    return run
