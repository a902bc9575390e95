"""Decisions of several heads, or of many labels, brought in line with what experts know of the labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.decision import RuleEffect
from scaffold.decision.records import LabelDecision, LabelsDecision
from scaffold.rules.bond import HeadLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.decision.records import HeadDecision
    from scaffold.rules.bond import Bond

    Row = npt.NDArray[np.float64]
    Decided = dict[str, HeadDecision]

_TINY = 1e-9


def consistent(
    decided: Mapping[str, HeadDecision],
    probabilities: Mapping[str, Row],
    labels: Mapping[str, Sequence[str]],
    bonds: Sequence[Bond],
) -> tuple[Decided, list[RuleEffect]]:
    """Mend each broken bond, as they are written, by the one change that costs the least probability.

    What was changed once stays, so that this ends: a head of one label, and each label of a head of several. A bond
    that only such a change could mend stays broken.

    :param probabilities: of each head's labels, (labels,), by name of the head.
    """
    made, effects, fixed = dict(decided), [], set[HeadLabel | str]()

    def options(bond: Bond) -> list[tuple[float, HeadLabel, HeadDecision]]:
        if not _is_broken(bond, made):
            return []
        return [
            (cost, each, changed)
            for each, wanted in _ways_out(bond)
            if not fixed & {each, each.head}
            for cost, changed in [
                _changed(made[each.head], each.label, wanted, probabilities[each.head], labels[each.head])
            ]
        ]

    known = [
        bond
        for bond in bonds
        if all(_speaks(made.get(each.head), each, labels.get(each.head, ())) for each in bond.both)
    ]
    # Each change mends a bond for good.
    for _ in known:
        mended = next(((bond, found) for bond in known if (found := options(bond))), None)
        if mended is None:
            break
        bond, found = mended
        _, named, changed = min(found, key=lambda option: option[0])
        before, after = made[named.head].gist, changed.gist
        made[named.head] = changed
        fixed.add(named if isinstance(changed, LabelsDecision) else named.head)
        effects.append(RuleEffect(f"bond:{bond.gist}", "made consistent", before, after, named.head, says=bond.gist))
    return made, effects


def _speaks(decision: HeadDecision | None, named: HeadLabel, labels: Sequence[str]) -> bool:
    return isinstance(decision, LabelDecision | LabelsDecision) and named.label in labels


def _is_broken(bond: Bond, decided: Mapping[str, HeadDecision]) -> bool:
    first, second = (_has(decided[each.head], each.label) for each in bond.both)
    return bond.is_broken(first, second)


def _has(decision: HeadDecision, label: str) -> bool:
    return label in decision.labels if isinstance(decision, LabelsDecision) else getattr(decision, "label", "") == label


def _ways_out(bond: Bond) -> list[tuple[HeadLabel, bool]]:
    """A label to take away, and for an implication the one to give."""
    return [(bond.second, not bond.excludes), (bond.first, False)]


def _changed(
    decision: HeadDecision, label: str, wanted: bool, row: Row, labels: Sequence[str]
) -> tuple[float, HeadDecision]:
    """A decision that has a label, or has it not, and the log-probability that this costs."""
    place = list(labels).index(label)
    logs = np.log(np.maximum(row, _TINY))
    if isinstance(decision, LabelsDecision):
        odds = float(logs[place] - np.log(max(1 - row[place], _TINY)))
        return (-odds if wanted else odds), _with_label(decision, label, float(row[place]), wanted)
    assert isinstance(decision, LabelDecision), "others have no labels"
    now = list(labels).index(decision.label)
    then = place if wanted else int(np.argmax(np.where(np.arange(len(row)) == place, -1.0, row)))
    possible = dict.fromkeys((labels[then], *(each for each in decision.set if wanted or each != label)))
    rest = [pair for pair in decision.alternatives if pair[0] != labels[then]]
    chosen = (labels[then], float(row[then]))
    return float(logs[now] - logs[then]), LabelDecision(*chosen, tuple(possible), (chosen, *rest))


def _with_label(decision: LabelsDecision, label: str, probability: float, wanted: bool) -> LabelsDecision:
    pairs = [p for p in zip(decision.labels, decision.probabilities, strict=True) if p[0] != label]
    pairs = sorted([*pairs, *([(label, probability)] if wanted else [])], key=lambda pair: -pair[1])
    possible = [each for each in decision.set if wanted or each != label]
    return replace(
        decision,
        labels=tuple(name for name, _ in pairs),
        probabilities=tuple(value for _, value in pairs),
        set=tuple(dict.fromkeys((*possible, *([label] if wanted else [])))),
    )
