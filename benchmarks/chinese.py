"""Chinese without any downloaded weights: an encoder from scratch against TF-IDF of words and characters.

The figures of each run are kept in `benchmarks/results/chinese`; the table is made of all that are there.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import preparing
from benchmarks.heads import Published, kept, spread, train
from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import asked, record, recorded
from scaffold.data.load import load_dataset
from scaffold.settings import DataSettings
from scaffold.training.score import Scorer
from scaffold.training.task import Task, labelled
from scaffold.training.tfidf import fit_tfidf

COMMAND = "python -m benchmarks.chinese"
SECTION = "chinese"
SEEDS = (1, 2, 3)
PRETRAINING = "15m"
SETS = {
    "chnsenticorp": Published(
        "ChnSentiCorp, doubles removed", "10m", {"sentiment accuracy": None}, prepare=preparing.chnsenticorp
    ),
    "cblue_kuake_qic": Published("KUAKE-QIC, dev", "10m", {"intent accuracy": None}),
}
# With the head whose labels make their texts readable; they are not used.
CORPUS = {"chnsenticorp": "sentiment", "cblue_kuake_qic": "intent", "smp2020_ewect_usual_zh": "emotion"}
SHAPE = ("pretraining.layers=2", "pretraining.width=256", "pretraining.contrastive_share=0")


def run(folder: Path, names: Sequence[str] = tuple(SETS), seeds: Sequence[int] = SEEDS) -> str:
    """Pretrain once, train each set both ways once a seed, and give the table."""
    with tempfile.TemporaryDirectory() as place:
        encoder = _pretrained(folder, Path(place))
        for name in names:
            for seed in seeds:
                settings = (f"training.base={encoder}", "training.layers=0")
                whole = train(name, replace(SETS[name], settings=settings), folder / name, seed)
                words = _first_rung(SETS[name], folder / name, seed)
                record(SECTION, name, seed, {"words": words, "encoder": kept(whole)})
    return tables(names)


def tables(names: Sequence[str] = tuple(SETS)) -> str:
    """The table of all runs that were made."""
    rows = [_row(SETS[name], runs) for name in names if (runs := recorded(SECTION, name))]
    note = (
        f"The encoder: two layers, 256 numbers wide, from scratch in {PRETRAINING} of guessing words on the training "
        f"texts of {', '.join(CORPUS)}; no text of a test split is among them. What is served is chosen on "
        "validation texts, and may join both."
    )
    columns = ["set", "TF-IDF", "with the encoder", "gain, each seed", "chosen", "seeds", "minutes a run"]
    return heading("Chinese without downloaded weights", COMMAND, note) + table(columns, rows)


def _row(published: Published, runs: dict[int, dict[str, Any]]) -> list[str]:
    head, figure = next(iter(published.must)).rsplit(" ", 1)
    words = [one["words"] for one in runs.values()]
    encoder = [one["encoder"]["heads"][head]["test"][figure] for one in runs.values()]
    gains = ", ".join(f"{after - before:+.4f}" for before, after in zip(words, encoder, strict=True))
    chosen = ", ".join(dict.fromkeys(one["encoder"]["chosen"] for one in runs.values()))
    minutes = sum(sum(one["encoder"]["seconds"].values()) for one in runs.values()) / len(runs) / 60
    seeds = ", ".join(map(str, runs))
    return [published.title, spread(words), spread(encoder), gains, chosen, seeds, f"{minutes:.1f}"]


def _first_rung(published: Published, source: Path, seed: int) -> float:
    """Test accuracy of TF-IDF of words and characters with a linear SVM, alone."""
    head = next(iter(published.must)).rsplit(" ", 1)[0]
    with tempfile.TemporaryDirectory() as place:
        if published.prepare:
            published.prepare(source, Path(place))
            source = Path(place)
        splits = load_dataset(source, DataSettings(), (head,)).splits
        names = tuple(sorted({str(label) for label in splits["train"].labels(head)}))
        train, held, test = (labelled(splits[name], head, names) for name in ("train", "validation", "test"))
        classifier = fit_tfidf(Task(head, names, train, held), seed)
        return Scorer("accuracy", test.truth)(classifier.outputs(test.texts).logits)


def _pretrained(folder: Path, place: Path) -> Path:
    """An encoder that knows nothing but the training texts."""
    corpus = place / "corpus"
    corpus.mkdir()
    for name, head in CORPUS.items():
        splits = load_dataset(folder / name, DataSettings(), (head,)).splits
        tested = set(splits["test"].texts())
        lines = [" ".join(text.split()) + "\n" for text in splits["train"].texts() if text not in tested]
        (corpus / f"{name}.txt").write_text("".join(lines), encoding="utf-8")
    program = str(Path(sysconfig.get_path("scripts")) / "scaffold")
    command = [program, "pretrain", "--base", "scratch", "--corpus", str(corpus), "--out", str(place / "encoder")]
    command += ["--budget", PRETRAINING, "--set", "training.speed=1"]
    command += [word for each in SHAPE for word in ("--set", each)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return place / "encoder"


if __name__ == "__main__":
    print(asked(__doc__, SETS, SEEDS, tables, partial(run, datasets())))
