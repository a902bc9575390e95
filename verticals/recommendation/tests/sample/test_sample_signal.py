"""What the README says can be learnt from the sample, measured again with methods of a few lines."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from scaffold_recommendation.data.reading import read_data

README = Path(__file__).parents[2] / "scaffold_recommendation" / "sample" / "README.md"
DAY = 86_400.0
Matrix = NDArray[np.float64]


class Split(NamedTuple):
    """The first nine tenths of the events, and the last tenth less what was there before, (readers, books)."""

    known: Matrix
    wanted: NDArray[np.bool_]
    recent: Matrix
    texts: list[str]


@cache
def split() -> Split:
    data = read_data(None)
    events = data.interactions
    shape = len(events.users), len(events.items)
    cut = int(0.9 * len(events))
    known, later = np.zeros(shape), np.zeros(shape)
    known[events.user[:cut], events.item[:cut]] = 1
    later[events.user[cut:], events.item[cut:]] = 1
    age = (events.time[cut] - events.time[:cut]) / (30 * DAY)
    recent = np.bincount(events.item[:cut], 0.5**age, minlength=shape[1])
    return Split(known, (later > known), recent, [item.text for item in data.catalogue])


def shuffled_ties(scores: Matrix) -> Matrix:
    return scores + 1e-9 * np.random.default_rng(0).random(scores.shape)


def top_ten(scores: Matrix, users: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.argsort(-shuffled_ties(scores)[users], axis=1)[:, :10]


def ndcg(scores: Matrix) -> float:
    known, wanted, _, _ = split()
    users = np.flatnonzero(wanted.any(axis=1))
    top = top_ten(np.where(known > 0, -np.inf, scores), users)
    gain = 1 / np.log2(np.arange(2, 12))
    best = np.cumsum(gain)[np.minimum(wanted[users].sum(axis=1), 10) - 1]
    return float(((np.take_along_axis(wanted[users], top, axis=1) * gain).sum(axis=1) / best).mean())


def cold_recall(scores: Matrix) -> float:
    """Recall in the first ten among the books with five events or fewer."""
    known, wanted, _, _ = split()
    cold = known.sum(axis=0) <= 5
    wanted = wanted & cold
    users = np.flatnonzero(wanted.any(axis=1))
    top = top_ten(np.where((known > 0) | ~cold, -np.inf, scores), users)
    return float((np.take_along_axis(wanted[users], top, axis=1).sum(axis=1) / wanted[users].sum(axis=1)).mean())


@cache
def scores() -> dict[str, Matrix]:
    known, _, recent, texts = split()
    together = known.T @ known
    size = np.sqrt(np.maximum(np.diag(together), 1e-9))
    cosine = together / np.outer(size, size)
    np.fill_diagonal(cosine, 0)
    cosine[cosine < np.sort(cosine, axis=1)[:, -50, None]] = 0
    inverse = np.linalg.inv(together + 100 * np.eye(len(together)))
    ease = -inverse / np.diag(inverse)
    np.fill_diagonal(ease, 0)
    words = word_vectors(texts)
    return {
        "chance": np.zeros_like(known),
        "most taken": np.tile(known.sum(axis=0), (len(known), 1)),
        "most taken, half after 30 days": np.tile(recent, (len(known), 1)),
        "ItemKNN (cosine, 50 neighbours)": known @ cosine.T,
        "EASE (lambda 100)": known @ ease,
        "words": (known @ words) @ words.T,
    }


def word_vectors(texts: list[str]) -> Matrix:
    """TF-IDF of words, rows of unit length."""
    split_up = [re.findall(r"[a-z]{3,}|[一-鿿]", text.lower()) for text in texts]
    frequency = Counter(word for words in split_up for word in set(words))
    column = {word: at for at, word in enumerate(word for word, count in frequency.items() if 2 <= count <= 200)}
    found = np.zeros((len(texts), len(column)))
    for row, words in enumerate(split_up):
        for word in words:
            if word in column:
                found[row, column[word]] += np.log(len(texts) / frequency[word])
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def promised() -> dict[str, float]:
    lines = re.findall(r"^\| ([^|]+) \| (0\.\d+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize("method", sorted(promised()))
def test_figures_are_those_of_the_readme(method: str) -> None:
    assert ndcg(scores()[method]) == pytest.approx(promised()[method], abs=0.0015)


def test_the_readme_gives_five_methods() -> None:
    assert set(promised()) == set(scores()) - {"words"}


def test_what_others_took_says_clearly_more_than_popularity() -> None:
    found = {name: ndcg(each) for name, each in scores().items()}
    assert found["most taken"] > 2.5 * found["chance"]
    assert found["most taken, half after 30 days"] > 1.3 * found["most taken"]
    assert found["ItemKNN (cosine, 50 neighbours)"] > 1.5 * found["most taken, half after 30 days"]
    assert found["EASE (lambda 100)"] > found["ItemKNN (cosine, 50 neighbours)"]


def test_words_find_cold_books() -> None:
    found = {name: cold_recall(each) for name, each in scores().items()}
    text = " ".join(README.read_text(encoding="utf-8").split())
    words, knn, taken = map(
        float, re.findall(r"TF-IDF of words (0\.\d+), ItemKNN (0\.\d+), the most taken (0\.\d+)", text)[0]
    )
    assert found["words"] == pytest.approx(words, abs=0.006)
    assert found["ItemKNN (cosine, 50 neighbours)"] == pytest.approx(knn, abs=0.006)
    assert found["most taken"] == pytest.approx(taken, abs=0.006)
    assert found["words"] > 1.4 * found["ItemKNN (cosine, 50 neighbours)"]
