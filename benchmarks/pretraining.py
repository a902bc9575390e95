"""Domain pretraining: what texts without labels add to a medical task and to a dialogue task."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.models.cases import even_sample
from scaffold.pretraining.corpus import Corpus, read_corpus
from scaffold.pretraining.pretrain import Pretrained, pretrain
from scaffold.settings import DataSettings, PretrainingSettings
from scaffold.training.frozen import fit_linear
from scaffold.training.score import Scorer
from scaffold.training.task import Labelled, Task, labelled

if TYPE_CHECKING:
    from scaffold.models.encoder import Embedder, Encoder

COMMAND = "python -m benchmarks.pretraining"
SEEDS = (1, 2, 3)
MEDICAL_BUDGET, DIALOGUE_BUDGET = "4m", "60s"
SHOTS = 10
FEWEST_OF_A_LABEL = 50
DOMAINS = ("airline", "media", "software")


@dataclass(frozen=True)
class Case:
    """Texts without labels, and a task that is drawn anew for every seed."""

    name: str
    corpus: Corpus
    draw: Callable[[int], Task]
    test: Labelled
    budget: str


def medical(folder: Path, budget: str = MEDICAL_BUDGET) -> Case:
    """Abstracts, articles and answers without labels; the disease of an abstract, from ten with labels each."""
    splits = load_dataset(folder / "ohsumed_23", DataSettings(), ("disease",)).splits
    names = tuple(sorted({str(label) for label in splits["train"].labels("disease")}))
    train, held, test = (labelled(splits[name], "disease", names) for name in ("train", "validation", "test"))
    texts = [
        *map(str, train.texts),
        *read_corpus(folder / "medquad" / "medquad.jsonl.xz", DataSettings(text="answer")).texts[:2000],
        *read_corpus(folder / "dapt_craft_en", DataSettings()).texts,
    ]

    def draw(seed: int) -> Task:
        return Task("disease", names, _few(train, len(names), seed), _known(held))

    return Case("disease of an abstract (ohsumed)", Corpus.of(texts, "medical"), draw, _known(test), budget)


def dialogue(folder: Path, budget: str = DIALOGUE_BUDGET) -> Case:
    """Turns of three domains without labels; the intent of a turn to an airline, from ten with labels each."""
    home, settings = folder / "multidogo" / "turn_level", DataSettings(text="utterance", label="intent")
    texts: list[str] = []
    for domain in DOMAINS:
        texts += load_dataset(home / domain, settings, ("intent",)).splits["train"].texts()
    splits = load_dataset(home / "airline", settings, ("intent",)).splits
    counts: dict[str, int] = {}
    for label in splits["train"].labels("intent"):
        counts[str(label)] = counts.get(str(label), 0) + 1
    names = tuple(sorted(name for name, count in counts.items() if name != "None" and count >= FEWEST_OF_A_LABEL))
    parts = {name: _known(labelled(splits[name], "intent", names)) for name in ("train", "validation", "test")}

    def draw(seed: int) -> Task:
        return Task("intent", names, _few(parts["train"], len(names), seed), parts["validation"])

    return Case("intent of a turn (multidogo)", Corpus.of(texts, "dialogue"), draw, parts["test"], budget)


def run(
    folder: Path, seeds: Sequence[int] = SEEDS, make: Sequence[Callable[[Path], Case]] = (medical, dialogue)
) -> str:
    """Pretrain once a seed; the test split is scored by the base and by what validation chose, once each."""
    base = load_encoder()
    rows = []
    for case in (each(folder) for each in make):
        runs = [_one(case, base, seed) for seed in seeds]
        rows.append([case.name, *_shown(runs), f"{len(case.corpus):,}", case.budget])
    note = (
        f"Regression on the vectors of a frozen encoder, accuracy on the official test split, seeds "
        f"{', '.join(map(str, seeds))} (of the labelled texts drawn and of pretraining). Words are guessed; how much "
        f"of what was learned is kept, if any, is chosen on validation texts. Labelled texts: {SHOTS} "
        f"a label. No text of a test split is in a corpus."
    )
    columns = ["task", "without", "with pretraining", "gain", "kept", "pseudo-perplexity", "texts", "budget"]
    return heading("Domain pretraining", COMMAND, note) + table(columns, rows)


@dataclass(frozen=True)
class Run:
    """Test accuracy before and after, and what was chosen."""

    before: float
    after: float
    made: Pretrained


def _one(case: Case, base: Encoder, seed: int) -> Run:
    task = case.draw(seed)
    settings = PretrainingSettings(budget=case.budget, seed=seed)
    with tempfile.TemporaryDirectory() as work:
        made = pretrain(case.corpus, base, settings, work=Path(work), task=task, speed=1.0)
    assert made.gain is not None
    print(case.name, seed, made.gain, file=sys.stderr, flush=True)
    before = _accuracy(base, CachedEncoder(base), task, case.test)
    after = _accuracy(made.encoder, made.encoder, task, case.test) if made.gain.kept else before
    return Run(before, after, made)


def _accuracy(encoder: Encoder, vectors: Embedder, task: Task, test: Labelled) -> float:
    train, held = vectors.encode(task.train.texts), vectors.encode(task.validation.texts)
    fitted = fit_linear(encoder, train, held, task)
    return Scorer("accuracy", test.truth)(vectors.encode(test.texts) @ fitted.weight.T + fitted.bias)


def _shown(runs: Sequence[Run]) -> list[str]:
    gains = [one.after - one.before for one in runs]
    shares = [one.made.figures["share"] for one in runs if one.made.gain and one.made.gain.kept]
    learned = [one.made.figures["phases"][-1]["pseudo_perplexity"] for one in runs]
    falls = [statistics.mean(each[when] for each in learned) for when in ("before", "after")]
    return [
        _spread([one.before for one in runs]),
        _spread([one.after for one in runs]),
        _spread(gains, "+"),
        f"{len(shares)} of {len(runs)}" + (f", {statistics.mean(shares):.0%} of what was learned" if shares else ""),
        f"{falls[0]:,.0f} → {falls[1]:,.0f}",
    ]


def _spread(values: Sequence[float], sign: str = "") -> str:
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):{sign}.4f} ± {spread:.4f}"


def _known(part: Labelled) -> Labelled:
    return _take(part, np.flatnonzero(part.truth >= 0).tolist())


def _few(part: Labelled, labels: int, seed: int) -> Labelled:
    """Ten texts a label, drawn by seed."""
    drawn = _take(part, np.random.default_rng(seed).permutation(len(part)).tolist())
    return _take(drawn, even_sample(drawn.truth, SHOTS * labels).tolist())


def _take(part: Labelled, rows: Sequence[int]) -> Labelled:
    return Labelled([part.texts[row] for row in rows], part.truth[list(rows)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--only", choices=["medical", "dialogue"])
    parser.add_argument("--budget")
    given = parser.parse_args()
    makers: list[Callable[..., Case]] = [medical, dialogue]
    chosen = [one for one in makers if given.only in (None, one.__name__)]
    options = {"budget": given.budget} if given.budget else {}
    print(run(datasets(), given.seeds, [lambda folder, one=one: one(folder, **options) for one in chosen]))
