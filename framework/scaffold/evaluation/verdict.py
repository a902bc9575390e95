"""The three answers a report opens with: how good, how trustworthy, what next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from scaffold.evaluation.bootstrap import share_interval
from scaffold.evaluation.wording import number, percent, plural, threshold

if TYPE_CHECKING:
    from scaffold.evaluation.bootstrap import Interval
    from scaffold.evaluation.records import HeadReport, RunReport
    from scaffold.evaluation.selective import CoveragePoint

Tone = Literal["good", "fair", "poor", "open"]

_FEW_ROWS = 100
_MOST_STEPS = 4
_SURE_ACCURACY = 0.98
_NEARLY_THE_SAME = 0.95


@dataclass(frozen=True)
class Trust:
    """Whether probabilities mean what they say: one word, why, and how the promise of the sets was kept."""

    word: str
    tone: Tone
    why: str
    sets: str = ""


@dataclass(frozen=True)
class Step:
    """One thing worth doing next."""

    title: str
    why: str


def accuracy_interval(head: HeadReport) -> Interval:
    """The head's accuracy with its 95% interval."""
    return share_interval(head.rows - head.errors, head.rows)


def commonest_share(head: HeadReport) -> float | None:
    """Accuracy of always guessing the commonest label; None when classes were not measured."""
    most = max((c.support for c in head.classes), default=0)
    return most / head.rows if head.rows and most else None


def trust(head: HeadReport) -> Trust:
    """Judge the probabilities: a gap up to 2 points beyond chance is good, up to 5 fair, more is poor."""
    figures = head.figures
    if "ece" not in figures:
        return Trust("Not measured", "open", "There were no labelled texts to compare probabilities with.")
    gap, says, is_right = figures["ece"], figures["mean_confidence"], figures["accuracy"]
    claim = f"It claims {percent(says)} on average and is right in {percent(is_right)}"
    if head.rows < _FEW_ROWS:
        why = f"{claim}, but {plural(head.rows, 'text')} are too few to tell: {_FEW_ROWS} or more would."
        return Trust("Too early", "open", why, _sets(head))
    chance = figures.get("ece_by_chance", 0.0)
    why = f"{claim}; probability and accuracy lie {percent(gap).rstrip('%')} points apart."
    if chance:
        why = f"{why[:-1]}, of which {percent(chance).rstrip('%')} come with so few texts even to a perfect model."
    if gap - chance <= 0.02:
        return Trust("Yes", "good", why, _sets(head))
    if gap - chance <= 0.05:
        return Trust("Nearly", "fair", why, _sets(head))
    return Trust("Over-confident" if says > is_right else "Too timid", "poor", why, _sets(head))


def next_steps(report: RunReport) -> list[Step]:
    """What to do next, most pressing first, at most four things."""
    steps = [*_missed_levels(report)]
    for head in report.heads:
        steps += [*_unknown_labels(head), *_broken_promises(head), *_doubtful_labels(head), *_calibrate(head)]
    for head in report.heads:
        steps += [*_worst_pair(head), *_thin_classes(head), *_threshold(head)]
    if not steps:
        steps = [Step("Try it on texts of your own", "No weakness stands out in these data; fresh texts tell most.")]
    return steps[:_MOST_STEPS]


def surest(head: HeadReport, accuracy: float = _SURE_ACCURACY) -> CoveragePoint | None:
    """The widest share of texts, surest first, that is right at the given accuracy; None if there is none."""
    reached = [p for p in head.curve if p.accuracy >= accuracy]
    return max(reached, key=lambda p: p.coverage, default=None)


def _sets(head: HeadReport) -> str:
    held, size = head.figures.get("conformal_coverage"), head.figures.get("conformal_set_size")
    if held is None or size is None:
        return ""
    promise = f" (promised: {100 * (1 - head.error_rate):.4g}%)" if head.error_rate is not None else ""
    return f"Its sets hold the true label in {percent(held)} of texts{promise}, with {size:.2f} labels on average."


