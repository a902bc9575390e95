"""How figures are named and written for people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_FIRST_WIDE = "\u2e80"

Kind = Literal["share", "number", "count", "seconds"]


@dataclass(frozen=True)
class MetricName:
    """A figure's name for people, what it means, and whether more is better."""

    title: str
    meaning: str
    kind: Kind = "share"
    higher_is_better: bool = True


METRICS: Mapping[str, MetricName] = {
    "accuracy": MetricName("Accuracy", "share of texts whose likeliest label is the true one"),
    "macro_f1": MetricName("Macro F1", "F1 averaged over classes, rare ones counting as much as common ones"),
    "micro_f1": MetricName("Micro F1", "F1 of all labels together, common ones counting more"),
    "micro_precision": MetricName("Labels right", "share of the labels given that are true"),
    "micro_recall": MetricName("Labels found", "share of the true labels that are given"),
    "subset_accuracy": MetricName("All labels right", "share of texts with just the true labels"),
    "hamming_loss": MetricName(
        "Wrong decisions", "share of all decisions on a label of a text that are wrong", "share", False
    ),
    "labels_given": MetricName("Labels given", "mean number of labels a text gets", "number"),
    "quadratic_kappa": MetricName(
        "Quadratic kappa", "agreement beyond chance, far off counting more; 1 is perfect", "number"
    ),
    "within_one_step": MetricName("Within one step", "share of texts with the true step or the next one"),
    "mean_steps_off": MetricName("Steps off", "mean distance from the true step", "number", False),
    "r2": MetricName("R²", "share of the differences between the numbers that is explained", "number"),
    "spearman": MetricName(
        "Rank correlation", "whether larger numbers get larger ones (Spearman); 1 is perfect", "number"
    ),
    "mean_absolute_error": MetricName("Mean error", "how far a number is off, on average", "number", False),
    "root_mean_squared_error": MetricName(
        "Root mean squared error", "the same, far off counting more", "number", False
    ),
    "span_f1": MetricName("Span F1", "F1 of spans; one is right if its characters and its label are"),
    "span_precision": MetricName("Spans right", "share of the spans marked that are true"),
    "span_recall": MetricName("Spans found", "share of the true spans that are marked"),
    "span_macro_f1": MetricName("Macro span F1", "span F1 averaged over labels, rare ones as much as common ones"),
    "boundary_f1": MetricName("Borders", "span F1 where the label does not count"),
    "type_f1": MetricName("Types", "span F1 where overlapping with a true one of the label is enough"),
    "whole_texts": MetricName("Whole texts", "share of texts whose spans are all right, with none too many"),
    "answer_f1": MetricName("Answer F1", "F1 of an answer's words (in Chinese: characters) against a true one"),
    "answer_exact": MetricName("Exact answers", "share of questions whose answer says what a true one does"),
    "answerable_f1": MetricName("Answer F1, answerable", "the same for questions that have an answer"),
    "answered_share": MetricName("Answered", "share of questions that are given an answer"),
    "no_answer_recall": MetricName("No answer, found", "share of questions without an answer that are given none"),
    "no_answer_precision": MetricName("No answer, right", "share of questions given no answer that have none"),
    "mrr": MetricName("Mean reciprocal rank", "of the nearest text that belongs to it; 1 if it always comes first"),
    "recall_at_1": MetricName("Found first", "share of texts for which the nearest one belongs to it"),
    "recall_at_10": MetricName("Among first ten", "share of texts for which one of the ten nearest belongs to it"),
    "median_rank": MetricName("Median rank", "of the nearest text that belongs to it", "number", False),
    "candidates": MetricName("Candidates", "different texts that were searched", "count"),
    "weighted_f1": MetricName("Weighted F1", "F1 averaged over classes by how often they occur"),
    "top3_accuracy": MetricName("Among first three", "share of texts whose true label is one of the likeliest three"),
    "auroc": MetricName(
        "AUROC", "chance that a case of a class scores above one of another; mean over classes against the rest"
    ),
    "ece": MetricName(
        "Calibration error", "mean gap between probability and accuracy (ECE, 15 bins of equal mass)", "share", False
    ),
    "ece_by_chance": MetricName(
        "Calibration error by chance", "what perfect probabilities would show on so few texts", "share", False
    ),
    "ece_equal_width": MetricName(
        "Calibration error, equal width", "the same with 15 bins of equal width", "share", False
    ),
    "mean_confidence": MetricName(
        "Mean probability", "of what is predicted; near the share that is right when calibrated"
    ),
    "given_ece": MetricName("Calibration error, given labels", "the same for the labels given only", "share", False),
    "given_ece_by_chance": MetricName(
        "The same by chance", "what perfect probabilities would show on so few labels", "share", False
    ),
    "given_confidence": MetricName("Mean probability, given labels", "near the share of them that is true"),
    "nll": MetricName("Log loss", "mean of minus log of the true label's probability", "number", False),
    "brier": MetricName(
        "Brier score", "mean squared distance between probabilities and truth, 0 to 2", "number", False
    ),
    "aurc": MetricName(
        "Risk-coverage area", "mean error rate when only the surest texts are answered", "number", False
    ),
    "conformal_coverage": MetricName("Set coverage", "share of texts whose conformal set holds the true label"),
    "conformal_coverage_least": MetricName(
        "Set coverage, least of a class", "the same for the class held least, of those with 100 texts or more"
    ),
    "conformal_set_size": MetricName("Labels in a set", "mean size of the conformal set", "number", False),
    "conformal_single_share": MetricName("Sets of one label", "share of texts with a single possible label"),
    "true_labels_kept": MetricName("Set coverage", "share of a text's true labels that its set holds, on average"),
    "possible_labels": MetricName("Labels in a set", "mean number of labels still possible", "number", False),
    "interval_coverage": MetricName("Interval coverage", "share of texts whose interval holds the true number"),
    "interval_width": MetricName("Interval width", "mean width of the intervals", "number", False),
    "unread_width": MetricName(
        "Width without reading", "of one interval for all texts that holds as many true numbers", "number"
    ),
    "oos_auroc": MetricName("Out-of-scope AUROC", "chance that an out-of-scope text scores above an in-scope one"),
    "oos_fpr95": MetricName(
        "In-scope rejected at 95%", "share rejected at the threshold that catches 95% out of scope", "share", False
    ),
    "oos_recall": MetricName("Out of scope caught", "share of out-of-scope texts rejected"),
    "false_reject_rate": MetricName("Falsely rejected", "share of in-scope texts rejected", "share", False),
    "coverage_promise_kept": MetricName(
        "Coverage promise", "1 if sets hold the truth as often as promised, within chance; else 0", "count"
    ),
    "false_reject_promise_kept": MetricName(
        "Rejection promise", "1 if no more in-scope texts are rejected than promised, within chance; else 0", "count"
    ),
    "rows": MetricName("Texts", "labelled texts of the split", "count"),
    "spans": MetricName("Spans", "true spans of the split", "count"),
    "unknown_label_rows": MetricName(
        "Unknown labels", "texts whose true label the model lacks; counted as errors", "count", False
    ),
}
"""Known figures by their name in `metrics.json`, in the order they are shown."""


