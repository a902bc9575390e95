"""How many wrong labels the label-noise report finds: BANKING77 with a known share of them put in."""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.evaluation.label_noise import FOLDS, find_label_noise, out_of_fold
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.settings import DataSettings

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix

SEEDS = (1, 2, 3)
SHARES = (0.05, 0.1)
NEAR = 5
COMMAND = "python -m benchmarks.label_noise"

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """Of one run.

    :ivar surest: precision among the surest half of the findings.
    :ivar named: share of the wrong labels found for which the right one is suggested.
    """

    precision: float
    recall: float
    surest: float
    named: float
    rate: float


def run(folder: Path, seeds: tuple[int, ...] = SEEDS) -> str:
    """Wrong labels of any class and of one that is easily confused, at two shares."""
    train = load_dataset(folder / "banking77", DataSettings(split="given"), ("intent",), resplit=False).splits["train"]
    labels = tuple(sorted({str(label) for label in train.labels("intent")}))
    truth = np.array([labels.index(str(label)) for label in train.labels("intent")], dtype=np.int64)
    vectors = CachedEncoder(load_encoder()).encode(train.texts())
    rows = [_row("none", [_measure(vectors, truth, truth, labels, seed) for seed in seeds[:1]])]
    for near in (False, True):
        for share in SHARES:
            made = [
                _measure(vectors, truth, _spoil(vectors, truth, share, seed, near=near), labels, seed) for seed in seeds
            ]
            rows.append(_row(f"{share:.0%}, {f'one of the {NEAR} nearest classes' if near else 'any class'}", made))
    note = (
        f"{len(truth):,} training texts, logistic regression on the frozen vectors of embedded:minilm, {FOLDS} folds. "
        f"Means over seeds {', '.join(map(str, seeds))}. The set has wrong labels of its own (the first row says how "
        "many are estimated), which count as false findings here."
    )
    columns = [
        "labels made wrong",
        "precision",
        "recall",
        "precision of the surest half",
        "right label named",
        "estimated rate",
    ]
    return heading("Wrong labels found", COMMAND, note) + table(columns, rows)


def _spoil(vectors: Matrix, truth: Indices, share: float, seed: int, *, near: bool) -> Indices:
    """Another class for a share of the texts: any, or one of the nearest by the mean vectors."""
    random = np.random.default_rng(seed)
    classes = int(truth.max()) + 1
    means = np.stack([vectors[truth == one].mean(axis=0) for one in range(classes)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    nearest = np.argsort(-(means @ means.T), axis=1)[:, 1:]
    spoilt = truth.copy()
    rows = random.permutation(len(truth))[: round(share * len(truth))]
    spoilt[rows] = nearest[truth[rows], random.integers(NEAR if near else classes - 1, size=len(rows))]
    return spoilt


def _measure(vectors: Matrix, truth: Indices, given: Indices, labels: tuple[str, ...], seed: int) -> Found:
    noise = find_label_noise(out_of_fold(vectors, given, len(labels), seed=seed), given, labels)
    wrong = truth != given
    hits = np.array([wrong[issue.row] for issue in noise.issues], dtype=float)
    named = [issue.suggested == labels[truth[issue.row]] for issue in noise.issues if wrong[issue.row]]
    total = int(wrong.sum())
    if not total:
        return Found(float("nan"), float("nan"), float("nan"), float("nan"), noise.rate)
    return Found(hits.mean(), hits.sum() / total, hits[: len(hits) // 2].mean(), float(np.mean(named)), noise.rate)


def _row(name: str, found: list[Found]) -> list[str]:
    cells = []
    for figure in ("precision", "recall", "surest", "named", "rate"):
        values = [getattr(one, figure) for one in found]
        cells.append("" if np.isnan(values[0]) else f"{statistics.mean(values):.3f}")
    return [name, *cells]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    print(run(datasets(), tuple(parser.parse_args().seeds)))
