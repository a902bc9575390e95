"""How much each rule counts, and which hard ones may decide: measured, not believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from scaffold.decision.calibration import Temperature
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.standing import Standing
from scaffold.models.classifier import log_softmax
from scaffold.rules.weak.interval import share_bounds
from scaffold.rules.weak.targets import direction_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.models.classifier import Matrix
    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold.rules.language.rule import Rule

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Indices = npt.NDArray[np.int64]

LEAST_FIRED = 20
"""Texts a rule must have fired on before its weight is believed."""

LEAST_PROVING = 5
"""Labelled texts a hard rule must have fired on to be proven; a lower bound of one text says little."""

_SCALES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
_UNPROVEN_SCALE = 0.3
_UNPROVEN = "soft: it fires on no validation text that somebody has labelled, so nothing proves it"
_LEAST_JUDGED = 20
_WELL_JUDGED = 100
_MOST_WEIGHT = 8.0


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Labelled texts that the model was not fitted on.

    :ivar fired: which of the rules fire on which text, (n, m).
    :ivar logits: of the classifier, without rules, (n, labels).
    :ivar truth: class indices, (n,); -1 for a label the model lacks.
    """

    fired: Flags
    logits: Matrix
    truth: npt.NDArray[Any]


class Learnt(Protocol):
    """What was learnt of rules: how often each is right where it fires, and on how many of the `texts` it fires."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those about the head."""

    @property
    def accuracies(self) -> Floats:
        """Of each, (m,)."""

    @property
    def counts(self) -> Indices:
        """Of each, (m,)."""

    @property
    def texts(self) -> int:
        """All that the rules were tried on."""


def weigh(learnt: Learnt, reader: RuleReader, labels: tuple[str, ...], held: HeldOut) -> HeadRules:
    """Weights from what was learnt of each rule, one scale for all of them, and a gate for the hard ones.

    A rule's weight is what its firing does to the log-odds of its labels, if it is right with its accuracy and says
    nothing else about the text: log(a / (1 - a)) - log(b / (1 - b)), where b is how often a guess would be right. As
    the model has read the same words, all weights are multiplied by the smallest scale that is within one standard
    error of the lowest log-loss on validation data; 0 leaves them out.
    """
    rules = learnt.rules
    directions = direction_matrix(rules, labels)
    weights = rule_weights(learnt.accuracies, learnt.counts, rules, labels)
    temperature = Temperature.fit(held.logits, held.truth)
    likely = log_softmax(held.logits / temperature.value)
    shifts = weights[:, None] * directions
    known = held.truth >= 0
    scale = _scale(likely[known], (held.fired.astype(np.float32) @ shifts)[known], held.truth[known])
    right = rule_is_right(rules, labels, held.truth)
    agreed = np.equal(rule_is_right(rules, labels, held.logits.argmax(axis=1)), right)
    standings = _standings(learnt, shifts, held.fired & known[:, None], right, agreed)
    return HeadRules(reader, tuple(rules), standings, labels, unit=scale * temperature.value)


def weigh_labels(
    learnt: Learnt, reader: RuleReader, labels: tuple[str, ...], held: HeldOut, thresholds: Floats | float = 0.5
) -> HeadRules:
    """The same for a head of any number of labels, where each label is a question of its own.

    :param held: with a truth of 0 and 1, (n, labels).
    :param thresholds: probability from which the model gives a label.
    """
    rules = learnt.rules
    directions = direction_matrix(rules, labels)
    shifts = rule_weights(learnt.accuracies, learnt.counts, rules, labels)[:, None] * directions
    moved = held.fired.astype(np.float32) @ shifts
    scale = _label_scale(held.logits, moved, held.truth)
    given = 1 / (1 + np.exp(-held.logits)) >= thresholds
    right = labels_are_right(rules, labels, held.truth > 0)
    agreed = np.equal(labels_are_right(rules, labels, given), right)
    standings = _standings(learnt, shifts, held.fired, right, agreed)
    return HeadRules(reader, tuple(rules), standings, labels, unit=scale)


def labels_are_right(rules: Sequence[Rule], labels: Sequence[str], truth: Flags) -> Flags:
    """Whether what each rule says holds where a text has any number of labels, (n, m)."""
    directions = direction_matrix(rules, labels)
    has = truth.astype(np.float32) @ directions.astype(bool).T.astype(np.float32) > 0
    return np.asarray(has == (directions > 0).any(axis=1, keepdims=True).T)