def metric_title(name: str) -> str:
    """A figure's name for people; its own name with blanks if it is not a known one."""
    return METRICS[name].title if name in METRICS else name.replace("_", " ")


def metric_value(name: str, value: float) -> str:
    """A figure as people read it; a figure that is not a known one is written as a number."""
    kind = METRICS[name].kind if name in METRICS else "number"
    if kind == "share":
        return percent(value)
    if kind == "count":
        return count(value)
    return f"{value:.3f}" if abs(value) < 100 else number(value)


def percent(share: float, digits: int = 1) -> str:
    """`0.9412` as `94.1%`; never rounds up to 100% or down to 0% what is not.

    >>> percent(0.9412), percent(1.0), percent(0.99999), percent(0.0001)
    ('94.1%', '100%', '99.9%', '0.1%')
    """
    if math.isnan(share):
        return "–"
    if share in (0.0, 1.0):
        return f"{share * 100:.0f}%"
    step = 10.0**-digits
    value = min(max(round(share * 100, digits), step), 100 - step) if 0 < share < 1 else share * 100
    return f"{value:.{digits}f}%"


def number(value: float) -> str:
    """A number with as many decimals as still tell something.

    >>> number(1.23456), number(3.0), number(812.4), number(12345.6)
    ('1.235', '3', '812.4', '12,346')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    decimals = 0 if value == round(value) or abs(value) >= 1000 else 1 if abs(value) >= 100 else 3
    return f"{value:,.{decimals}f}"


def threshold(probability: float) -> str:
    """A probability to set a threshold at, rounded down so that the text it came from still passes.

    >>> threshold(0.8377), threshold(0.99962), threshold(1.0)
    ('0.83', '0.9996', '1.00')
    """
    digits = 2 if probability <= 0.99 or probability == 1 else 4
    return f"{math.floor(probability * 10**digits + 1e-9) / 10**digits:.{digits}f}"


def count(value: float) -> str:
    """A whole number with thousands set apart."""
    return f"{round(value):,}"


def plural(value: float, noun: str, nouns: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "text"), plural(3080, "text"), plural(2, "class", "classes")
    ('1 text', '3,080 texts', '2 classes')
    """
    return f"{count(value)} {noun if round(value) == 1 else nouns or noun + 's'}"


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(0.04), duration(75), duration(7261)
    ('0.04 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 10:
        return f"{seconds:.2g} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def clip(text: str, length: int = 600) -> str:
    """The beginning of a long text, and how long it is; a Chinese character takes the room of two letters.

    >>> clip("short"), clip("a" * 20, 5), clip("银行卡在哪里", 6)
    ('short', 'aaaaa … (20 characters)', '银行卡 … (6 characters)')
    """
    room = length
    for at, character in enumerate(text):
        room -= 2 if character >= _FIRST_WIDE else 1
        if room < 0:
            return f"{text[:at].rstrip()} … ({len(text):,} characters)"
    return text
