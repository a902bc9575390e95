"""A run that fits a recommender: from a path to a folder with model, metrics and report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.files import write_text
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.sources import gather_rules
from scaffold.run_folder import RunFolder
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.encoders import keep_encoder, said_of
from scaffold_recommendation.learning.built import build
from scaffold_recommendation.learning.judged import Judged
from scaffold_recommendation.learning.report import lists_report
from scaffold_recommendation.model_folder import PART, write_model

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder
    from scaffold.plugins.vertical import Vertical
    from scaffold.progress import Progress
    from scaffold_recommendation.data.recommender_data import RecommenderData
    from scaffold_recommendation.learning.built import Built
    from scaffold_recommendation.settings import RecommendationSettings


@dataclass(frozen=True, eq=False)
class FitRun:
    """What a run left in its folder.

    :ivar metrics: the content of `metrics.json`.
    """

    model: Path
    report: Path
    metrics: dict[str, Any]
    built: Built
    judged: Judged


def fit_run(
    vertical: Vertical,
    data: Path | None,
    settings: RecommendationSettings,
    out: Path,
    base: str,
    seed: int,
    progress: Progress,
) -> FitRun:
    """Read, split, fit, judge, and write everything into `out` at once.

    :param data: None for the sample.
    :param base: encoder of texts.
    :raises UserError: for data, settings or a folder that cannot be used; nothing is left of the run then.
    """
    rules = rules_of(vertical)
    with RunFolder(out, {"vertical": vertical.name}, resume=False) as folder:
        with progress.stage("Reading"):
            read = read_data(data, settings, vertical.settings.data)
        for note in read.notes:
            progress.say(note)
        encoder = load_encoder(base) if settings.texts and read.catalogue.has_text else None
        return write_run(folder, read, settings, rules, encoder, base, seed, progress)


def write_run(
    folder: RunFolder,
    data: RecommenderData,
    settings: RecommendationSettings,
    rules: RuleSet,
    encoder: Encoder | None,
    base: str,
    seed: int,
    progress: Progress,
    about: Mapping[str, Any] | None = None,
) -> FitRun:
    """Fit, judge, and write model, metrics and report into an open run's folder.

    :param about: what is to be known of the model beside the usual.
    """
    said = {"encoder": said_of(base, encoder)} if encoder else {}
    reader = CachedEncoder(encoder) if encoder else None
    built = build(data, settings, rules, reader, {**said, **(about or {})}, progress, seed=seed)
    judged = Judged.of(built)
    metrics = judged.as_metrics(built) | dict(about or {})
    write_model(folder.results / PART, built.model, lambda draft: encoder and keep_encoder(draft, base, encoder))
    write_text(folder.results / "report.html", lists_report(built, judged))
    write_text(folder.results / "metrics.json", json.dumps(metrics, ensure_ascii=False, indent=2) + "\n")
    return FitRun(folder.path / PART, folder.path / "report.html", metrics, built, judged)


def rules_of(vertical: Vertical) -> RuleSet:
    """Rules of the vertical and of the user; none with `rules.decide=false`.

    :raises RuleError: for rules that cannot be read.
    """
    settings = vertical.settings.rules
    return gather_rules(vertical.rules, settings.files) if settings.decide else RuleSet()
