"""How heads of each kind are spoken of; a new kind is a row of `KINDS`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Claims:
    """Names of the figures that say whether probabilities mean what they say.

    :ivar gap: between probability and truth, and `chance` as much of it as so few rows show anyway.
    :ivar claimed: mean probability, and `right` the share that it should be near to.
    :ivar of: what that is a share of.
    """

    gap: str = "ece"
    chance: str = "ece_by_chance"
    claimed: str = "mean_confidence"
    right: str = "accuracy"
    of: str = ""


@dataclass(frozen=True)
class KindWords:
    """Words for heads of one kind.

    :ivar unit: what the class table and the training counts count.
    :ivar row: what the model is given one of.
    :ivar level: the figure that weak labels are compared with.
    :ivar shown: figures for the terminal, beside the head's own metric.
    :ivar mistakes: what the list of mistakes holds.
    :ivar fitted: how its numbers were calibrated, for the model card.
    """

    unit: str = "text"
    row: str = "text"
    level: str = "macro_f1"
    shown: tuple[str, ...] = ()
    mistakes: str = "The {errors} it was surest of, each with the training texts nearest to it."
    fitted: str = ""
    claims: Claims = field(default_factory=Claims)


_OF_CLASSES = KindWords(
    shown=("accuracy", "macro_f1", "ece", "conformal_coverage", "conformal_set_size", "false_reject_rate"),
    mistakes=(
        "The {errors} it was surest of, each with the training texts nearest to it. A near text with the predicted "
        "label often means that one of the two labels is wrong."
    ),
    fitted=(
        "Probabilities are temperature-scaled (Guo et al. 2017) and sets are split conformal (Sadinle et al. 2019), "
        "both on validation data. Their promises hold for texts like the validation texts, over all texts together, "
        "not for each class or each text."
    ),
)


def _of(row: str) -> KindWords:
    """The words for classes of something that is no text."""
    mistakes, fitted = (each.replace("text", row) for each in (_OF_CLASSES.mistakes, _OF_CLASSES.fitted))
    shown = ("accuracy", "auroc", *_OF_CLASSES.shown[1:])
    return replace(_OF_CLASSES, unit=row, row=row, shown=shown, mistakes=mistakes, fitted=fitted)


KINDS: Mapping[str, KindWords] = {
    "classification": _OF_CLASSES,
    "relation": _OF_CLASSES,
    "image": _of("image"),
    "fusion": _of("case"),
    "ordinal": KindWords(
        shown=("accuracy", "within_one_step", "mean_steps_off", *_OF_CLASSES.shown[2:]),
        mistakes=_OF_CLASSES.mistakes,
        fitted=_OF_CLASSES.fitted,
    ),
    "multilabel": KindWords(
        shown=(
            "macro_f1",
            "micro_f1",
            "subset_accuracy",
            "labels_given",
            "ece",
            "true_labels_kept",
            "possible_labels",
            "false_reject_rate",
        ),
        mistakes=(
            "The {errors} whose wrong label it was surest of, each with the training texts nearest to it; texts of "
            "which labels are only missing come last."
        ),
        fitted=(
            "Probabilities are scaled label by label (Platt 1999), the threshold of each label is the best one on "
            "validation data, and sets control the share of true labels missed (Angelopoulos et al. 2022). Their "
            "promises hold for texts like the validation texts, over all texts together."
        ),
        claims=Claims("given_ece", "given_ece_by_chance", "given_confidence", "micro_precision", "of the labels given"),
    ),
    "regression": KindWords(
        shown=(
            "r2",
            "spearman",
            "mean_absolute_error",
            "interval_coverage",
            "interval_width",
            "false_reject_rate",
        ),
        mistakes="The {errors} whose number is furthest off, each with the training texts nearest to it.",
        fitted=(
            "Intervals are split conformal (Vovk et al. 2005), on validation data: all of one width. Their promise "
            "holds for texts like the validation texts, over all texts together."
        ),
    ),
    "tagging": KindWords(
        unit="span",
        level="span_macro_f1",
        shown=("span_f1", "span_precision", "span_recall", "boundary_f1", "whole_texts", "ece"),
        mistakes="The {errors} it was surest of; what it missed comes last.",
        fitted=(
            "Probabilities of tags are temperature-scaled (Guo et al. 2017) over the words of the validation texts; a "
            "span is as likely as the least likely of its tags."
        ),
        claims=Claims(right="span_precision", of="of the spans it marks"),
    ),
    "question_answering": KindWords(
        unit="question",
        level="answer_f1",
        shown=("answer_f1", "answer_exact", "answerable_f1", "no_answer_recall", "no_answer_precision", "ece"),
        mistakes="The {errors} it was surest of.",
        fitted=(
            "Probabilities are temperature-scaled (Guo et al. 2017) over the likeliest stretches of the text and there "
            "being no answer, and when to give none is the margin with the best F1 (Devlin et al. 2019), both on "
            "validation data."
        ),
        claims=Claims(right="answer_exact", of="of the questions"),
    ),
    "embedding": KindWords(
        level="mrr",
        shown=("mrr", "recall_at_1", "recall_at_10", "median_rank", "candidates", "false_reject_rate"),
        mistakes="The {errors} whose partner comes last, each with the nearest text that does not belong to it.",
    ),
}


def words_of(kind: str) -> KindWords:
    """The row of a kind; plain words for one that has none."""
    return KINDS.get(kind) or KindWords()
