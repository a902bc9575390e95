"""The report of a run, filled in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from scaffold_recommendation.evaluation.report import ReportContent, SplitPart, gains_of, render_report

if TYPE_CHECKING:
    from scaffold_recommendation.learning.built import Built
    from scaffold_recommendation.learning.judged import Judged


def lists_report(built: Built, judged: Judged) -> str:
    """One HTML page about how good the lists are."""
    parts, recommender = built.split, built.fitted.recommender
    named = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    names = [file.path.rpartition("/")[2] for file in built.data.files]
    content = ReportContent(
        title="How good the lists are",
        data=", ".join(names),
        evaluation=judged.evaluation,
        protocol=parts.protocol,
        split=[SplitPart.of(name, events) for name, events in named.items()],
        notes=[*built.data.notes, *parts.notes],
        calibration=judged.calibration,
        curve=judged.curve,
        varied_by=judged.varied_by,
        gains=gains_of(recommender.ranking),
        ways={way.name: way.validation for way in built.fitted.ways},
        seconds=built.seconds,
        settings=asdict(recommender.shape),
        machine=built.model.about.get("machine", {}),
    )
    return render_report(content)
