"""How long the recommender takes: to fit, for a request, for lists of everybody; and what a million items cost.

Requests are answered by the service as commands ask it: candidates, ranker, rules, diversity and reasons.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import record, recorded
from scaffold.models.base import load_encoder
from scaffold.progress import SILENT
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.batch.fast_lists import FastLists
from scaffold_recommendation.batch.user_shard import UserBlock
from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.splits import split
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.learning.fitting import Fitted, Plan, fit
from scaffold_recommendation.ranking.item_facts import ItemFacts
from scaffold_recommendation.recommender import Recommender
from scaffold_recommendation.retrieval.retrievers import Retrievers
from scaffold_recommendation.retrieval.shape import Shape
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings
from scaffold_recommendation.texts import text_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMMAND = "python -m benchmarks.recommendation_speed"
REQUESTS = 300
ROUNDS = 5
ITEMS, EVENTS, USERS = 1_000_000, 10_000_000, 500_000
_DAY = 86_400.0


SECTION = "recommendation_speed"


def run(folder: Path) -> str:
    """Measure, keep what was found, and give the tables."""
    fitted = _small(folder)
    record(SECTION, "million", 1, {"rows": _million(fitted)})
    return tables()


def tables() -> str:
    """What was found last."""
    note = f"Medians of {REQUESTS} requests of different users, one after the other; batches are taken in turn."
    small, million = (recorded(SECTION, name)[1]["rows"] for name in ("small", "million"))
    columns = ["what", "measured", "must"]
    counts = f"{ITEMS:,} items, {EVENTS:,} events of {USERS:,} users"
    more = f"### {counts}\n\nMade up: popularity by Zipf, random texts; the ranker is that of MovieLens.\n\n"
    first = heading("Speed of the recommender", COMMAND, note) + table(columns, small)
    return f"{first}\n{more}{table(columns, million)}"


def _small(folder: Path) -> Fitted:
    data = read_data(folder / "movielens_100k", RecommendationSettings())
    started = time.perf_counter()
    texts = text_vectors(data.catalogue, load_encoder(), SILENT)
    read = time.perf_counter() - started
    parts = split(data.interactions, "time")
    started = time.perf_counter()
    fitted = fit(parts.train, parts.validation, data.catalogue, texts, Plan())
    took = time.perf_counter() - started
    small = _served(fitted.recommender, parts.train)
    waits = _requests(small, [small.model.users.ids[at] for at in range(len(small.model.users.ids))])
    rows = [["fit on 100,000 events", f"{took:.1f} s", "30 s"], ["read 1,682 texts, once", f"{read:.1f} s", "–"]]
    rows.append(["request, 1,682 items: median, slowest of 20", _shown(waits), "10 ms"])
    rows += _everybody(fitted, parts.train)
    record(SECTION, "small", 1, {"rows": rows})
    return fitted


def _served(recommender: Recommender, events: Interactions) -> RecommendationService:
    model = FittedModel(recommender, KnownUsers.of(events, {}, 1000), RuleSet(), {})
    return RecommendationService(model, RecommendationSettings())


def _requests(service: RecommendationService, users: list[str]) -> list[float]:
    """Milliseconds of requests; the first ones only warm up."""
    rng = np.random.default_rng(0)
    waits = []
    for user in rng.choice(users, REQUESTS + 20):
        started = time.perf_counter()
        service.recommend(str(user), k=10)
        waits.append((time.perf_counter() - started) * 1000)
    return waits[20:]


def _shown(waits: list[float]) -> str:
    return f"{statistics.median(waits):.1f} ms, {np.quantile(waits, 0.95):.1f} ms"


def _everybody(fitted: Fitted, train: Interactions) -> list[list[str]]:
    """Users a second, of ours and of `implicit`, in turn."""
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import BM25Recommender
    from threadpoolctl import threadpool_limits

    from scaffold_recommendation.retrieval.histories import Histories

    taken = train.taken()
    users = np.flatnonzero(np.diff(taken.indptr))
    known, own = Histories.of(train, users, 1000), taken[users]
    recommender = fitted.recommender
    block = UserBlock(0, known, own, recommender.retrievers.als.users(known))
    fast = {name: FastLists(recommender, getattr(recommender.retrievers, name), 10) for name in ("als", "ease")}
    with threadpool_limits(1, "blas"):
        als = AlternatingLeastSquares(factors=64, random_state=1, use_gpu=False)
        als.fit(taken, show_progress=False)
    near = BM25Recommender(K=100)
    near.fit(taken, show_progress=False)

    def one_by_one() -> None:
        for at in range(len(users)):
            als.recommend(users[at], own[at], N=10)

    ways: dict[str, Callable[[], object]] = {
        "ours, ranked": lambda: recommender.lists(known, own, 10),
        "ours, fast als": lambda: fast["als"].of(block),
        "ours, fast ease": lambda: fast["ease"].of(block),
        "implicit: ALS, all at once": lambda: als.recommend(users, own, N=10),
        "implicit: ALS, user by user": one_by_one,
        "implicit: BM25 neighbours, all at once": lambda: near.recommend(users, own, N=10),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - started)
    rates = {name: len(users) / statistics.median(values) for name, values in seconds.items()}
    fastest = max(rate for name, rate in rates.items() if name.startswith("implicit"))
    return [[f"users a second: {name}", f"{rate:,.0f} ({rate / fastest:.2f})", "–"] for name, rate in rates.items()]


def _million(fitted: Fitted) -> list[list[str]]:
    """A catalogue of a million items; the ranker is that of MovieLens, whose features are the same."""
    rng = np.random.default_rng(1)
    events, catalogue = _made_up(rng)
    texts = rng.normal(size=(ITEMS, 384)).astype(np.float32)
    texts /= np.linalg.norm(texts, axis=1, keepdims=True)
    started = time.perf_counter()
    retrievers = Retrievers.fit(events, Shape(half_life=30.0), texts)
    took = time.perf_counter() - started
    facts = ItemFacts.of(events, catalogue, retrievers.popularity.counts)
    now = float(events.time.max())
    recommender = Recommender(catalogue, retrievers, facts, fitted.recommender.ranking, Shape(), now)
    model = FittedModel(recommender, KnownUsers.of(events, {}, 1000), RuleSet(), {})
    started = time.perf_counter()
    service = RecommendationService(model, RecommendationSettings())
    opened = time.perf_counter() - started
    started = time.perf_counter()
    service.recommend(model.users.ids[0], k=10)
    first = time.perf_counter() - started
    waits = _requests(service, [model.users.ids[at] for at in range(0, USERS, 500)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return [
        ["request: median, slowest of 20", _shown(waits), "30 ms"],
        ["fit of the retrievers", f"{took:.0f} s", "–"],
        ["look at all items for rules, once", f"{opened:.0f} s", "–"],
        ["first request, which sorts the vectors into cells", f"{first:.0f} s", "–"],
        ["peak of memory, all of it together", f"{peak:.1f} GiB", "stated"],
    ]


def _made_up(rng: np.random.Generator) -> tuple[Interactions, Catalogue]:
    catalogue = Catalogue(
        Item(f"i{number}", f"Item {number}", tags=(f"tag {number % 40}",), price=float(number % 100), since=0.0)
        for number in range(ITEMS)
    )
    users = Ids(f"u{number}" for number in range(USERS))
    columns: dict[str, NDArray[Any]] = {
        "user": rng.integers(0, USERS, EVENTS),
        "item": (ITEMS * rng.random(EVENTS) ** 3).astype(np.int64),
        "weight": np.ones(EVENTS, np.float32),
        "rating": np.full(EVENTS, np.nan, np.float32),
        "time": 1.7e9 + rng.random(EVENTS) * 365 * _DAY,
        "kind": np.zeros(EVENTS, np.int16),
    }
    return Interactions(users, catalogue.ids, **columns), catalogue


if __name__ == "__main__":
    print(run(datasets()))
