"""Lists of the recommender on MovieLens-100k and Steam-200k, beside simple lines and the models of other libraries.

Full catalogue, seen items dropped, all events count as interest. Every line learns from the training split, has its
settings chosen on the validation split, and makes its test lists once, in one process, on the same users.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.machine import datasets, heading, spread, table
from benchmarks.recommending.peers import LENGTH, PEERS, chosen, lists_of
from benchmarks.recorded import asked, record, recorded
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.progress import SILENT
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.splits import split
from scaffold_recommendation.evaluation.evaluate import evaluate
from scaffold_recommendation.evaluation.lines import figure, other_lines, title_of
from scaffold_recommendation.learning.fitting import Plan, fit, fit_all
from scaffold_recommendation.learning.judged import variety_curve
from scaffold_recommendation.learning.prepared import Asking
from scaffold_recommendation.settings import RecommendationSettings
from scaffold_recommendation.texts import text_vectors

if TYPE_CHECKING:
    from scaffold_recommendation.data.recommender_data import RecommenderData

SEEDS = (1, 2, 3)
COMMAND = "python -m benchmarks.recommendation"
SECTION = "recommendation"
OURS, WITHOUT, BOTH = "ours", "ours without texts", "ours again"
METRICS = ("ndcg@10", "recall@10")
_LIMIT = 1000


@dataclass(frozen=True)
class Way:
    """Data and how they are split.

    :ivar must: NDCG@10 and Recall@10 to reach; None where none is set.
    """

    title: str
    data: str
    protocol: str
    must: tuple[float | None, float | None] = (None, None)


WAYS = {
    "ml_random": Way("MovieLens-100k, 8:1:1 of each user at random", "movielens_100k", "random", (0.345, 0.275)),
    "ml_time": Way("MovieLens-100k, 80/10/10 of all events by time", "movielens_100k", "time", (0.31, None)),
    "steam": Way("Steam-200k, 8:1:1 of each user at random", "steam_200k", "random"),
}


def run(folder: Path, names: tuple[str, ...] = tuple(WAYS), seeds: tuple[int, ...] = SEEDS) -> str:
    """Fit and list, once a seed, and give the tables."""
    if find_spec("cornac") is None:
        sys.exit("this benchmark compares with cornac, which is not installed. Run: pip install cornac")
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            read = _read(folder / WAYS[name].data, Path(place))
            for seed in seeds:
                record(SECTION, name, seed, measure(read, WAYS[name].protocol, seed))
    return tables(names)


def _read(folder: Path, place: Path) -> RecommenderData:
    """The published files as they are; of the zip file its content."""
    packed = list(folder.glob("*.zip"))
    if not packed:
        return read_data(folder, RecommendationSettings())
    with zipfile.ZipFile(packed[0]) as archive:
        for name in archive.namelist():
            if name.endswith(".dat"):
                (place / Path(name).name).write_bytes(archive.read(name))
    return read_data(place, RecommendationSettings())


def measure(data: RecommenderData, protocol: str, seed: int) -> dict[str, Any]:
    """Figures of one split: it, the models and their draws all go by the seed."""
    parts = split(data.interactions, protocol, seed=seed)  # type: ignore[arg-type]
    catalogue, train = data.catalogue, parts.train
    texts = text_vectors(catalogue, CachedEncoder(load_encoder()), SILENT)
    validation = Asking.of(train, parts.validation, _LIMIT)
    asking = Asking.of(train, parts.test, _LIMIT, seen=train.seen() + parts.validation.seen())
    plan = Plan(protocol=protocol, limit=_LIMIT, seed=seed)
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    fitted = fit(train, parts.validation, catalogue, texts, plan)
    seconds[OURS] = time.perf_counter() - started
    without = fit(train, parts.validation, catalogue, None, plan)
    lists = {OURS: fitted.recommender.lists(asking.histories, asking.seen, LENGTH)}
    lists |= other_lines(fitted.recommender.retrievers, asking.histories, asking.seen, LENGTH)
    lists[WITHOUT] = without.recommender.lists(asking.histories, asking.seen, LENGTH)
    taken = train.taken()
    settings: dict[str, Any] = {}
    for name, peer in PEERS.items():
        if len(train.users) > peer.most_users:
            continue
        started = time.perf_counter()
        model, settings[name] = chosen(peer, taken, validation)
        seconds[name] = (time.perf_counter() - started) / len(peer.grid)
        lists[name] = lists_of(model(asking.users), asking.seen)
    found = evaluate(lists, asking, train, catalogue, texts)
    both = data.interactions.select(np.isin(_keys(data), np.concatenate([_keys_of(train), _keys_of(parts.validation)])))
    again = Asking.of(both, parts.test, _LIMIT)
    refitted = fit_all(fitted, both, texts)
    more = {BOTH: refitted.lists(again.histories, again.seen, LENGTH)}
    more |= other_lines(refitted.retrievers, again.histories, again.seen, LENGTH)
    alike = fitted.recommender.item_vectors(np.arange(len(catalogue), dtype=np.int64), "tags")
    curve = variety_curve(fitted.recommender, validation, asking, alike).as_metrics()
    return {
        "test": found.as_metrics(),
        "variety": {name: value for name, value in curve.items() if name != "points"},
        "refitted": evaluate(more, again, both, catalogue, texts).as_metrics(),
        "ways": {way.name: way.validation for way in fitted.ways},
        "settings": settings,
        "seconds": seconds,
        "users": len(asking),
    }


def _keys(data: RecommenderData) -> Any:
    return _keys_of(data.interactions)


def _keys_of(events: Any) -> Any:
    return events.user * len(events.items) + events.item


def tables(names: Iterable[str] = tuple(WAYS)) -> str:
    """Accuracy of every line; cold slices; what is lost and gained by texts."""
    note = (
        "Means over seeds, each a split of its own where it is random; differences are ours less the line's, with 95% "
        "bootstrap intervals over users of the first seed. Settings of all lines were chosen on validation data; "
        "seconds are those of one setting, on a machine that had "
        "other work. RecBole's BPR on such a split of MovieLens: NDCG@10 .292, Recall@10 .252."
    )
    parts = [_table(name, runs) for name in names if (runs := recorded(SECTION, name))]
    return heading("Lists of the recommender", COMMAND, note) + "\n".join(parts)


def _table(name: str, runs: dict[int, dict[str, Any]]) -> str:
    way, ones = WAYS[name], list(runs.values())
    first = ones[0]["test"]
    rows = [
        [_title(line), *_means(ones, "test", line), _difference(first, line), _seconds(ones, line)]
        for line in sorted(first["lines"], key=lambda name: -first["lines"][name]["ndcg@10"])
    ]
    rows += [
        [f"{_title(line)}, of training and validation", *_means(ones, "refitted", line), "–", "–"]
        for line in (BOTH, "ease")
    ]
    wanted = zip(METRICS, way.must, strict=True)
    must = ", ".join(f"{metric} {value:.3f}" for metric, value in wanted if value)
    counts = f"{ones[0]['users']:,} users, {len(runs)} seeds"
    title = f"### {way.title}\n\n{counts}{f'; must: {must}' if must else ''}.\n\n"
    columns = ["line", "NDCG@10", "Recall@10", "ours is", "seconds"]
    return title + table(columns, rows, {"ours is"}) + "\n" + _slices(runs) + _variety(ones)


def _variety(ones: list[dict[str, Any]]) -> str:
    """How varied lists may be at 1% of the NDCG@10, which validation data said."""
    found = [one["variety"] for one in ones if "variety" in one]
    if not found:
        return ""
    rows = []
    for number, each in enumerate(found, 1):
        chosen = each["chosen"]
        how = f"{chosen['method']} {chosen['trade_off']:g}" if chosen else "none"
        lost = chosen["ndcg_lost"]["value"] if chosen else 0.0
        rows.append([str(number), how, f"{each['more_diverse']:+.1%}", f"{each['more_coverage']:.2f}", f"{lost:+.1%}"])
    columns = ["split", "chosen on validation data", "diversity", "coverage, times", "NDCG@10 lost"]
    return "\n" + table(columns, rows)


def _means(ones: list[dict[str, Any]], part: str, line: str) -> list[str]:
    return [spread([one[part]["lines"][line][metric] for one in ones]) for metric in METRICS]


def _difference(first: dict[str, Any], line: str) -> str:
    words: str = first["differences"].get(line, {}).get("ndcg@10", {}).get("words", "–")
    return words


def _seconds(ones: list[dict[str, Any]], line: str) -> str:
    seconds = [one["seconds"][line] for one in ones if line in one["seconds"]]
    return f"{statistics.mean(seconds):.0f}" if seconds else "–"


def _slices(runs: dict[int, dict[str, Any]]) -> str:
    first = next(iter(runs.values()))["test"]["slices"]
    rows = []
    for name, part in first.items():
        if not part["users"]:
            continue
        lines = {
            line: statistics.mean(one["test"]["slices"][name]["lines"][line]["ndcg@10"] for one in runs.values())
            for line in (OURS, WITHOUT, "popularity", "item_knn", "ease")
        }
        ratio = f"{lines[OURS] / lines['item_knn']:.2f}" if lines["item_knn"] else "–"
        texts = part["differences"].get(WITHOUT, {}).get("ndcg@10", {}).get("words", "–")
        rows.append([name, str(part["users"]), *(figure(value) for value in lines.values()), ratio, texts])
    columns = [
        "part, NDCG@10",
        "users",
        "ours",
        "without texts",
        "popularity",
        "ItemKNN",
        "EASE",
        "ours / ItemKNN",
        "with texts ours is",
    ]
    return table(columns, rows, {"with texts ours is"})


def _title(line: str) -> str:
    if line == BOTH:
        return title_of(OURS)
    return PEERS[line].title if line in PEERS else title_of(line)


if __name__ == "__main__":
    print(asked(__doc__, WAYS, SEEDS, tables, partial(run, datasets())))
