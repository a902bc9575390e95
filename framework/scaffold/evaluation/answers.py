"""Figures of heads that answer questions from a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.answer_match import is_exact, overlap
from scaffold.evaluation.reliability import calibration_error, chance_error

if TYPE_CHECKING:
    from collections.abc import Sequence


def answer_metrics(
    given: Sequence[str], probabilities: Sequence[float], truth: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Every figure of one split, by name; shares lie between 0 and 1.

    Exact match and F1 of words as in SQuAD (Rajpurkar et al. 2016, section 6.1), of Chinese by characters; a question
    without an answer counts as SQuAD 2.0 has it (Rajpurkar, Jia & Liang 2018): 1 if none is given, else 0.

    :param given: an answer a question, empty where none is given.
    :param probabilities: of these answers.
    :param truth: the true answers of each question; none where the text has none.
    """
    exact = np.array([is_exact(one, true) for one, true in zip(given, truth, strict=True)])
    f1 = np.array([overlap(one, true) for one, true in zip(given, truth, strict=True)])
    answered, answerable = np.array([bool(one) for one in given]), np.array([bool(true) for true in truth])
    figures = {
        "answer_f1": float(f1.mean()),
        "answer_exact": float(exact.mean()),
        "answered_share": float(answered.mean()),
        "ece": calibration_error(probabilities, exact),
        "ece_by_chance": chance_error(probabilities),
        "mean_confidence": float(np.mean(probabilities)),
        "rows": float(len(given)),
    }
    if answerable.any():
        figures["answerable_f1"] = float(f1[answerable].mean())
    if not answerable.all():
        figures["no_answer_recall"] = float((~answered)[~answerable].mean())
        figures["no_answer_precision"] = float((~answerable)[~answered].mean()) if not answered.all() else 0.0
    return figures
