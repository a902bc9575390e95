"""Hard rules: after calibration they decide, or forbid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from scaffold.decision.rules.head_rules import HeadRules

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_AHEAD = 1e-6
"""Probability by which a label that rules leave is likelier than one that they forbid."""


def enforce(rules: HeadRules, fired: Flags, probabilities: Floats, inside: Flags) -> tuple[Floats, Flags]:
    """Probabilities and conformal sets of n texts of one label each, after the hard rules that fired on them.

    The best proven rule comes first; what a later one says against it is of no account.

    :param fired: (n, rules).
    :param probabilities: calibrated, (n, labels).
    :param inside: which labels are in each set, (n, labels).
    """
    bound = [row for row in np.flatnonzero(fired.any(axis=1)).tolist() if rules.hard(fired[row])]
    if not bound:
        return probabilities, inside
    probabilities, inside = probabilities.copy(), inside.copy()
    for row in bound:
        left = np.ones(len(rules.labels), dtype=bool)
        for number in followed(rules, fired[row]):
            allowed = allowed_by(rules, number)
            # What the rule is right about has at least the probability that it is right.
            probabilities[row] = _raised(probabilities[row], allowed, rules.standings[number].accuracy)
            left &= allowed
        probabilities[row] = _decided(probabilities[row], left)
        inside[row] &= left
        inside[row, probabilities[row].argmax()] = True
    return probabilities, inside


def followed(rules: HeadRules, fired: npt.NDArray[Any]) -> list[int]:
    """Hard rules of one text that agree with those before them."""
    allowed = np.ones(len(rules.labels), dtype=bool)
    kept = []
    for number in rules.hard(fired):
        left = allowed & allowed_by(rules, number)
        if left.any():
            allowed = left
            kept.append(number)
    return kept


def allowed_by(rules: HeadRules, number: int) -> Flags:
    """Labels that a hard rule leaves, (labels,)."""
    then = rules.rules[number].then
    named = np.isin(rules.labels, then.labels)
    return np.asarray(~named if then.not_label else named)


def _raised(row: Floats, left: Flags, least: float) -> Floats:
    """Probabilities of which `left` has `least` or more; what lies inside it, and outside, keeps its proportions."""
    inside, outside = row[left].sum(), row[~left].sum()
    mass = max(float(inside), least)
    made = row * ((1 - mass) / outside if outside > 0 else 0.0)
    made[left] = mass * (row[left] / inside if inside > 0 else 1 / left.sum())
    return np.asarray(made / made.sum())


def _decided(row: Floats, left: Flags) -> Floats:
    """The same with the likeliest label among `left`, however rarely its rules are right."""
    if left.all() or row[left].max() > row[~left].max():
        return row
    inside, outside = row[left], row[~left]
    best = inside.max() / inside.sum() if inside.sum() > 0 else 1 / len(inside)
    against = outside.max() / outside.sum()
    return _raised(row, left, against / (best + against) + _AHEAD)


def enforce_labels(
    rules: HeadRules, fired: Flags, probabilities: Floats, chosen: Flags, inside: Flags
) -> tuple[Floats, Flags, Flags]:
    """Probabilities, labels and sets of n texts of any number of labels, after the hard rules that fired on them.

    A label that a rule gives is given, one that it forbids is not; the best proven rule about a label counts.
    """
    probabilities, chosen, inside = probabilities.copy(), chosen.copy(), inside.copy()
    for row in np.flatnonzero(fired.any(axis=1)).tolist():
        for number in reversed(rules.hard(fired[row])):
            then, sure = rules.rules[number].then, rules.standings[number].accuracy
            named = np.isin(rules.labels, then.labels)
            gives = not then.not_label
            bound = (
                np.maximum(probabilities[row, named], sure)
                if gives
                else np.minimum(probabilities[row, named], 1 - sure)
            )
            probabilities[row, named] = bound
            chosen[row, named] = inside[row, named] = gives
    return probabilities, chosen, inside