def _missed_levels(report: RunReport) -> Iterator[Step]:
    for figure in report.figures:
        if figure.missed and figure.level is not None:
            show = percent if figure.is_share else number
            yield Step(f"Raise {figure.name}", f"It is {show(figure.value)}, below its level of {show(figure.level)}.")


def _unknown_labels(head: HeadReport) -> Iterator[Step]:
    if head.unknown_labels:
        names = ", ".join(sorted(head.unknown_labels)[:3]) + (" …" if len(head.unknown_labels) > 3 else "")
        rows = sum(head.unknown_labels.values())
        yield Step(
            "Settle the labels that the model never saw",
            f"{plural(rows, 'text')} of the {head.split} data carry {names}: all count as errors. "
            "Add training texts for them, or map them to known labels.",
        )


def _broken_promises(head: HeadReport) -> Iterator[Step]:
    for promise in head.promises:
        if promise.kept:
            continue
        bound = "at least" if promise.at_least else "at most"
        yield Step(
            "Calibrate again before relying on its sets" if promise.at_least else "Calibrate what it rejects again",
            f"{promise.what}: promised in {bound} {percent(promise.promised)} of texts, measured in "
            f"{percent(promise.measured)} of {promise.rows:,}, more than chance explains. These texts differ from the "
            "validation texts: take validation texts from where it will be used, and train again.",
        )


def _doubtful_labels(head: HeadReport) -> Iterator[Step]:
    twins = [
        m
        for m in head.mistakes
        if any(n.similarity >= _NEARLY_THE_SAME and n.label == m.predicted != m.truth for n in m.neighbours)
    ]
    if twins:
        verb = "has" if len(twins) == 1 else "have"
        yield Step(
            "Check labels in the data",
            f"{len(twins)} of the worst errors {verb} a nearly identical training text with the label that was "
            "predicted. One of the two labels may be wrong.",
        )


def _calibrate(head: HeadReport) -> Iterator[Step]:
    if trust(head).tone == "poor":
        yield Step(
            "Do not act on probabilities yet",
            "Use them to rank texts only. Give it more validation texts from where it will be used, and train again.",
        )


def _worst_pair(head: HeadReport) -> Iterator[Step]:
    if not head.pairs or len(head.labels) < 3:
        return
    both: dict[tuple[str, str], int] = {}
    for pair in head.pairs:
        key = (min(pair.truth, pair.predicted), max(pair.truth, pair.predicted))
        both[key] = both.get(key, 0) + pair.count
    (a, b), errors = max(both.items(), key=lambda item: item[1])
    if errors >= 3 and errors >= 0.02 * head.errors:
        yield Step(
            f"Tell {a} and {b} apart",
            f"{errors} of {plural(head.errors, 'error')} are between these two. Write down where the line runs, "
            "relabel what crosses it, and add examples near it.",
        )


def _thin_classes(head: HeadReport) -> Iterator[Step]:
    if not head.train_counts or not head.classes:
        return
    usual, level = median(head.train_counts.values()), head.figures.get("macro_f1", 1.0)
    thin = [
        c.label
        for c in head.classes
        if c.support and c.f1 < level - 0.1 and head.train_counts.get(c.label, 0) < 0.6 * usual
    ]
    if thin:
        named = ", ".join(f"{label} ({head.train_counts.get(label, 0)})" for label in thin[:3])
        yield Step("Add examples of weak classes", f"Few training texts and many errors: {named}.")


def _threshold(head: HeadReport) -> Iterator[Step]:
    point = surest(head)
    if point is None or point.coverage > 0.995 or point.coverage < 0.2 or head.rows < _FEW_ROWS:
        return
    yield Step(
        f"Let it answer alone from {threshold(point.threshold)}",
        f"The surest {percent(point.coverage, 0)} of texts are right in {percent(point.accuracy)}; "
        "ask back or hand over the rest (setting decision.ask_below).",
    )
