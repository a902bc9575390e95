"""One head, and the rules that label texts for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.errors import RuleError, did_you_mean
from scaffold.rules.firing.rule_reader import RuleReader
from scaffold.rules.in_force import RulesInForce

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleSet

ABLE = ("classification", "ordinal", "relation", "tagging")
"""Kinds of heads whose labels rules can give without a model."""


@dataclass(frozen=True, eq=False)
class RuledHead:
    """A head with rules in force.

    :ivar kind: what it gives a text; None where only data can tell.
    :ivar rules: those that are meant for labelling.
    :ivar reader: fires them.
    :ivar notes: what there is to say about rules that are left out.
    """

    name: str
    kind: str | None
    rules: tuple[Rule, ...]
    reader: RuleReader
    notes: tuple[str, ...] = ()

    @classmethod
    def choose(cls, rules: RuleSet, heads: Mapping[str, str | None], wanted: str | None, today: date) -> RuledHead:
        """The head that is wanted, else the first one that rules speak of.

        :param heads: kind by name; None where it is not known.
        :raises RuleError: for a head that is not there or of another kind, and where no rule labels texts for it.
        """
        if wanted is not None and wanted not in heads:
            raise RuleError(f"there is no head {wanted!r}{did_you_mean(wanted, heads)}", where="--head")
        in_force = RulesInForce.of(rules, list(heads), today)
        able = [name for name, kind in heads.items() if kind is None or kind in ABLE]
        name = wanted or next((each for each in able if in_force.about(each, "label")), None)
        if name is None or name not in able:
            raise RuleError(
                f"rules cannot label texts for {name}, which is of the kind {heads[name]}"
                if name is not None
                else "no rule speaks of the labels of a head that texts can be labelled for",
                hint=f"Rules label texts for heads of the kinds {', '.join(ABLE)}.",
            )
        own = tuple(in_force.about(name, "label"))
        if not own:
            spoken = sorted({head for rule in in_force.reader.rules if (head := rules.head_of(rule)) is not None})
            raise RuleError(
                f"no rule in force labels texts for {name}",
                hint=f"Rules in force speak of {', '.join(spoken)}."
                if spoken and name not in spoken
                else "Write rules with `then: {label: ...}`, without `uses` or with `label` among them.",
            )
        return cls(name, heads[name], own, RuleReader(rules, own), tuple(in_force.notes))


def heads_of(rules: RuleSet, named: str | None) -> dict[str, str | None]:
    """Heads that rules name, where no vertical says which there are.

    :param named: the head the user names, to which rules that name none belong.
    :raises RuleError: if neither says any.
    """
    found = {head for rule in rules if (head := rules.head_of(rule)) is not None}
    heads = [named] if named is not None else sorted(found)
    if not heads:
        raise RuleError(
            "the rules do not say which head their labels belong to",
            where=rules.files[0].name if rules.files else None,
            hint="Name it: --head NAME, or `head: NAME` at the top of the file.",
        )
    return dict.fromkeys(heads)
