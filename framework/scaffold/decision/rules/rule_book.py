"""All rules of a bundle: fired, stored, and traced."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scaffold.decision.decision import RuleEffect
from scaffold.decision.records import LabelDecision, LabelsDecision, SpansDecision
from scaffold.decision.rules.directives import Directives
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.errors import BundleError, RuleError
from scaffold.files import write_text
from scaffold.rules.firing.material import KnownTexts, materials_of
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.condition import Entity, OtherDecision
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.language.reading import read_rule_set, write_rule_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from scaffold.decision.decision import Decision
    from scaffold.decision.records import HeadDecision
    from scaffold.decision.rules.tracing import Trace
    from scaffold.models.tokens import Text
    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.firing.material import Material

_STANDINGS = "standings.json"


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Rules with what was measured of them.

    :ivar heads: the rules about each head that has any, by its name.
    """

    in_force: RulesInForce
    heads: Mapping[str, HeadRules]

    def write(self, folder: Path) -> None:
        """Store the rules as they were written, their lexicons, and what each may do."""
        folder.mkdir(parents=True)
        write_rule_set(folder, self.in_force.rules)
        values = {
            "only_head": self.in_force.only_head,
            "files": [file.name for file in self.in_force.rules.files],
            "heads": {name: rules.as_dict() for name, rules in self.heads.items()},
        }
        write_text(folder / _STANDINGS, json.dumps(values, ensure_ascii=False, indent=2) + "\n")

    @classmethod
    def read(cls, folder: Path, labels: Mapping[str, tuple[str, ...]], today: date) -> RuleBook:
        """Load what `write` stored; rules that have expired since have no say any more.

        :raises BundleError: when a part is missing or damaged.
        """
        try:
            values: dict[str, Any] = json.loads((folder / _STANDINGS).read_text(encoding="utf-8"))
            only = values["only_head"]
            rules = read_rule_set(folder, values["files"])
            in_force = RulesInForce.of(rules, [only] if only else [], today)
            heads = {
                name: HeadRules.from_dict(each, in_force.reader, labels[name]) for name, each in values["heads"].items()
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RuleError) as error:
            raise BundleError(f"its rules cannot be read: {error}", where=str(folder)) from error
        return cls(in_force, heads)

    def waits(self, head: str) -> bool:
        """Whether a rule about a head looks at what other heads have found."""
        return head in self.heads and any(map(_looks_at_heads, self.heads[head].rules))

    @property
    def looks_at_heads(self) -> bool:
        """Whether any rule does."""
        return any(map(_looks_at_heads, self.in_force.reader.rules))

    def fired(self, texts: Sequence[Text]) -> list[list[Firing]]:
        """All rules that fire, text by text."""
        return self.in_force.reader.read(texts)

    def finish(self, decision: Decision, fired: Sequence[Firing], traces: Mapping[str, Sequence[Trace]]) -> Decision:
        """The decision with every rule that fired, and with what they order.

        :param traces: of the rules about each head.
        """
        fired = [firing for firing in fired if {"decide", "explain"} & set(firing.rule.uses)]
        if not fired:
            return decision
        directives = Directives.of(fired)
        by_id = {each.rule.id: (head, each) for head, found in traces.items() for each in found}
        effects = []
        for firing in fired:
            head, each = by_id.get(firing.rule.id, ("", None))
            orders = directives.effects.get(firing.rule.id)
            effect = ", ".join(part for part in (each.effect if each else None, orders) if part) or "shown only"
            before, after = (each.before, each.after) if each else ("", "")
            effects.append(RuleEffect(firing.rule.id, effect, before, after, head, firing.spans, firing.rule.gist))
        made = replace(decision, rules=(*effects, *decision.rules), directives=directives.orders)
        if directives.abstain is None:
            return made
        why = directives.abstain.description or f"rule {directives.abstain.id}"
        return replace(made, action="handoff", reason=f"a rule wants a person to decide: {why}")


def with_findings(texts: Sequence[Text], decided: Mapping[str, Sequence[HeadDecision]]) -> KnownTexts:
    """Texts that know what heads have decided about them."""
    return KnownTexts(
        texts,
        (
            _with_findings(material, {head: found[row] for head, found in decided.items()})
            for row, material in enumerate(materials_of(texts))
        ),
    )


def _with_findings(material: Material, found: Mapping[str, HeadDecision]) -> Material:
    spans = {
        head: [(span.start, span.end, span.label) for span in each.spans]
        for head, each in found.items()
        if isinstance(each, SpansDecision)
    }
    labels = {head: _labels(each) for head, each in found.items() if not isinstance(each, SpansDecision)}
    return replace(material, entities={**material.entities, **spans}, decisions={**material.decisions, **labels})


def _labels(decision: HeadDecision) -> dict[str, float]:
    """The labels that were decided, with their probabilities."""
    if isinstance(decision, LabelsDecision):
        return dict(zip(decision.labels, decision.probabilities, strict=True))
    return {decision.label: decision.probability} if isinstance(decision, LabelDecision) else {}


def _looks_at_heads(rule: Any) -> bool:
    return any(isinstance(each, Entity | OtherDecision) for each in conditions_of(rule.when))
