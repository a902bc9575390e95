"""Do decisions keep their promises: coverage of sets, out-of-scope detection, thresholds of many labels."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.decision.calibration import Temperature
from scaffold.decision.class_conditional import KINDS
from scaffold.decision.f1 import macro_f1
from scaffold.decision.out_of_scope import OutOfScopeDetector
from scaffold.decision.platt import PlattScaling
from scaffold.decision.risk_control import RiskControlledSets, shares_missed
from scaffold.decision.strangeness import BETWEEN_CLEAR_CLASSES, DEFAULT_PARTS, PARTS, parts_for
from scaffold.decision.thresholds import Thresholds
from scaffold.evaluation.detection import auroc, fpr95
from scaffold.evaluation.promise import coverage_promise
from scaffold.evaluation.selective import holds_truth
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.settings import DataSettings
from scaffold.training.frozen import fit_linear
from scaffold.training.task import Labelled, Task, labelled

if TYPE_CHECKING:
    from scaffold.models.linear import LinearClassifier

COMMAND = "python -m benchmarks.decision"
HALVES = 20
ERROR_RATE = 0.05
FEW_POSITIVES_ROWS = (500, 1500, 2713)
OUTSIDE = "oos"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """A regression on frozen vectors, and the vectors and truth of each split; -1 where a label is not known."""

    linear: LinearClassifier
    truth: dict[str, npt.NDArray[np.int64]]
    vectors: dict[str, npt.NDArray[np.float32]]

    def of(self, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Logits."""
        return np.asarray(vectors @ self.linear.weight.T + self.linear.bias)

    @property
    def logits(self) -> dict[str, npt.NDArray[np.float32]]:
        """Those of each split."""
        return {split: self.of(vectors) for split, vectors in self.vectors.items()}


def run_coverage(folder: Path) -> str:
    """Sets fitted on the validation split, and on random halves of the test split; always measured on other rows."""
    rows = [row for name, path in _sets(folder) for row in _coverage_rows(name, _fit(path))]
    note = (
        f"Frozen encoder, logistic regression, temperature; promise {1 - ERROR_RATE:.0%}. First the quantile of the "
        f"validation rows, with the chance of so few in the check; then the mean of {HALVES} draws that calibrate on "
        "one half of the test rows and measure on the other, with the standard deviation of a draw."
    )
    columns = ["set, sets", "rows", "accuracy", "coverage", "kept", "labels", "halves: coverage", "sd", "labels"]
    return heading("Coverage of conformal sets", f"{COMMAND} --part coverage", note) + table(columns, rows)


def _coverage_rows(name: str, fitted: Fitted) -> Iterator[list[str]]:
    inside = {split: np.flatnonzero(truth >= 0) for split, truth in fitted.truth.items()}
    (held, held_truth), (test, truth) = (
        (fitted.logits[split][inside[split]], fitted.truth[split][inside[split]]) for split in ("validation", "test")
    )
    accuracy = float((test.argmax(axis=1) == truth).mean())
    for kind in KINDS:
        covered, size, expected = _covered(kind, held, held_truth, test, truth)
        promise = coverage_promise(covered, ERROR_RATE, fitted_rows=len(held), expected=expected)
        draws = []
        for seed in range(HALVES):
            order = np.random.default_rng(seed).permutation(len(test))
            one, other = order[: len(order) // 2], order[len(order) // 2 :]
            half, labels, _ = _covered(kind, test[one], truth[one], test[other], truth[other])
            draws.append((half.mean(), labels))
        mean, spread = np.mean(draws, axis=0), np.std(draws, axis=0)
        shares = [f"{value:.4f}" for value in (accuracy, promise.measured)]
        last = [f"{mean[0]:.4f}", f"{spread[0]:.4f}", f"{mean[1]:.3f}"]
        yield [f"{name}, {kind}", str(len(held)), *shares, "yes" if promise.kept else "no", f"{size:.3f}", *last]


def _covered(
    kind: str, held: Floats, held_truth: npt.NDArray[np.int64], test: Floats, truth: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.bool_], float, float]:
    temperature = Temperature.fit(held, held_truth)
    sets = KINDS[kind].fit(temperature.probabilities(held), held_truth, ERROR_RATE)
    inside = sets.sets(temperature.probabilities(test))
    return holds_truth(inside, truth), float(inside.sum(axis=1).mean()), sets.expected


