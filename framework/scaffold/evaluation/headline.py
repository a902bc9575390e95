"""How good a head is, in one figure and a few sentences that need no knowledge of the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.bootstrap import share_interval
from scaffold.evaluation.kinds import words_of
from scaffold.evaluation.wording import METRICS, metric_title, metric_value, number, percent, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scaffold.evaluation.bootstrap import Interval
    from scaffold.evaluation.records import HeadReport


@dataclass(frozen=True)
class Headline:
    """The head's own metric.

    :ivar value: as people read it; `says` goes on after it.
    :ivar more: sentences beside it, the interval first.
    """

    value: str
    says: str
    more: tuple[str, ...] = ()


def headline(head: HeadReport) -> Headline | None:
    """The metric a head was chosen by, in words; None where no text was measured."""
    if not head.rows:
        return None
    metric = head.metric if head.metric in head.figures else next(iter(head.figures))
    says = _SAYS.get(metric, _plainly)(head, metric)
    return Headline(metric_value(metric, head.figures[metric]), says, (*_between(head, metric), *_more(head)))


def interval_of(head: HeadReport) -> Interval | None:
    """The 95% interval of the head's metric; None where it was not measured."""
    if head.metric == "accuracy" and head.rows:
        return share_interval(head.rows - head.errors, head.rows)
    return head.interval


def commonest_share(head: HeadReport) -> float | None:
    """Accuracy of always guessing the commonest label; None when classes were not measured."""
    most = max((c.support for c in head.classes), default=0)
    return most / head.rows if head.rows and most else None


def _rows(head: HeadReport) -> str:
    return plural(head.rows, f"{head.split} {words_of(head.kind).row}")


def _plainly(head: HeadReport, metric: str) -> str:
    meaning = f": {METRICS[metric].meaning}" if metric in METRICS else ""
    return f"{metric_title(metric)} on {_rows(head)}{meaning}."


def _accuracy(head: HeadReport, metric: str) -> str:
    return f"of {_rows(head)} get the right one of {plural(len(head.labels), 'label')}."


def _whole(head: HeadReport, metric: str) -> str:
    return f"of {_rows(head)} get just the right ones of {plural(len(head.labels), 'label')}, none more, none less."


def _macro_f1(head: HeadReport, metric: str) -> str:
    return f"macro F1 on {_rows(head)}: F1 averaged over {plural(len(head.labels), 'label')}, rare ones as much."


def _kappa(head: HeadReport, metric: str) -> str:
    return (
        f"agreement on {_rows(head)} beyond chance (kappa): 1 is perfect, 0 is guessing, and far off counts more "
        "than near."
    )


def _explained(head: HeadReport, metric: str) -> str:
    return (
        f"R²: the share of the differences between the numbers of {_rows(head)} that is explained. 1 is all of them, "
        "0 no more than one number for every text."
    )


def _spans(head: HeadReport, metric: str) -> str:
    figures = head.figures
    return (
        f"F1: of the spans it marks {percent(figures['span_precision'])} are right, and it finds "
        f"{percent(figures['span_recall'])} of the {plural(figures['spans'], 'true one')} in {_rows(head)}."
    )


_SAYS: Mapping[str, Callable[[HeadReport, str], str]] = {
    "accuracy": _accuracy,
    "subset_accuracy": _whole,
    "macro_f1": _macro_f1,
    "quadratic_kappa": _kappa,
    "r2": _explained,
    "span_f1": _spans,
}


def _between(head: HeadReport, metric: str) -> Iterator[str]:
    found = interval_of(head)
    if found is not None:
        low, high = (metric_value(metric, end) for end in (found.low, found.high))
        yield f"Between {low} and {high}, with 95% certainty."


def _more(head: HeadReport) -> Iterator[str]:
    """What else a reader asks, as far as it was measured."""
    yield from _OF_KIND.get(head.kind, _nothing)(head)


def _nothing(head: HeadReport) -> Iterator[str]:
    return iter(())


def _of_classes(head: HeadReport) -> Iterator[str]:
    figures = head.figures
    if head.kind == "ordinal":
        yield (
            f"{percent(figures['accuracy'])} get the right one of {plural(len(head.labels), 'step')}, "
            f"{percent(figures.get('within_one_step', 0.0))} that or the next one."
        )
    else:
        other = "macro_f1" if head.metric == "accuracy" else "accuracy"
        yield f"{metric_title(other)} {percent(figures[other])}."
    common = commonest_share(head)
    if common is not None:
        yield f"Always guessing the commonest label: {percent(common)}{' right' if head.metric != 'accuracy' else ''}."


def _of_labels(head: HeadReport) -> Iterator[str]:
    figures = head.figures
    yield (
        f"Of the labels it gives {percent(figures['micro_precision'])} are right, and it finds "
        f"{percent(figures['micro_recall'])} of the true ones."
    )
    if head.metric != "subset_accuracy":
        yield f"{percent(figures['subset_accuracy'])} of texts get just the right labels."


def _of_numbers(head: HeadReport) -> Iterator[str]:
    off = head.figures["mean_absolute_error"]
    yield f"It is {number(off)} off on average; rank correlation {head.figures['spearman']:.2f}."


def _of_spans(head: HeadReport) -> Iterator[str]:
    figures = head.figures
    yield (
        f"{percent(figures['whole_texts'])} of texts are right as a whole. "
        f"Borders alone, whatever the type: {percent(figures['boundary_f1'])}."
    )


_OF_KIND: Mapping[str, Callable[[HeadReport], Iterator[str]]] = {
    "classification": _of_classes,
    "relation": _of_classes,
    "image": _of_classes,
    "fusion": _of_classes,
    "ordinal": _of_classes,
    "multilabel": _of_labels,
    "regression": _of_numbers,
    "tagging": _of_spans,
}
