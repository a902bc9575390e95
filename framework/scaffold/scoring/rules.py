"""What the report says about the rules of a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.reading import RULED
from scaffold.decision.rules.weighing import LEAST_FIRED
from scaffold.evaluation.rule_records import RuleFigures, RulesReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.decision.head import Head
    from scaffold.decision.rules.head_rules import HeadRules
    from scaffold.decision.rules.standing import Standing

_RATHER_WRONG = 0.5


def report_rules(model: Head, notes: Sequence[str] = ()) -> RulesReport | None:
    """The rules about a head, those first that need attention; None for a head that has none.

    :param notes: what training has to say of them.
    """
    rules = model.rules if isinstance(model, RULED) else None
    if rules is None or not rules.rules:
        return RulesReport(notes=tuple(notes)) if notes else None
    moved = _moved(model)
    rows = []
    for number, (rule, standing) in enumerate(zip(rules.rules, rules.standings, strict=True)):
        weighs = moved is not None and standing.power == "soft"
        urgency, concern = _concern(standing, weighs)
        figures = RuleFigures(
            id=rule.id,
            says=rule.gist,
            declared=standing.declared,
            used=standing.power,
            fired=standing.fired,
            texts=standing.texts,
            accuracy=standing.accuracy,
            judged=standing.judged,
            correct=standing.correct,
            low=standing.low,
            high=standing.high,
            weight=float(moved[number]) if moved is not None and standing.power == "soft" else None,
            note=standing.note or concern,
            needs_attention=urgency < _CALM,
        )
        rows.append((urgency, figures))
    rows.sort(key=lambda row: (row[0], 1.0 if row[1].precision is None else row[1].precision))
    return RulesReport([figures for _, figures in rows], (*notes, *_unheard(rules, moved is not None)))


_CALM, _LAST = 4, 5


def _concern(standing: Standing, weighs: bool) -> tuple[int, str]:
    """How urgently somebody should look at a rule, 0 the most, and why."""
    if standing.power == "off":
        return _LAST, ""
    if standing.declared == "hard" and standing.power == "soft":
        return 0, ""
    if standing.judged and standing.high < _RATHER_WRONG:
        return 1, "wrong more often than right where it fires"
    if not standing.fired:
        return 2, "fires on no text"
    if weighs and standing.fired < LEAST_FIRED:
        return 3, f"fires too rarely to count: a weight is believed from {LEAST_FIRED} texts on"
    if weighs and standing.weight == 0:
        return 3, "no better than a guess, so that it does not count"
    return _CALM, ""


def _unheard(rules: HeadRules, have_logits: bool) -> list[str]:
    """Why soft rules have no say, if so."""
    if not any(standing.power == "soft" for standing in rules.standings):
        return []
    if not have_logits:
        return ["soft rules have no say: only a hard rule sets or removes a stretch"]
    if rules.unit == 0:
        return ["soft rules have no say: on validation texts the model decides as well without them"]
    return []


def _moved(model: Head) -> npt.NDArray[np.float64] | None:
    """What the firing of each rule adds to the calibrated logits: to the label it moves most, (rules,)."""
    if isinstance(model, HeadModel) and model.rules is not None:
        shifts = model.rules.shifts / model.temperature.value
    elif isinstance(model, LabelsModel) and model.rules is not None:
        shifts = model.rules.shifts * model.scaling.slopes
    else:
        return None
    most = np.abs(shifts).argmax(axis=1)
    return np.asarray(shifts[np.arange(len(shifts)), most], dtype=np.float64)
