from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet


def rule_set(*conditions: str, folder: Path | None = None) -> RuleSet:
    """Rules r0, r1 and so on with these conditions."""
    lines = [f"  - {{id: r{at}, then: {{label: x}}, when: {when}}}\n" for at, when in enumerate(conditions)]
    return RuleSet.of([parse_rules("rules:\n" + "".join(lines), "f.yaml", folder)])


def where(when: str, text: str, folder: Path | None = None, **known: Any) -> list[str] | None:
    """The stretches of the text at which a condition holds; None where it does not."""
    matcher = RuleMatcher(rule_set(when, folder=folder))
    for firing in matcher.match(Material(text, **known)):
        return [text[start:end] for start, end in firing.spans]
    return None


@pytest.fixture(scope="session")
def rules_of() -> Callable[..., RuleSet]:
    return rule_set


@pytest.fixture(scope="session")
def found() -> Callable[..., list[str] | None]:
    return where