def run_out_of_scope(folder: Path) -> str:
    """Texts of no class, of classes held out of training, and of another field, told from known ones."""
    paths = dict(_sets(folder))
    clinc, films = _fit(paths["CLINC150"]), _fit(paths["SST-2"])
    questions = clinc.vectors["test"][clinc.truth["test"] >= 0]
    near = [_detected(_fit(paths["BANKING77"], held_out=fold)) for fold in range(5)]
    found = [
        _detected(clinc),
        {name: tuple(np.mean([one[name] for one in near], axis=0)) for name in near[0]},
        _detected(films, questions),
    ]
    rows = [[name, *(f"{value:.4f}" for one in found for value in one[name])] for name in found[0]]
    note = (
        "Frozen encoder; no out-of-scope text in fitting. CLINC150: its 1,000 out-of-scope test texts against 4,500 "
        "of its 150 classes. BANKING77: test texts of a fifth of the classes, left out of training, against the "
        "others; mean of five fifths. SST-2, two classes that overlap: its test sentences against the questions of "
        "CLINC150. Which parts are averaged, and when, was settled on classes and domains left out of training and "
        "validation splits, not on these texts."
    )
    columns = ["score", "CLINC150 AUROC", "FPR95", "BANKING77 AUROC", "FPR95", "SST-2 AUROC", "FPR95"]
    return heading("Out of scope", f"{COMMAND} --part out-of-scope", note) + table(columns, rows)


def _detected(fitted: Fitted, strange: npt.NDArray[np.float32] | None = None) -> dict[str, tuple[float, float]]:
    """AUROC and FPR95 of the average that is taken, of both averages there are, and of each part.

    :param strange: vectors of the out-of-scope texts; those of the test split with truth -1 if not given.
    """
    known = fitted.truth["test"] >= 0
    outside = fitted.vectors["test"][~known] if strange is None else strange
    heat = Temperature.fit(fitted.logits["validation"], fitted.truth["validation"]).value
    validation = fitted.vectors["validation"]
    logits = fitted.of(validation) / heat
    detector = OutOfScopeDetector.fit(
        fitted.vectors["train"], fitted.truth["train"], validation, logits, parts=tuple(PARTS)
    )
    inside, strangers = (detector.part_scores(x, fitted.of(x) / heat) for x in (fitted.vectors["test"][known], outside))
    averages = {"as chosen": parts_for(logits, fitted.truth["validation"], fitted.vectors["train"].shape)}
    averages |= {" + ".join(parts): parts for parts in (BETWEEN_CLEAR_CLASSES, DEFAULT_PARTS)}
    named = averages | {part: (part,) for part in PARTS}
    scores = {
        name: [np.sum([one[part] for part in parts], axis=0) for one in (inside, strangers)]
        for name, parts in named.items()
    }
    return {name: (auroc(*pair), fpr95(*pair)) for name, pair in scores.items()}


def run_labels(folder: Path) -> str:
    """Thresholds and risk control of GoEmotions, fitted on parts of its validation split, measured on test."""
    fitted, truths = _fit_labels(folder / "goemotions")
    rows = []
    for size in FEW_POSITIVES_ROWS:
        found = [_labels_row(fitted, truths, size, seed) for seed in range(5)]
        rows.append([str(size), *(f"{value:.4f}" for value in np.mean(found, axis=0))])
    note = (
        "Frozen encoder, one regression a label on 10,000 training texts, 28 labels, mean of five draws of validation "
        f"rows. Macro-F1 with a threshold of 0.5, with one for all labels, and with one a label; then the share of "
        f"true labels that sets hold (promise {1 - ERROR_RATE:.0%}) and their size."
    )
    columns = ["validation rows", "0.5", "one for all", "one a label", "labels held", "labels in a set"]
    return heading("Many labels", f"{COMMAND} --part labels", note) + table(columns, rows)