def _label_scale(logits: Matrix, shifts: Matrix, truth: Floats) -> float:
    """As `_scale`, by the binary log-loss of the labels that rules speak of."""
    touched = shifts != 0
    if touched.any(axis=1).sum() < _LEAST_JUDGED:
        return _UNPROVEN_SCALE
    z, s, t = logits[touched], shifts[touched], truth[touched]
    losses = {scale: np.logaddexp(0, z + scale * s) - t * (z + scale * s) for scale in _SCALES}
    return _smallest(losses)


def rule_is_right(rules: Sequence[Rule], labels: Sequence[str], truth: Indices) -> Flags:
    """Whether what each rule says holds where a text has one label, or none that is known (-1), (n, m)."""
    return labels_are_right(rules, labels, truth[:, None] == np.arange(len(labels)))


def rule_weights(accuracies: Floats, counts: Indices, rules: Sequence[Rule], labels: Sequence[str]) -> Matrix:
    """What the firing of each rule adds to the log-odds of its labels, (rules,); 0 where it has fired too rarely."""
    directions = direction_matrix(rules, labels)
    share = (directions != 0).sum(axis=1) / max(len(labels), 1)
    guessed = np.where((directions > 0).any(axis=1), share, 1 - share).clip(1e-3, 1 - 1e-3)
    gained = np.log(accuracies / (1 - accuracies)) - np.log(guessed / (1 - guessed))
    return np.where(counts >= LEAST_FIRED, gained.clip(0, _MOST_WEIGHT), 0).astype(np.float32)


def _scale(likely: Matrix, shifts: Matrix, truth: Indices) -> float:
    touched = (shifts != 0).any(axis=1)
    if touched.sum() < _LEAST_JUDGED:
        return _UNPROVEN_SCALE
    rows = np.flatnonzero(touched)
    truths = np.arange(len(rows)), truth[rows]
    losses = {scale: -log_softmax(likely[rows] + scale * shifts[rows])[truths] for scale in _SCALES}
    return _smallest(losses)


def _smallest(losses: Mapping[float, npt.NDArray[Any]]) -> float:
    """The first scale whose losses are within one standard error of the lowest; of few losses none that is large.

    Rules that happen to be right on all of some tens of texts would else be taken for certain.
    """
    few = len(next(iter(losses.values()))) < _WELL_JUDGED
    allowed = {scale: loss for scale, loss in losses.items() if scale <= _UNPROVEN_SCALE or not few}
    best = min(allowed.values(), key=lambda loss: float(loss.mean()))
    return next(
        scale for scale, loss in allowed.items() if (loss - best).mean() <= (loss - best).std() / np.sqrt(len(loss))
    )


def _standings(learnt: Learnt, shifts: Matrix, fired: Flags, right: Flags, agreed: Flags) -> tuple[Standing, ...]:
    """Of each rule, from the labelled texts it fires on, (n, m)."""
    made = []
    for number, rule in enumerate(learnt.rules):
        rows, weight = fired[:, number], float(np.abs(shifts[number]).max(initial=0.0))
        counts = int(learnt.counts[number]), learnt.texts
        accuracy = float(learnt.accuracies[number])
        made.append(standing_of(rule, weight, accuracy, counts, right[rows, number], agreed[rows, number]))
    return tuple(made)


def standing_of(
    rule: Rule,
    weight: float,
    accuracy: float,
    counts: tuple[int, int],
    right: Sequence[bool] | Flags,
    agreed: Sequence[bool] | Flags,
) -> Standing:
    """What a rule may do.

    :param counts: texts it fired on, of how many.
    :param right: of each labelled case it fired on whether it is right; `agreed` whether the model is about it.
    """
    low, high = share_bounds(int(sum(right)), len(right))
    standing = Standing(
        id=rule.id,
        declared=rule.hardness,
        power="soft",
        weight=weight,
        accuracy=accuracy,
        fired=counts[0],
        texts=counts[1],
        judged=len(right),
        correct=int(sum(right)),
        low=low,
        high=high,
        model_correct=int(sum(agreed)),
    )
    return _gated(standing, rule)


def _gated(standing: Standing, rule: Rule) -> Standing:
    """Hard only while it is proven better than the model on the texts it covers (lower Wilson bound)."""
    if "decide" not in rule.uses:
        return replace(standing, power="off", weight=0.0, note="not meant for decisions")
    if standing.declared == "soft":
        return standing
    if rule.then.evidence is not None:
        return replace(standing, note="evidence is always soft")
    if not standing.judged:
        return replace(standing, note=_UNPROVEN)
    model = standing.model_correct / standing.judged
    if standing.low > model and standing.judged >= LEAST_PROVING:
        return replace(standing, power="hard", weight=0.0)
    return replace(
        standing,
        note=f"soft: right on {standing.correct} of {standing.judged} validation texts (at least {standing.low:.0%}), "
        f"where the model alone is right on {model:.0%}",
    )
