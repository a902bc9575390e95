"""What is worth doing next, from the figures of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from scaffold.evaluation.kinds import words_of
from scaffold.evaluation.verdict import FEW_ROWS, surest, trust
from scaffold.evaluation.wording import number, percent, plural, threshold

if TYPE_CHECKING:
    from scaffold.evaluation.metrics import ClassScore
    from scaffold.evaluation.records import HeadReport, RunReport

_MOST_STEPS = 4
_NEARLY_THE_SAME = 0.95
_WEAK = 0.1
_VERY_WEAK = 0.2
_FEW_SPANS = 5
_NEARLY_AS_WIDE = 0.7
_MANY_WRONG = 0.02


@dataclass(frozen=True)
class Step:
    """One thing worth doing next."""

    title: str
    why: str


def next_steps(report: RunReport) -> list[Step]:
    """What to do next, most pressing first, at most four things."""
    steps = [*_missed_levels(report)]
    for head in report.heads:
        steps += [
            *_unknown_labels(head),
            *_broken_promises(head),
            *_gaps(head),
            *_doubtful_labels(head),
            *_suspects(head),
            *_calibrate(head),
        ]
    for head in report.heads:
        steps += [*_worst_pair(head), *_thin_classes(head), *_weak_labels(head), *_common_mistake(head)]
        steps += [*_wide_intervals(head), *_threshold(head)]
    if not steps:
        steps = [Step("Try it on texts of your own", "No weakness stands out in these data; fresh texts tell most.")]
    return steps[:_MOST_STEPS]


def _missed_levels(report: RunReport) -> Iterator[Step]:
    for figure in report.figures:
        if figure.missed and figure.level is not None:
            show = percent if figure.is_share else number
            yield Step(f"Raise {figure.name}", f"It is {show(figure.value)}, below its level of {show(figure.level)}.")


def _gaps(head: HeadReport) -> Iterator[Step]:
    for found in head.subgroups:
        if found.is_clear and found.worst is not None:
            yield Step(f"Look at the errors on {found.column} {found.worst.value}", found.gap)


def _unknown_labels(head: HeadReport) -> Iterator[Step]:
    if head.unknown_labels:
        names = ", ".join(sorted(head.unknown_labels)[:3]) + (" …" if len(head.unknown_labels) > 3 else "")
        times, unit = sum(head.unknown_labels.values()), words_of(head.kind).unit
        yield Step(
            "Settle the labels that the model never saw",
            f"{plural(times, unit)} of the {head.split} data carry {names}: all count as errors. "
            "Add training texts for them, or map them to known labels.",
        )


def _broken_promises(head: HeadReport) -> Iterator[Step]:
    for promise in head.promises:
        if promise.kept:
            continue
        bound = "at least" if promise.at_least else "at most"
        kept = "intervals" if head.kind == "regression" else "sets"
        title = (
            f"Calibrate again before relying on its {kept}" if promise.at_least else "Calibrate what it rejects again"
        )
        yield Step(
            title,
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


def _suspects(head: HeadReport) -> Iterator[Step]:
    check = head.label_check
    if check is not None and check.suspects and check.rate >= _MANY_WRONG:
        yield Step(
            "Look at doubtful training labels",
            f"About {percent(check.rate)} of {check.rows:,} are wrong or lie between two. The most doubtful stand "
            "below; `scaffold check-labels` writes all of them into a table.",
        )


def _calibrate(head: HeadReport) -> Iterator[Step]:
    judged = trust(head)
    if head.kind != "regression" and judged is not None and judged.tone == "poor":
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
    thin = [c.label for c in _below(head, _WEAK) if _is_thin(head, c)]
    if thin:
        unit = words_of(head.kind).unit
        named = ", ".join(f"{label} ({head.train_counts.get(label, 0)})" for label in thin[:3])
        noun = "classes" if head.is_of_classes else "labels"
        yield Step(f"Add examples of weak {noun}", f"Few training {unit}s and many errors: {named}.")


def _weak_labels(head: HeadReport) -> Iterator[Step]:
    """Labels that are weak although they are common; of classes, the pairs say more."""
    weak = [] if head.is_of_classes else [c for c in _below(head, _VERY_WEAK) if not _is_thin(head, c)]
    if weak:
        unit = words_of(head.kind).unit
        named = ", ".join(
            f"{c.label} (F1 {percent(c.f1, 0)} with {plural(head.train_counts.get(c.label, 0), unit)})"
            for c in weak[:3]
        )
        yield Step(
            "Write down what weak labels mean",
            f"Many errors in spite of training {unit}s enough: {named}. Look at whether people agree on them.",
        )


def _below(head: HeadReport, far: float) -> list[ClassScore]:
    """Labels of known training counts whose F1 lies that far below the mean."""
    level = head.figures.get(words_of(head.kind).level, 1.0) - far
    return [c for c in head.classes if c.support and c.f1 < level] if head.train_counts else []


def _is_thin(head: HeadReport, score: ClassScore) -> bool:
    return head.train_counts.get(score.label, 0) < 0.6 * median(head.train_counts.values())


_ADVICE = {
    "missed": "Label more texts that hold one.",
    "made up": "Label more texts that look alike and hold none.",
    "wrong type": "Write down where the line runs between the two, and add examples near it.",
    "wrong boundary": "Write down where such a span begins and ends, and look at whether the labels follow it.",
    "wrong type and boundary": "Look at these texts one by one: the labels may contradict each other.",
}


def _common_mistake(head: HeadReport) -> Iterator[Step]:
    first = next(iter(head.span_mistakes), None)
    if first is not None and first.count >= _FEW_SPANS:
        label = first.true_label or first.predicted_label
        other = f" taken for {first.predicted_label}" if "type" in first.kind else f": {first.kind}"
        yield Step(
            f"Look at {label}{other}",
            f"The commonest mistake, {plural(first.count, 'time')} in the {head.split} data. {_ADVICE[first.kind]}",
        )


def _wide_intervals(head: HeadReport) -> Iterator[Step]:
    width, unread = head.figures.get("interval_width"), head.figures.get("unread_width")
    if width is None or not unread or width < _NEARLY_AS_WIDE * unread:
        return
    yield Step(
        "Make its intervals narrower",
        f"They are {number(width)} wide; without reading the text {number(unread)} would do. More labelled texts help, "
        "or several people's numbers for each text, averaged.",
    )


def _threshold(head: HeadReport) -> Iterator[Step]:
    point = surest(head)
    if point is None or point.coverage > 0.995 or point.coverage < 0.2 or head.rows < FEW_ROWS:
        return
    yield Step(
        f"Let it answer alone from {threshold(point.threshold)}",
        f"The surest {percent(point.coverage, 0)} of texts are right in {percent(point.accuracy)}; "
        "ask back or hand over the rest (setting decision.ask_below).",
    )
