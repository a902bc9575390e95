"""What knowledge rules order about a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.decision.decision import Decision

_PERSON = "a person decides"


@dataclass(frozen=True)
class Orders:
    """The orders of one decision.

    :ivar rules: ids of the rules that order something; `person` those of them that want a person to decide.
    :ivar template: name of the answer, where rules choose one.
    """

    rules: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    route: str | None = None
    severity: str | None = None
    template: str | None = None

    @classmethod
    def of(cls, decision: Decision) -> Orders:
        """Those of a decision."""
        said = {effect.id: effect.effect.split(", ") for effect in decision.rules}
        person = tuple(name for name, effects in said.items() if _PERSON in effects)
        ordering = tuple(name for name, effects in said.items() if any(map(_is_order, effects)))
        get = decision.directives.get
        return cls(ordering, person, get("route"), get("severity"), get("template"))


def _is_order(effect: str) -> bool:
    return effect == _PERSON or effect.split(" ")[0] in ("route", "severity", "template")
