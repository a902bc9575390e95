"""The recommender of a trained bundle: fitted with the text vectors that training has tuned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.bundle import Bundle, attach
from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.files import write_text
from scaffold.models.cache import CachedEncoder
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.heads import INTEREST
from scaffold_recommendation.learning.built import build
from scaffold_recommendation.learning.judged import Judged
from scaffold_recommendation.learning.report import lists_report
from scaffold_recommendation.learning.run import rules_of
from scaffold_recommendation.model_folder import PART, fill

if TYPE_CHECKING:
    from scaffold.plugins.run import RunContext

PAGE = "lists.html"


def attach_recommender(run: RunContext) -> None:
    """Give the bundle of a finished run its recommender, and add its figures to `metrics.json`.

    :raises DataError: for data that no recommender can be fitted on.
    """
    bundle = Bundle.load(run.out / "bundle")
    head = bundle.heads[INTEREST]
    assert isinstance(head, EmbeddingModel)
    tuned = head.model.encoder
    data = read_data(Path(run.data) if run.data else None, run.config, run.settings.data)
    rules = rules_of(run.vertical)
    about = {"encoder": {"fingerprint": tuned.fingerprint}}
    seed = run.settings.training.seed
    built = build(data, run.config, rules, CachedEncoder(tuned), about, run.progress, seed=seed)
    judged = Judged.of(built)
    attach(run.out / "bundle", PART, lambda draft: fill(draft, built.model))
    figures = judged.as_metrics(built)
    path = run.out / "metrics.json"
    metrics = json.loads(path.read_text(encoding="utf-8"))
    metrics["heads"] |= figures["heads"]
    metrics["seconds"]["recommender"] = round(sum(built.seconds.values()), 2)
    write_text(path, json.dumps(metrics, ensure_ascii=False, indent=2) + "\n")
    write_text(run.out / PAGE, lists_report(built, judged))
