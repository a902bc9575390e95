"""Every rule of a bundle, measured on labelled data and judged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scaffold.decision.reading import RULED
from scaffold.errors import BundleError, UserError, did_you_mean
from scaffold.progress import SILENT, Progress
from scaffold.scoring.audit.head_measuring import HeadMeasuring
from scaffold.scoring.audit.orders import audit_orders, orders_something
from scaffold.scoring.audit.outcomes import outcomes_of
from scaffold.scoring.audit.reading import read_texts
from scaffold.scoring.audit.records import Audit
from scaffold.scoring.bundle import labelled_split, no_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.bundle import Bundle
    from scaffold.rules.in_force import RulesInForce
    from scaffold.rules.language.rule import Rule
    from scaffold.settings import Settings


def audit_rules(
    bundle: Bundle, data: str, settings: Settings, progress: Progress = SILENT, *, head: str | None = None
) -> Audit:
    """Measure every rule on the test split of labelled data, else on the validation split.

    :param head: look at the rules about this one's labels only.
    :raises BundleError: when the bundle has no rules.
    :raises DataError: when the data have no labels for a head with rules, or cannot be read.
    """
    book = bundle.rules
    if book is None:
        raise BundleError(
            "the bundle has no rules to audit",
            where=str(bundle.path),
            hint="Train it with some: --set 'rules.files=[\"rules.yaml\"]'.",
        )
    about = _chosen(bundle, _about_labels(bundle, book.in_force), head)
    orders = [] if head else [rule for rule in book.in_force.rules if orders_something(rule)]
    if not (about or orders):
        raise BundleError(
            "none of its rules speaks of the labels of a text or orders anything",
            where=str(bundle.path),
            hint="Rules about tagged stretches are not audited.",
        )
    split, examples = labelled_split(bundle, data, settings, progress)
    truths = {name: outcomes_of(bundle.heads[name], examples) for name in about}
    if about and not any(truth.labelled.any() for truth in truths.values()):
        raise no_labels(about, data)
    reading = read_texts(bundle, book, list(about), examples, progress)
    heads = []
    for name, rules in about.items():
        with progress.stage(f"Rules about {name}", len(rules)) as stage:
            heads.append(HeadMeasuring(truths[name], book.in_force, reading, rules).audit(stage))
    return Audit(
        str(bundle.path),
        data,
        split,
        len(examples),
        tuple(heads),
        audit_orders(orders, book, reading),
        tuple(_not_audited(bundle, book.in_force)),
    )


def _about_labels(bundle: Bundle, force: RulesInForce) -> dict[str, list[Rule]]:
    """Rules about the labels of each head, those too that have expired or were left out, in the order of the files."""
    ruled = (name for name, head in bundle.heads.items() if isinstance(head, RULED))
    about = {name: force.rules.about(name, name == force.only_head, force.rules) for name in ruled}
    return {name: rules for name, rules in about.items() if rules}


def _chosen(bundle: Bundle, about: dict[str, list[Rule]], head: str | None) -> dict[str, list[Rule]]:
    if head is None:
        return about
    if head in about:
        return {head: about[head]}
    if head in bundle.heads:
        others = f"those with rules: {', '.join(about)}" if about else "no head has any"
        raise BundleError(f"no rule speaks of the labels of {head!r} ({others})", where=str(bundle.path))
    raise UserError(f"the bundle has no head {head!r}{did_you_mean(head, bundle.heads)}", where=str(bundle.path))


def _not_audited(bundle: Bundle, force: RulesInForce) -> Iterator[str]:
    """A line about rules whose head gives no labels to a text as a whole, or is not there."""
    ruled = [name for name, head in bundle.heads.items() if isinstance(head, RULED)]
    heads = (force.rules.head_of(rule) or force.only_head for rule in force.rules if rule.then.about_labels)
    for head, rules in Counter(name for name in heads if name not in ruled).items():
        kind = f"a head of kind {bundle.heads[head].kind}" if head in bundle.heads else "which the bundle does not have"
        yield f"Not audited: {rules} about {head or 'no head'}, {kind}"
