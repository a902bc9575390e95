"""Faithful evidence: what the probability loses without the five words that were marked, and without five others.

A deletion test (DeYoung et al. 2020, "ERASER", section 4: comprehensiveness) on test abstracts of Ohsumed, with the
bundle of one of the ways of `benchmarks.medical_conditions`.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.machine import datasets, heading, table
from scaffold.bundle import Bundle
from scaffold.models.precision import fast_reading

if TYPE_CHECKING:
    from scaffold.decision.decision import Span

COMMAND = "python -m benchmarks.medical_evidence --bundle DIR"
HEAD = "condition"
WORDS, DRAWS, SEED = 5, 3, 1


def run(folder: Path, bundle: Path, texts: int = 100) -> str:
    """The table for `texts` test abstracts drawn with one seed."""
    with lzma.open(folder / "ohsumed_23" / "test.jsonl.xz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(line)["text"] for line in stream]
    draw = random.Random(SEED)
    chosen = draw.sample(rows, texts)
    opened = Bundle.load(bundle)
    explained = [opened.explain(text) for text in chosen]
    before = [decision.heads[HEAD].as_dict() for decision in explained]
    labels = [opened.labels(HEAD).index(one["label"]) for one in before]
    marked = [without(each.text, strongest(each.spans)) for each in explained]
    others = [
        [without(each.text, draw.sample(each.spans, min(WORDS, len(each.spans)))) for _ in range(DRAWS)]
        for each in explained
    ]
    whole, lost = (probabilities(opened, made, labels) for made in ([each.text for each in explained], marked))
    by_chance = np.mean([probabilities(opened, [each[n] for each in others], labels) for n in range(DRAWS)], axis=0)
    falls = whole - lost, whole - by_chance
    shown = [
        [name, f"{fall.mean():.4f}", f"{statistics.median(fall):.4f}"] for name, fall in zip(_NAMES, falls, strict=True)
    ]
    times = falls[0].mean() / falls[1].mean()
    weigh = f"weigh {times:.1f} times as much" if times > 0 else "weigh, random ones weigh nothing"
    ratio = f"Marked words {weigh}; at least twice as much is wanted.\n"
    note = f"{texts} test abstracts of Ohsumed, seed {SEED}; {WORDS} words are deleted, random ones {DRAWS} times."
    columns = ["deleted", "mean fall of the probability", "median"]
    return heading("Faithful evidence", COMMAND, note) + table(columns, shown) + "\n" + ratio


_NAMES = ("the five marked words", "five random words")


def strongest(spans: tuple[Span, ...]) -> list[Span]:
    """The five words that speak most for the label."""
    return sorted(spans, key=lambda span: -span.weight)[:WORDS]


def without(text: str, spans: list[Span]) -> str:
    """The text less some of its words."""
    for span in sorted(spans, key=lambda span: -span.start):
        text = text[: span.start] + text[span.end :]
    return text


def probabilities(bundle: Bundle, texts: list[str], labels: list[int]) -> np.ndarray:
    """Of each text the calibrated probability of one label, (n,)."""
    predictions = bundle.heads[HEAD].predict(texts)
    return np.asarray(predictions.probabilities)[np.arange(len(texts)), labels]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True, help="bundle with a head `condition`, trained on Ohsumed")
    parser.add_argument("--texts", type=int, default=100)
    given = parser.parse_args()
    # Every word that is left out is one more reading of an abstract.
    with fast_reading():
        print(run(datasets(), given.bundle, given.texts))
