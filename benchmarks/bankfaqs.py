"""BankFAQs: a question finds its own answer among all 1,778, with every question hidden from the index."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.machine import datasets, heading, table
from scaffold.data.readers.open import read_rows
from scaffold.evaluation.bootstrap import paired_bootstrap
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.retrieval.document import Document, Hit
from scaffold.retrieval.fusion import DEFAULT, Fusion, ReciprocalRanks, SimilarityAndRank
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp
from scaffold.settings import DataSettings
from scaffold.text import normalise

COMMAND = "python -m benchmarks.bankfaqs"
DEPTH = 200
SEED = 0
BM25, VECTORS, SHIPPED = "BM25", "vectors", "fusion as shipped"
GRID: tuple[list[Fusion], ...] = (
    [ReciprocalRanks(meaning=weight, k=k) for weight in (1.0, 1.5, 2.0, 3.0) for k in (10.0, 20.0, 60.0)],
    [SimilarityAndRank(words=weight, k=k) for weight in (0.05, 0.1, 0.15, 0.2) for k in (5.0, 10.0, 20.0)],
)
Ranking = list[int]
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Task:
    """Questions and answers row by row; row i of one belongs to row i of the other."""

    questions: list[str]
    answers: list[str]

    @property
    def tuning(self) -> npt.NDArray[np.bool_]:
        """A random half of the rows, the only ones that settings are chosen on."""
        chosen = np.zeros(len(self.questions), dtype=bool)
        chosen[np.random.default_rng(SEED).permutation(len(chosen))[: len(chosen) // 2]] = True
        return chosen

    def ranks(self, rankings: Sequence[Ranking], *, strict: bool = False) -> npt.NDArray[np.float64]:
        """Place of the first right answer for each question, infinite when it is not among the first ones.

        :param strict: only the question's own row is right, not every row with the very same answer.
        """
        places = np.full(len(rankings), np.inf)
        for row, ranking in enumerate(rankings):
            for place, found in enumerate(ranking, start=1):
                if found == row or (not strict and self.answers[found] == self.answers[row]):
                    places[row] = place
                    break
        return places


def run(folder: Path) -> str:
    """BM25, vectors and their fusion on the published file as it is."""
    task = _read(folder / "bankfaqs" / "BankFAQs.csv.gz")
    encoder = CachedEncoder(load_encoder())
    print("encoding answers and questions", file=sys.stderr, flush=True)
    answers, questions = encoder.encode(task.answers), encoder.encode(task.questions)
    with (
        tempfile.TemporaryDirectory() as scratch,
        DocumentIndex.create(Path(scratch) / "index", IndexStamp(encoder.fingerprint, encoder.dimension)) as index,
    ):
        index.add([Document(f"{row:05d}", "", answer) for row, answer in enumerate(task.answers)], answers)
        rankings = _search(task, index, questions, answers)
    return _section(task, rankings)


def _read(path: Path) -> Task:
    rows = [row.values for row in read_rows(path, DataSettings())]
    return Task([normalise(row["Question"]) for row in rows], [normalise(row["Answer"]) for row in rows])


def _search(task: Task, index: DocumentIndex, questions: Matrix, answers: Matrix) -> dict[str, list[Ranking]]:
    print("searching", file=sys.stderr, flush=True)
    words = [_scored(index.search_lexical(text, DEPTH)) for text in task.questions]
    meaning = [_scored(index.search_vectors(vector, DEPTH)) for vector in questions]
    shipped = [index.search(text, vector, DEPTH) for text, vector in zip(task.questions, questions, strict=True)]
    complete = [_with_far(*both) for both in zip(meaning, words, questions @ answers.T, strict=True)]

    def fused(fusion: Fusion) -> list[Ranking]:
        scores = [fusion.fuse(w[: fusion.depth], m) for w, m in zip(words, complete, strict=True)]
        return [sorted(score, key=lambda row: (-score[row], row))[:DEPTH] for score in scores]

    rankings = {} if find_spec("bm25s") is None else {"BM25 of the package bm25s": _bm25s(task)}
    rankings |= {BM25: _rows(words), VECTORS: _rows(meaning), SHIPPED: _rows(map(_scored, shipped))}
    rankings["fusion, reciprocal ranks, equal weights, k=60"] = fused(ReciprocalRanks())
    for fusions in GRID:
        name, found = _tuned(task, fusions, fused)
        rankings[name] = found
    return rankings


def _scored(hits: Sequence[Hit]) -> list[tuple[int, float]]:
    return [(int(hit.document.id), hit.score) for hit in hits]


def _rows(rankings: Iterable[Sequence[tuple[int, float]]]) -> list[Ranking]:
    return [[row for row, _ in ranking] for ranking in rankings]


def _with_far(
    near: list[tuple[int, float]], words: list[tuple[int, float]], cosines: Matrix
) -> list[tuple[int, float]]:
    """The hits by meaning, and the cosines of those hits by words that are not among them."""
    seen = {row for row, _ in near}
    return [*near, *((row, float(cosines[row])) for row, _ in words if row not in seen)]


def _tuned(
    task: Task, fusions: Sequence[Fusion], fused: Callable[[Fusion], list[Ranking]]
) -> tuple[str, list[Ranking]]:
    """The fusion with the best reciprocal rank on the tuning half, under a name that tells its settings."""
    found = [fused(fusion) for fusion in fusions]
    best = max(range(len(fusions)), key=lambda i: float(np.mean(1 / task.ranks(found[i])[task.tuning])))
    return f"fusion, tuned: {fusions[best]}", found[best]


def _bm25s(task: Task) -> list[Ranking]:
    import bm25s

    scorer = bm25s.BM25()
    scorer.index(bm25s.tokenize(task.answers, stopwords="en", show_progress=False), show_progress=False)
    rankings = []
    for words in bm25s.tokenize(task.questions, stopwords="en", return_ids=False, show_progress=False):
        scores = scorer.get_scores(words) if words else np.zeros(len(task.answers))
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        rankings.append([int(row) for row in order if scores[row] > 0])
    return rankings


def _section(task: Task, rankings: dict[str, list[Ranking]]) -> str:
    everything = np.ones(len(task.questions), dtype=bool)
    note = (
        f"{len(task.questions):,} questions, each looking for its own answer among all {len(task.answers):,}; the "
        f"index holds the answers alone. Settings were tuned on a random half (seed {SEED}) by reciprocal rank, the "
        f"held-out half was only scored. Shipped: {DEFAULT}. An answer below place {DEPTH} counts as not found."
    )
    same = (
        f"Of the answers {len(set(task.answers)):,} are different: rows with the very same answer are equally right. "
        f"No system can place more than {_ceiling(task):.1%} first, for some questions stand there several times with "
        "different answers.\n\n"
    )
    text = heading("FAQ search: BankFAQs", COMMAND, note) + same
    text += _table(task, rankings, {"held-out half": ~task.tuning, "all questions": everything}, strict=False)
    text += "\nThe strict figure: only the question's own row is right, though others may hold the same answer.\n\n"
    text += _table(task, rankings, {"held-out half": ~task.tuning, "all questions": everything}, strict=True)
    return text + "\n" + _gains(task, rankings)


def _table(
    task: Task, rankings: dict[str, list[Ranking]], parts: dict[str, npt.NDArray[np.bool_]], *, strict: bool
) -> str:
    columns = [f"{figure}, {part}" for part in parts for figure in ("recall@1", "@5", "MRR")]
    rows = []
    for name, found in rankings.items():
        ranks = task.ranks(found, strict=strict)
        figures = [f"{value:.3f}" for chosen in parts.values() for value in _figures(ranks[chosen])]
        rows.append([name, *figures])
    return table(["way", *columns], rows)


def _figures(ranks: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    return float(np.mean(ranks <= 1)), float(np.mean(ranks <= 5)), float(np.mean(1 / ranks))


def _gains(task: Task, rankings: dict[str, list[Ranking]]) -> str:
    ours = task.ranks(rankings[SHIPPED])
    lines = []
    for name in (VECTORS, BM25):
        theirs = task.ranks(rankings[name])
        gains = [(ours <= 1) * 1.0 - (theirs <= 1), (ours <= 5) * 1.0 - (theirs <= 5), 1 / ours - 1 / theirs]
        shown = []
        for figure, gain in zip(("recall@1", "recall@5", "MRR"), gains, strict=True):
            at = paired_bootstrap(lambda rows, gain=gain: float(gain[rows].mean()), len(gain))
            shown.append(f"{figure} {at.value:+.3f} ({at.low:+.3f} to {at.high:+.3f})")
        lines.append(f"- {SHIPPED} against {name}: {', '.join(shown)}\n")
    return "Gain over all questions, with 95% bootstrap intervals:\n\n" + "".join(lines)


def _ceiling(task: Task) -> float:
    answers: dict[str, Counter[str]] = {}
    for question, answer in zip(task.questions, task.answers, strict=True):
        answers.setdefault(question.casefold(), Counter())[answer] += 1
    return sum(max(counts.values()) for counts in answers.values()) / len(task.questions)


if __name__ == "__main__":
    print(run(datasets()))
