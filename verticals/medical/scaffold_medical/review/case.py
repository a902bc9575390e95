"""A case that needs a person, and which of them comes first."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.decision.costs import Costs
from scaffold.decision.records import LabelDecision
from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from scaffold.bundle import Bundle
    from scaffold.decision.decision import Decision

_FIRST = {"handoff": 0, "ask": 1, "answer": 2}


@dataclass(frozen=True)
class Case:
    """A decision, how unsure it is, and a name that other runs on the same note give it as well.

    :ivar uncertainty: expected cost of answering where costs are declared, else the entropy of the labels in bits.
    """

    key: str
    decision: Decision
    said: LabelDecision
    uncertainty: float


def head_of(bundle: Bundle) -> str:
    """The head whose label people correct: the first one that gives one label.

    :raises UserError: when there is none.
    """
    found = next((name for name, head in bundle.heads.items() if head.kind == "classification"), None)
    if found is None:
        raise UserError(
            f"the bundle has no head that gives one label (it has: {', '.join(bundle.heads)})",
            where=str(bundle.path),
            hint="Train one on notes with a speciality or a condition.",
        )
    return found


def cases_of(
    decisions: Iterable[Decision], head: str, settings: Mapping[str, Any], *, everything: bool = False
) -> list[Case]:
    """Cases that need a person, those to hand over first, then those to ask about, the most uncertain of each first.

    :param settings: the `[decision]` section the bundle was trained with.
    :param everything: whether answered ones are cases, too; they come last.
    """
    costs = Costs.of(settings)
    found: dict[str, Case] = {}
    for decision in decisions:
        said = decision.heads[head]
        if isinstance(said, LabelDecision) and (everything or decision.action != "answer"):
            unsure = entropy(said) if costs is None else expected_cost(said, costs)
            key = key_of(decision)
            found.setdefault(key, Case(key, decision, said, unsure))
    return sorted(found.values(), key=lambda case: (_FIRST[case.decision.action], -case.uncertainty))


def key_of(decision: Decision) -> str:
    """A short name made of the note's id and its text."""
    whole = f"{decision.id}\n{decision.text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:16]


def entropy(said: LabelDecision) -> float:
    """Of the labels in bits; what the alternatives leave over counts as one label more."""
    likely = [p for _, p in said.alternatives]
    return sum(-p * math.log2(p) for p in (*likely, 1 - sum(likely)) if p > 0)


def expected_cost(said: LabelDecision, costs: Costs) -> float:
    """Of answering with the label (Elkan 2001); what the alternatives leave over costs what any wrong answer does."""
    others = [(label, p) for label, p in said.alternatives if label != said.label]
    rest = max(0.0, 1 - said.probability - sum(p for _, p in others))
    return sum(p * costs.labels.get(label, costs.wrong_answer) for label, p in others) + rest * costs.wrong_answer