def _labels_row(fitted: dict[str, Floats], truths: dict[str, Floats], size: int, seed: int) -> list[float]:
    rows = np.random.default_rng(seed).permutation(len(fitted["validation"]))[:size]
    scaling = PlattScaling.fit(fitted["validation"][rows], truths["validation"][rows])
    held, test = (scaling.probabilities(z) for z in (fitted["validation"][rows], fitted["test"]))
    thresholds = Thresholds.fit(held, truths["validation"][rows])
    sets = RiskControlledSets.fit(held, truths["validation"][rows], ERROR_RATE).sets(test)
    given = (test >= 0.5, test >= thresholds.common, thresholds.decide(test))
    figures = [macro_f1(each, truths["test"]) for each in given]
    return [*figures, 1 - float(shares_missed(sets, truths["test"]).mean()), float(sets.sum(axis=1).mean())]


def _sets(folder: Path) -> list[tuple[str, Path]]:
    names = {"BANKING77": "banking77", "CLINC150": "clinc150/data_full.json.gz", "SST-2": "sst2"}
    return [(name, folder / path) for name, path in names.items()]


def _fit(path: Path, *, held_out: int | None = None) -> Fitted:
    """Vectors and logits of one data set.

    :param held_out: which fifth of the classes (every fifth one, from this) is left out of training and counts as out
        of scope; None for those that the data call so.
    """
    head = "label" if path.name == "sst2" else "intent"
    splits = load_dataset(path, DataSettings(), (head,)).splits
    found = sorted({str(label) for label in splits["train"].labels(head)} - {OUTSIDE})
    labels = tuple(label for i, label in enumerate(found) if held_out is None or i % 5 != held_out)
    parts = {name: labelled(splits[name], head, labels) for name in ("train", "validation", "test")}
    parts = {name: part if name == "test" else _known(part) for name, part in parts.items()}
    encoder = load_encoder()
    cache = CachedEncoder(encoder)
    vectors = {name: cache.encode([str(text) for text in part.texts]) for name, part in parts.items()}
    task = Task(head, labels, parts["train"], parts["validation"])
    linear = fit_linear(encoder, vectors["train"], vectors["validation"], task, strengths=(30.0,))
    return Fitted(linear, {name: np.asarray(part.truth) for name, part in parts.items()}, vectors)


def _fit_labels(path: Path) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Logits of the validation and test texts, and their truth, (n, labels)."""
    settings = DataSettings(label_separator=",")
    splits = load_dataset(path, settings, ("label",), kinds={"label": "multilabel"}).splits
    sets = {name: list(splits[name].iter_label_sets("label")) for name in ("train", "validation", "test")}
    labels = tuple(sorted({label for one in sets["train"] for label in one or ()}))
    truth = {name: np.array([[label in (one or ()) for label in labels] for one in sets[name]], float) for name in sets}
    encoder = load_encoder()
    texts = {name: list(splits[name].texts()) for name in sets}
    texts["train"], truth["train"] = texts["train"][:10_000], truth["train"][:10_000]
    vectors = {name: CachedEncoder(encoder).encode(texts[name]) for name in sets}
    parts = [Labelled(texts[name], truth[name].astype(np.int64)) for name in ("train", "validation")]
    task = Task("label", labels, parts[0], parts[1], "macro_f1", "multilabel")
    linear = fit_linear(encoder, vectors["train"], vectors["validation"], task, strengths=(10.0,))
    logits = {name: (x @ linear.weight.T + linear.bias).astype(np.float64) for name, x in vectors.items()}
    return logits, truth


def _known(part: Labelled) -> Labelled:
    kept = np.flatnonzero(np.asarray(part.truth) >= 0)
    return Labelled([part.texts[i] for i in kept], np.asarray(part.truth)[kept])


SECTIONS = {"coverage": run_coverage, "out-of-scope": run_out_of_scope, "labels": run_labels}


def main(parts: Sequence[str]) -> None:
    """Print the sections asked for."""
    for part in parts:
        print(SECTIONS[part](datasets()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=SECTIONS, help="one table; all if not given")
    main(parser.parse_args().part or list(SECTIONS))
