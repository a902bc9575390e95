"""How many labels `suggest-labels` saves: BANKING77 as a pool, labelled batch by batch, against random batches."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.decision.calibration import softmax
from scaffold.labelling.choice import choose, choose_unseen, margins
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.settings import DataSettings

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix

SEEDS = (1, 2, 3)
START = 77
BATCH = 100
MOST = 3077
# Fixed, so that neither way is helped by labels that a person with few of them does not have.
STRENGTH = 30.0
SHOWN = (77, 377, 777, 1077, 1577, 2077, 3077)
TARGETS = (1077, 2077, 3077)
HELD_OUT = 0.2
COMMAND = "python -m benchmarks.label_selection"

Rows = npt.NDArray[np.int64]
Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Texts:
    """Vectors, (n, d), and class numbers, (n,)."""

    vectors: Matrix
    truth: Rows

    def part(self, rows: Rows) -> Texts:
        """These rows."""
        return Texts(self.vectors[rows], self.truth[rows])


@dataclass(frozen=True, eq=False)
class Model:
    """Logistic regression on the vectors, for the classes it has seen."""

    weight: Matrix
    bias: Matrix
    classes: Rows

    @classmethod
    def fit(cls, texts: Texts) -> Model:
        """Fit on labelled texts."""
        with warnings.catch_warnings():
            # Tens of classes in tens of rows look like a regression problem to sklearn.
            warnings.simplefilter("ignore", UserWarning)
            fitted = LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-3).fit(texts.vectors, texts.truth)
        return cls(fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32), fitted.classes_)

    def probabilities(self, vectors: Matrix) -> npt.NDArray[np.float64]:
        """Of each class, (n, classes)."""
        return softmax(vectors @ self.weight.T + self.bias)

    def accuracy(self, texts: Texts) -> float:
        """Share of texts whose class is the likeliest."""
        return float((self.classes[self.probabilities(texts.vectors).argmax(axis=1)] == texts.truth).mean())


Pick = Callable[[Model, Texts, Rows, Rows, int], Rows]


def run(folder: Path, seeds: tuple[int, ...] = SEEDS, *, final: bool = True) -> str:
    """Learning curves of both ways on the test split (or on held-out training texts), averaged over seeds."""
    pool, held = _texts(folder / "banking77", final=final)
    ways: dict[str, tuple[Pick, bool]] = {
        "random": (_random, False),
        "suggest-labels": (_suggested, False),
        "suggest-labels, the first 77 too": (_suggested, True),
    }
    curves: dict[str, Curve] = {}
    for name, (pick, chosen_start) in ways.items():
        made = [_curve(pool, held, pick, seed, chosen_start=chosen_start) for seed in seeds]
        curves[name] = np.mean(made, axis=0)
        print(name, curves[name][:, 1].round(4).tolist(), file=sys.stderr, flush=True)
    where = "3,080 test texts" if final else "a fifth of the training texts, held out"
    note = (
        f"Pool: {len(pool.truth):,} training texts. {START} first labels, then batches of {BATCH}; logistic regression "
        f"on the frozen vectors of embedded:minilm (C={STRENGTH:g}). Mean over seeds {', '.join(map(str, seeds))}; "
        f"accuracy on {where}."
    )
    return heading("Labels saved by choosing texts", COMMAND, note) + _accuracies(curves) + "\n" + _shares(curves)


def _texts(folder: Path, *, final: bool) -> tuple[Texts, Texts]:
    """The pool, and what is measured on; strategy and settings were chosen on a fifth of train, not on test."""
    splits = load_dataset(folder, DataSettings(split="given"), ("intent",), resplit=False).splits
    names = sorted({str(label) for label in splits["train"].labels("intent")})
    encoder = CachedEncoder(load_encoder())
    parts = {}
    for name in ("train", "test") if final else ("train",):
        truth = np.array([names.index(str(label)) for label in splits[name].labels("intent")], dtype=np.int64)
        parts[name] = Texts(encoder.encode(splits[name].texts()), truth)
    if final:
        return parts["train"], parts["test"]
    order = np.random.default_rng(99).permutation(len(parts["train"].truth))
    cut = round(HELD_OUT * len(order))
    return parts["train"].part(order[cut:]), parts["train"].part(order[:cut])


def _curve(pool: Texts, held: Texts, pick: Pick, seed: int, *, chosen_start: bool) -> Curve:
    """Number of labels and accuracy after each batch, (batches, 2)."""
    known = (
        choose_unseen(pool.vectors, START, seed).rows
        if chosen_start
        else np.random.default_rng(seed).permutation(len(pool.truth))[:START]
    )
    points = []
    while True:
        model = Model.fit(pool.part(known))
        points.append((len(known), model.accuracy(held)))
        if len(known) >= MOST:
            return np.array(points)
        free = np.setdiff1d(np.arange(len(pool.truth)), known)
        known = np.concatenate([known, pick(model, pool, known, free, seed)])


def _random(_: Model, __: Texts, known: Rows, free: Rows, seed: int) -> Rows:
    return np.random.default_rng([seed, len(known)]).permutation(free)[:BATCH]


def _suggested(model: Model, pool: Texts, known: Rows, free: Rows, seed: int) -> Rows:
    vectors = pool.vectors[free]
    margin = margins(model.probabilities(vectors))
    return free[choose(margin, vectors, pool.vectors[known], BATCH, seed * MOST + len(known)).rows]


def _accuracies(curves: dict[str, Curve]) -> str:
    rows = [[name, *(f"{np.interp(n, *curve.T):.4f}" for n in SHOWN)] for name, curve in curves.items()]
    return table(["accuracy after so many labels", *(f"{n:,}" for n in SHOWN)], rows)


def _shares(curves: dict[str, Curve]) -> str:
    """Labels each way needs for what random labels reach, as a number and a share."""
    rows = []
    for name, curve in curves.items():
        if name != "random":
            needed = [_needed(curve, np.interp(n, *curves["random"].T)) for n in TARGETS]
            rows.append([name, *(f"{k:,.0f} ({k / n:.0%})" for k, n in zip(needed, TARGETS, strict=True))])
    return table(["labels needed for the accuracy of random", *(f"{n:,}" for n in TARGETS)], rows)


def _needed(curve: Curve, target: float) -> float:
    """Number of labels at which the curve first reaches `target`, between two batches in proportion."""
    for (before, low), (after, high) in pairwise(curve):
        if high >= target:
            return float(before + (after - before) * max(0.0, (target - low) / (high - low)))
    return float("nan")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--validation", action="store_true", help="measure on held-out training texts, to choose by")
    given = parser.parse_args()
    print(run(datasets(), tuple(given.seeds), final=not given.validation))
