"""What to trust of lists and what not, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.wording import percent, plural
from scaffold_recommendation.evaluation.lines import figure, title_of
from scaffold_recommendation.evaluation.slices import TOO_FEW

if TYPE_CHECKING:
    from scaffold.evaluation.bootstrap import Interval
    from scaffold_recommendation.evaluation.calibration import Calibration
    from scaffold_recommendation.evaluation.curve import DiversityCurve
    from scaffold_recommendation.evaluation.evaluate import Evaluation
    from scaffold_recommendation.evaluation.lines import Difference
    from scaffold_recommendation.evaluation.slices import Slice

_NDCG = "ndcg@10"

_AT_THEIR_WORD = 0.25
"""Calibration error, as a share of what is taken, up to which probabilities mean what they say."""

_HARDLY = 0.02
"""Gain in diversity, as a share, below which it is none."""

_LITTLE = 0.05
"""Share of the catalogue below which lists show always the same."""


@dataclass(frozen=True)
class Finding:
    """One sentence about lists.

    :ivar is_good: whether it says what to trust, rather than what to mind.
    """

    is_good: bool
    text: str


def findings(
    evaluation: Evaluation,
    calibration: Calibration | None = None,
    curve: DiversityCurve | None = None,
    protocol: str = "",
) -> list[Finding]:
    """What the figures say of all users, then what else is good, then what else is to be minded."""
    found = [
        *_slices(evaluation),
        *_probabilities(calibration),
        *_variety(evaluation, curve),
        *_limits(evaluation, protocol),
    ]
    return [*_overall(evaluation), *sorted(found, key=lambda each: not each.is_good)]


def told_slices(evaluation: Evaluation) -> list[Slice]:
    """Slices that say something of their own: with users, but not with all of them, nor the same as another one."""
    by_name = {each.name: each for each in evaluation.slices}
    twice = {by_name[name].users for name in ("no_history", "short_history") if name in by_name}
    return [
        each
        for each in evaluation.slices
        if each.users
        and not (each.name == "cold_users" and each.users in twice)
        and not (each.name.endswith("history") and each.users == evaluation.users)
    ]


def _overall(evaluation: Evaluation) -> Iterator[Finding]:
    figures = {line.name: line.figures[_NDCG] for line in evaluation.lines}
    compared = _against_best(figures, evaluation.differences)
    if compared is None or evaluation.users < TOO_FEW:
        return
    yield compared.finding("for all users")


def _slices(evaluation: Evaluation) -> Iterator[Finding]:
    small = []
    told = told_slices(evaluation)
    # Users with short histories are told of once more only where their parts are too small for it.
    parts = [each for each in told if each.name in ("no_history", "short_history")]
    for each in told:
        if each.name == "cold_users" and not all(part.is_too_small for part in parts):
            continue
        if each.is_too_small:
            small.append(f"{each.words} ({plural(each.users, 'user')})")
            continue
        figures = {line: metrics[_NDCG] for line, metrics in each.lines.items()}
        compared = _against_best(figures, each.differences)
        if not any(figure.value for figure in figures.values()):
            yield Finding(False, f"No line finds {each.words}.")
        elif compared is not None:
            yield compared.finding(f"for {each.words}")
    if small:
        yield Finding(False, f"Too few to tell: {'; '.join(small)}.")


@dataclass(frozen=True)
class _Compared:
    """Ours beside the best of the other lines."""

    ours: Interval
    best: Interval
    difference: Difference

    def finding(self, of: str) -> Finding:
        """Which is better, of those named."""
        other = title_of(self.difference.other)
        ours, theirs = figure(self.ours.value), figure(self.best.value)
        if self.difference.is_better:
            return Finding(True, f"Better than all other lines {of}: NDCG@10 {ours}, {other} next with {theirs}.")
        if self.difference.is_worse:
            return Finding(False, f"{other} does better {of}: NDCG@10 {theirs}, ours {ours}.")
        if self.difference.interval.value <= 0:
            return Finding(False, f"{other} does as well {of}: NDCG@10 {theirs}, ours {ours}.")
        return Finding(False, f"Not clearly better than {other} {of}: NDCG@10 {ours}, {other} {theirs}.")


def _against_best(figures: Mapping[str, Interval], differences: Sequence[Difference]) -> _Compared | None:
    """Ours, the first, beside the highest of the others; None without others."""
    ours, *others = figures
    if not others:
        return None
    best = max(others, key=lambda name: figures[name].value)
    between = next(each for each in differences if (each.other, each.metric) == (best, _NDCG))
    return _Compared(figures[ours], figures[best], between)


def _probabilities(calibration: Calibration | None) -> Iterator[Finding]:
    if calibration is None:
        return
    said = f"{percent(calibration.probability)} on average, and {percent(calibration.taken)} are taken"
    if calibration.error <= _AT_THEIR_WORD * calibration.taken:
        yield Finding(True, f"Probabilities mean what they say: {said}.")
    elif calibration.probability > calibration.taken:
        yield Finding(False, f"Probabilities are too high: {said}.")
    else:
        yield Finding(False, f"Probabilities are not to be taken at their word: {said}.")


def _variety(evaluation: Evaluation, curve: DiversityCurve | None) -> Iterator[Finding]:
    share = evaluation.ours.coverage
    if share < _LITTLE:
        yield Finding(False, f"All lists together show {percent(share)} of the catalogue: they are much the same.")
    if curve is None:
        return
    if curve.chosen is None or curve.more_diverse < _HARDLY:
        yield Finding(
            False, f"Lists can hardly be made more varied at a loss of {percent(curve.most_lost, 0)} of NDCG@10."
        )
        return
    text = f"Lists that are {percent(curve.more_diverse, 0)} more varied {_cost(curve.chosen.lost.value)}"
    if not curve.is_chosen_before:
        # The best of many trade-offs on these users; its interval does not know of the choice.
        yield Finding(False, f"{text}; as they were chosen on these same users, others may lose more.")
    elif curve.chosen.lost.high > curve.most_lost:
        yield Finding(False, f"{text}; it may be {percent(curve.chosen.lost.high)}.")
    else:
        yield Finding(True, f"{text}.")


def _cost(lost: float) -> str:
    return f"cost {percent(lost)} of NDCG@10" if lost > 0 else "cost nothing in NDCG@10 here"


def _limits(evaluation: Evaluation, protocol: str) -> Iterator[Finding]:
    if evaluation.users < TOO_FEW:
        yield Finding(False, f"Only {plural(evaluation.users, 'user')} took something: too few to tell lines apart.")
    if protocol == "random":
        yield Finding(
            False, "Events were dealt out at random, so what came later taught, too: in use, expect lower figures."
        )
