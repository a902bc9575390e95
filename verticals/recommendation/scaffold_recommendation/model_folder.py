"""A fitted recommender on disk: arrays, trees, items, users and rules in one sealed folder, and no pickle."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scipy import sparse

from scaffold.errors import BundleError, RuleError
from scaffold.files import new_folder, write_text
from scaffold.models.classifier import read_parts, write_parts
from scaffold.rules.language.reading import read_rule_set, write_rule_set
from scaffold.seal import MANIFEST, check_seal, seal
from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.json_rows import item_of, item_row, read_lines, user_row, write_lines
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.ranking.item_facts import ItemFacts
from scaffold_recommendation.ranking.ranker import Ranker
from scaffold_recommendation.ranking.ranking import Ranking
from scaffold_recommendation.recommender import Recommender
from scaffold_recommendation.retrieval.als import Als, AlsShape
from scaffold_recommendation.retrieval.ease import Ease
from scaffold_recommendation.retrieval.histories import Histories
from scaffold_recommendation.retrieval.item_knn import ItemKnn
from scaffold_recommendation.retrieval.nearest import Nearest
from scaffold_recommendation.retrieval.popularity import Popularity
from scaffold_recommendation.retrieval.retrievers import Retrievers
from scaffold_recommendation.retrieval.shape import Shape
from scaffold_recommendation.retrieval.text_map import TextMap
from scaffold_recommendation.retrieval.text_match import TextMatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

FORMAT = 2
_AGAIN = "Fit it again."
PART = "recommender"
"""What the folder is called in a run and in a bundle."""

_FACTS = ("takers", "recent", "first", "rating", "price", "made", "tags")
_HISTORIES = ("start", "item", "weight", "time")


def find_model(path: Path) -> Path:
    """The model in a folder that people name: a run, its bundle, or the model itself.

    :raises BundleError: when there is none.
    """
    for place in (path, path / PART, path / "parts" / PART, path / "bundle" / "parts" / PART):
        if (place / "model.json").is_file():
            return place
    raise BundleError(
        "there is no recommender here",
        where=str(path),
        hint="Give what `scaffold run recommendation fit` or `scaffold train recommendation` wrote to --out.",
    )


def write_model(path: Path, model: FittedModel, more: Callable[[Path], object] | None = None) -> str:
    """Write and seal a folder; one that is there is replaced as a whole. Gives the hash over all files.

    :param more: writes further files into it, such as an encoder.
    """
    with new_folder(path) as draft:
        fill(draft, model)
        if more is not None:
            more(draft)
        return seal(draft)


def fill(folder: Path, model: FittedModel) -> None:
    """Write the files of a model into a folder that is sealed by somebody else."""
    recommender, users = model.recommender, model.users
    arrays: Arrays = {}
    for retriever in recommender.retrievers:
        arrays |= {f"{retriever.name}.{name}": array for name, array in retriever.arrays().items()}
    arrays |= {f"facts.{name}": getattr(recommender.facts, name) for name in _FACTS}
    arrays |= {f"users.{name}": getattr(users.histories, name) for name in _HISTORIES}
    arrays["users.older"] = users.older
    arrays["users.factors"] = recommender.retrievers.als.users(users.histories)
    settings = {
        "format": FORMAT,
        "shape": asdict(recommender.shape),
        "now": recommender.now,
        "candidates": recommender.candidates,
        "items": len(recommender.catalogue),
        "way": recommender.ranking.way,
        "way_of_new": recommender.ranking.way_of_new,
        "slope": recommender.ranking.slope,
        "offset": recommender.ranking.offset,
        "features": {name: ranker.names for name, ranker in recommender.ranking.rankers.items()},
        "tags": list(recommender.facts.tag_columns),
        "rules": [file.name for file in model.rules.files],
        "about": dict(model.about),
    }
    write_parts(folder, settings, arrays)
    for name, ranker in recommender.ranking.rankers.items():
        write_text(folder / f"ranker-{name}.txt", ranker.model)
    write_lines(folder / "items.jsonl", (item_row(item) for item in recommender.catalogue))
    write_lines(folder / "users.jsonl", (user_row(name, users.people) for name in users.ids))
    write_rule_set(folder / "rules", model.rules)


def read_model(path: Path) -> FittedModel:
    """Check the seal, which as a part of a bundle is that of the bundle, then load.

    :raises BundleError: when something is missing, altered or of another format.
    """
    sha256 = _seal_of(path)
    settings, arrays = read_parts(path, what="the recommender")
    if settings.get("format") != FORMAT:
        found = settings.get("format")
        raise BundleError(
            f"the recommender is of format {found}, this version reads {FORMAT}", where=str(path), hint=_AGAIN
        )
    try:
        catalogue = Catalogue(item_of(row) for row in read_lines(path / "items.jsonl"))
        people = list(read_lines(path / "users.jsonl"))
        recommender = _recommender(path, settings, arrays, catalogue)
        users = KnownUsers(
            Ids(str(row["id"]) for row in people),
            Histories(*(arrays[f"users.{name}"] for name in _HISTORIES)),
            arrays["users.older"],
            {str(row["id"]): row["fields"] for row in people if "fields" in row},
            arrays["users.factors"],
        )
        rules = read_rule_set(path / "rules", settings["rules"])
        return FittedModel(recommender, users, rules, settings["about"], sha256)
    except (OSError, ValueError, KeyError, TypeError, RuleError) as error:
        raise BundleError(f"the recommender cannot be read: {error}", where=str(path), hint=_AGAIN) from error


def _seal_of(path: Path) -> str:
    """The hash over a model's files, or over those of the bundle whose part it is."""
    if (path / MANIFEST).is_file():
        return check_seal(path)
    return check_seal(path.parent.parent)


def _recommender(path: Path, settings: dict[str, Any], arrays: Arrays, catalogue: Catalogue) -> Recommender:
    values = settings["shape"]
    shape = Shape(**{**values, "als": AlsShape(**values["als"])})
    als = Als(shape.als, Nearest(arrays["als.items"], arrays.get("als.index")))
    texts = arrays.get("text.vectors")
    items = settings["items"]
    size = (len(arrays["item_knn.indptr"]) - 1,) * 2
    knn = sparse.csr_matrix(tuple(arrays[f"item_knn.{name}"] for name in ("data", "indices", "indptr")), shape=size)
    retrievers = Retrievers(
        Ease(arrays["ease.columns"], arrays["ease.weights"], items),
        als,
        ItemKnn(knn),
        Popularity(arrays["popularity.counts"]),
        None if texts is None else TextMatch(Nearest(texts, arrays.get("text.index"))),
        None if texts is None else TextMap.of(als, arrays["text_map.weights"], texts, arrays.get("text_map.index")),
    )
    tags = {tag: column for column, tag in enumerate(settings["tags"])}
    facts = ItemFacts(*(arrays[f"facts.{name}"] for name in _FACTS), tag_columns=tags)
    rankers = {
        name: Ranker((path / f"ranker-{name}.txt").read_text(encoding="utf-8"), names, name)
        for name, names in settings["features"].items()
    }
    ranking = Ranking(rankers, settings["way"], settings["way_of_new"], settings["slope"], settings["offset"])
    return Recommender(catalogue, retrievers, facts, ranking, shape, settings["now"], settings["candidates"])
