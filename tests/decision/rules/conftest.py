"""Rules about a head of three labels, written as a user writes them, with standings a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.standing import Standing
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule import Rule
from scaffold.rules.language.rule_file import RuleSet

LABELS = ("a", "b", "c")
TODAY = date(2026, 1, 1)


def read(*texts: str, heads: Sequence[str] = ("topic",), folder: Path | None = None, today: date = TODAY):
    """The rules of some files that hold on a day."""
    files = [parse_rules(text, f"{number}.yaml", folder) for number, text in enumerate(texts, 1)]
    return RulesInForce.of(RuleSet.of(files), heads, today)


def stand(name: str = "r1", **more: Any) -> Standing:
    """What was measured of a rule; soft if nothing is said."""
    measured = {"id": name, "declared": "soft", "power": "soft", "weight": 1.0, "accuracy": 0.9, "fired": 50}
    judged = {"texts": 100, "judged": 40, "correct": 36, "low": 0.8, "high": 0.97, "model_correct": 20}
    return Standing(**measured | judged | more)


def with_rules(*thens: dict[str, Any], labels: tuple[str, ...] = LABELS, unit: float = 1.0, **standings: Any):
    """Rules r1, r2 ... of these effects; of each, what `standings` lists by name of a field."""
    ids = [f"r{number}" for number in range(1, len(thens) + 1)]
    rules = [
        Rule.model_validate({"id": i, "when": f"word {i}", "then": then}) for i, then in zip(ids, thens, strict=True)
    ]
    fields = [{name: values[n] for name, values in standings.items()} for n in range(len(thens))]
    return HeadRules(None, tuple(rules), tuple(map(lambda i, f: stand(i, **f), ids, fields)), labels, unit)


@pytest.fixture(scope="session")
def in_force() -> Callable[..., RulesInForce]:
    return read


@pytest.fixture(scope="session")
def standing() -> Callable[..., Standing]:
    return stand


@pytest.fixture(scope="session")
def ruled() -> Callable[..., HeadRules]:
    return with_rules
