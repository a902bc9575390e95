"""Figures of trained bundles that a run does not measure itself."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import numpy as np

from scaffold.bundle import Bundle
from scaffold.data.load import load_dataset
from scaffold.evaluation.detection import detection_metrics
from scaffold.settings import DataSettings


def official_f1(bundle: Path, data: Path) -> dict[str, float]:
    """Macro-F1 of SemEval's nine relations, two directions together, `Other` left out, as the task scores it."""
    test = load_dataset(data, DataSettings(), ("relation",), kinds={"relation": "relation"}).splits["test"]
    decided = Bundle.load(bundle).decide(test.texts())
    pairs = [
        (str(truth), decision.heads["relation"].gist)
        for truth, decision in zip(test.labels("relation"), decided, strict=True)
    ]
    names = sorted({_plain(truth) for truth, _ in pairs} - {"Other"})
    return {"official_f1": statistics.mean(_f1(pairs, name) for name in names)}


def out_of_scope(bundle: Path, data: Path) -> dict[str, float]:
    """How well CLINC150's out-of-scope test texts are told from the others, by a model that never saw one."""
    splits = load_dataset(data / "data_full.json.gz", DataSettings(), ("intent",)).splits
    strange = np.array([label == "oos" for label in splits["test"].labels("intent")])
    decided = Bundle.load(bundle).decide(splits["test"].texts())
    scores, rejected = np.array([each.out_of_scope for each in decided]), np.array([each.rejected for each in decided])
    # Between the highest score that was let through and the lowest that was not.
    threshold = float((scores[rejected].min() + scores[~rejected].max()) / 2)
    return detection_metrics(scores[~strange], scores[strange], threshold)


def _f1(pairs: list[tuple[str, str]], name: str) -> float:
    right = sum(truth == found and _plain(truth) == name for truth, found in pairs)
    wanted, given = (sum(_plain(pair[side]) == name for pair in pairs) for side in (0, 1))
    return 2 * right / max(wanted + given, 1)


def _plain(relation: str) -> str:
    """The relation without its direction."""
    return re.sub(r"\(.*\)", "", relation)
