from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import RuleError
from scaffold.rules.language.reading import parse_rules


def write_rule(when: str | None = "lost card", then: str | None = "{label: lost}", **more: str) -> str:
    """The text of a file with one rule; `when` stands in line 3, `then` in line 4, the rest follows."""
    lines = ["rules:", "  - id: r1"]
    lines += [f"    {key}: {value}" for key, value in {"when": when, "then": then, **more}.items() if value is not None]
    return "\n".join(lines) + "\n"


def refuse(text: str, *parts: str, line: int | None = None, folder: Path | None = None) -> RuleError:
    """The text cannot be read, and the message has these parts."""
    with pytest.raises(RuleError) as caught:
        parse_rules(text, "bank.yaml", folder)
    message = str(caught.value)
    for part in parts:
        assert part in message, message
    if line is not None:
        assert caught.value.where == f"bank.yaml:{line}", message
    return caught.value


@pytest.fixture(scope="session")
def a_rule() -> Callable[..., str]:
    return write_rule


@pytest.fixture(scope="session")
def refused() -> Callable[..., RuleError]:
    return refuse
