"""Texts read once: what the classifiers say of them, and which rules fire."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.rules.directives import Directives
from scaffold.decision.rules.rule_book import with_findings
from scaffold.rules.firing.material import KnownTexts
from scaffold.rules.firing.rule_reader import RuleReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.bundle import Bundle
    from scaffold.data.examples import Examples
    from scaffold.decision.records import HeadDecision
    from scaffold.decision.rules.rule_book import RuleBook
    from scaffold.progress import Progress
    from scaffold.rules.firing.firing import Firing

    Flags = npt.NDArray[np.bool_]

_BLOCK = 1024


@dataclass
class Reading:
    """What n texts made of a bundle's heads and rules.

    :ivar logits: of each head with rules, without what they add, (n, labels).
    :ivar fired: which of a head's rules fire, (n, rules).
    :ivar columns: where each rule of the bundle stands in `all_fired`, (n, all rules); one that has expired, too.
    :ivar overruled: by id of a rule, how often each other one's order was followed instead of its own.
    """

    logits: dict[str, npt.NDArray[np.float32]]
    fired: dict[str, Flags]
    columns: dict[str, int]
    all_fired: Flags
    overruled: dict[str, Counter[str]]

    def of(self, rule: str) -> Flags:
        """On which texts a rule fires, (n,)."""
        return np.asarray(self.all_fired[:, self.columns[rule]])


@dataclass
class _Parts:
    logits: dict[str, list[Any]]
    fired: dict[str, list[Any]]
    everything: list[Flags] = field(default_factory=list)
    overruled: dict[str, Counter[str]] = field(default_factory=dict)


def read_texts(bundle: Bundle, book: RuleBook, heads: Sequence[str], examples: Examples, progress: Progress) -> Reading:
    """Run every rule and some heads, beside them those that rules look at, in blocks.

    :param heads: whose logits are wanted; they are of a kind that rules have a say in.
    """
    needed = list(bundle.heads) if book.looks_at_heads else heads
    in_order = sorted(needed, key=book.waits)
    late = RuleReader(book.in_force.rules, book.in_force.expired)
    parts = _Parts({name: [] for name in heads}, {name: [] for name in heads})
    with progress.stage("Reading texts", len(examples)) as stage:
        for start in range(0, len(examples), _BLOCK):
            texts = KnownTexts.of(examples[start : start + _BLOCK])
            with bundle.encoders.remembering() if len(needed) > 1 else nullcontext():
                texts = _read_block(bundle, book, in_order, texts, parts)
            _fire_all(book, late, texts, parts)
            stage.advance(len(texts))
    ids = [rule.id for rule in (*book.in_force.reader.rules, *late.rules)]
    return Reading(
        {name: np.concatenate(found) for name, found in parts.logits.items()},
        {name: np.concatenate(found) for name, found in parts.fired.items()},
        {name: column for column, name in enumerate(ids)},
        np.concatenate(parts.everything),
        parts.overruled,
    )


def _read_block(bundle: Bundle, book: RuleBook, names: Sequence[str], texts: KnownTexts, parts: _Parts) -> KnownTexts:
    """The texts with what heads have found; those come first that no rule lets look at the others."""
    decided: dict[str, Sequence[HeadDecision]] = {}
    waited = False
    for name in names:
        if book.waits(name) and not waited:
            texts, waited = with_findings(texts, decided), True
        said = bundle.heads[name].predict(texts)
        if name in parts.logits:
            parts.logits[name].append(said.outputs.logits)
            parts.fired[name].append(np.zeros((len(texts), 0), dtype=bool) if said.fired is None else said.fired)
        if book.looks_at_heads:
            decided[name] = bundle.heads[name].decisions(said)
    return with_findings(texts, decided) if decided else texts


def _fire_all(book: RuleBook, late: RuleReader, texts: KnownTexts, parts: _Parts) -> None:
    parts.everything.append(np.hstack([book.in_force.reader.fired(texts), late.fired(texts)]))
    for fired in book.in_force.reader.read(texts):
        orders = Directives.of(fired).orders
        for firing in fired:
            for winner in _winners(firing, fired, orders):
                parts.overruled.setdefault(firing.rule.id, Counter())[winner] += 1


def _winners(firing: Firing, fired: Sequence[Firing], orders: dict[str, str]) -> set[str]:
    """Rules whose route or template is followed instead of this one's; the severest alarm overrules nothing."""
    lost = [
        name
        for name in ("route", "template")
        if "decide" in firing.rule.uses and getattr(firing.rule.then, name) not in (None, orders.get(name))
    ]
    hard_first = sorted((each.rule for each in fired if "decide" in each.rule.uses), key=lambda r: r.hardness != "hard")
    return {next(rule.id for rule in hard_first if getattr(rule.then, name) == orders[name]) for name in lost}
