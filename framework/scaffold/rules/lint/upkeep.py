"""Whether somebody looks after the rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scaffold.rules.lint.finding import Finding, some

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scaffold.rules.language.rule_file import RuleFile

SOON = timedelta(days=30)


def upkeep_findings(file: RuleFile, today: date) -> Iterator[Finding]:
    """Rules that hold no longer, or not for long, and those nobody has said more about."""
    for rule in file.rules:
        if rule.expires is None:
            continue
        where = file.places[rule.id]
        if rule.has_expired(today):
            message = f"the rule {rule.id!r} expired on {rule.expires} and is left out"
            yield Finding("warning", "expired", message, where, "Give it another date, or delete it.")
        elif rule.expires - today <= SOON:
            days = (rule.expires - today).days
            message = f"the rule {rule.id!r} expires on {rule.expires}, in {days} days"
            yield Finding("warning", "expires soon", message, where, "Give it another date if it still holds.")
    for name in ("owner", "description"):
        without = [rule.id for rule in file.rules if not getattr(rule, name)]
        if without:
            message = f"{len(without)} of {len(file.rules)} rules have no {name}: {some(without)}"
            yield Finding("info", f"no {name}", message, file.places[without[0]])
