"""CLINC150: are texts out of scope recognised by a model that never saw one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.decision.head_model import HeadModel
from scaffold.evaluation.detection import detection_metrics
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.models.cases import Cases
from scaffold.models.voting import CaseVoting, Votes
from scaffold.settings import DataSettings, DecisionSettings
from scaffold.training.frozen import fit_linear
from scaffold.training.task import Labelled, Task, labelled

COMMAND = "python -m benchmarks.clinc150"
OUTSIDE = "oos"


def run(folder: Path) -> str:
    """Frozen encoder and logistic regression on the in-scope training texts; both kinds of test texts scored once."""
    splits = load_dataset(folder / "clinc150" / "data_full.json.gz", DataSettings(), ("intent",)).splits
    labels = tuple(sorted({str(label) for label in splits["train"].labels("intent")} - {OUTSIDE}))
    train, validation, test = (labelled(splits[name], "intent", labels) for name in ("train", "validation", "test"))
    inside = {name: _inside(part) for name, part in (("train", train), ("validation", validation), ("test", test))}
    outside = [text for text, truth in zip(test.texts, test.truth, strict=True) if truth < 0]
    task = Task("intent", labels, inside["train"], inside["validation"])

    encoder = load_encoder()
    vectors = CachedEncoder(encoder)
    start, held = vectors.encode(task.train.texts), vectors.encode(task.validation.texts)
    classifier = fit_linear(encoder, start, held, task, embedder=vectors)
    voting = CaseVoting(classifier, Cases(task.train.texts, task.train.truth, start), Votes())
    outputs = voting.outputs(task.validation.texts)
    model = HeadModel.fit("intent", voting, outputs, task.validation.truth, DecisionSettings())

    known, strange = model.predict(inside["test"].texts), model.predict(outside)
    figures = {"in-scope accuracy": float((known.probabilities.argmax(1) == inside["test"].truth).mean())}
    figures |= detection_metrics(known.scores, strange.scores, model.detector.threshold)
    note = (
        f"{len(task.train)} training texts without any out-of-scope one; {len(known.scores)} in-scope and "
        f"{len(outside)} out-of-scope test texts; false-reject rate set to 5%. Published for BERT-base without "
        "out-of-scope training data: Mahalanobis AUROC 0.976, FPR95 0.093."
    )
    rows = [[name, f"{value:.4f}"] for name, value in figures.items()]
    return heading("CLINC150, out of scope", COMMAND, note) + table(["figure", "value"], rows)


def _inside(part: Labelled) -> Labelled:
    kept = np.flatnonzero(part.truth >= 0)
    return Labelled([part.texts[i] for i in kept], part.truth[kept])


if __name__ == "__main__":
    print(run(datasets()))
