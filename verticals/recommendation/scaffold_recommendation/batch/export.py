"""The hand-over to a server of approximate nearest neighbours: a folder with an index, vectors, ids and how to ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import DataError
from scaffold.evaluation.environment import template_environment
from scaffold.extras import need
from scaffold.files import new_folder, write_bytes, write_text
from scaffold_recommendation.batch.item_vectors import ItemVectors
from scaffold_recommendation.retrieval.nearest import EXACT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.recommender import Recommender

INDEX = "items.faiss"
VECTORS = "vectors.safetensors"
IDS = "ids.jsonl"
USERS = "users.json"

_SAMPLE = 50
_PROBES = 16


def export_vectors(recommender: Recommender, out: Path, *, index: str | None = None) -> ItemVectors:
    """Write the folder `out`, whole or not at all; one that is there is replaced.

    `items.faiss` is a FAISS index of inner products under the numbers of items. `vectors.safetensors` holds what any
    other server is loaded with: `numbers` (n,) and `vectors` (n, factors) as float32; `ids.jsonl` has their ids in the
    same order. `users.json` says how the factors of a user are made, and `README.md` all of this in words.

    :param index: key of FAISS's `index_factory`; without it `Flat`, which is exact, up to 50,000 items, then
        `IVF,SQ8`: about 4 sqrt(n) cells, of which 16 are looked into, and 8 bits a number (Jegou, Douze & Schmid 2011).
    :raises DataError: when no item has a vector, or FAISS does not know the key.
    """
    found = ItemVectors.of(recommender)
    if not len(found.numbers):
        raise DataError("no item has a vector", hint="Fit the recommender on events that somebody took part in.")
    key = index or _key(len(found.numbers))
    made = need("faiss").serialize_index(_index(found, key))
    with new_folder(out) as draft:
        write_bytes(draft / INDEX, made.tobytes())
        arrays = {"numbers": found.numbers, "vectors": np.ascontiguousarray(found.vectors)}
        need("safetensors.numpy").save_file(arrays, draft / VECTORS)
        write_text(draft / IDS, "".join(_lines(recommender, found)))
        write_text(draft / USERS, json.dumps(_users(recommender), indent=2) + "\n")
        environment = template_environment(html=False, folder=Path(__file__).parent / "templates")
        template = environment.get_template("vectors.md.jinja")
        write_text(draft / "README.md", template.render(found=found, key=key, users=_users(recommender)))
    return found


def _key(vectors: int) -> str:
    return "Flat" if vectors <= EXACT else f"IVF{int(4 * np.sqrt(vectors))},SQ8"


def _index(found: ItemVectors, key: str) -> Any:
    faiss = need("faiss")
    try:
        index = faiss.index_factory(found.vectors.shape[1], f"IDMap2,{key}", faiss.METRIC_INNER_PRODUCT)
    except RuntimeError as error:
        hint = "Give a key of its index_factory, such as Flat, HNSW32 or IVF4096,SQ8."
        raise DataError(f"FAISS knows no index {key!r}", hint=hint) from error
    if not index.is_trained:
        index.train(_sample(found.vectors))
    index.add_with_ids(np.ascontiguousarray(found.vectors), found.numbers)
    if key.startswith("IVF"):
        # Kept in the file; else a query would look into the nearest cell alone.
        faiss.ParameterSpace().set_index_parameter(index, "nprobe", _PROBES)
    return index


def _sample(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the cells of an index are found from."""
    most = _SAMPLE * int(4 * np.sqrt(len(vectors)))
    chosen = np.random.default_rng(0).permutation(len(vectors))[:most]
    return np.ascontiguousarray(vectors[np.sort(chosen)])


def _lines(recommender: Recommender, found: ItemVectors) -> list[str]:
    catalogue = recommender.catalogue
    rows = zip(found.numbers.tolist(), found.by_text.tolist(), strict=True)
    return [
        json.dumps({"number": number, "id": catalogue[number].id, "from": "text" if by_text else "events"}) + "\n"
        for number, by_text in rows
    ]


def _users(recommender: Recommender) -> dict[str, Any]:
    """How factors of a user are made of a history, as plain values.

    The Gram matrix is that of the factors of all items, so that nobody who asks has to hold them.
    """
    als = recommender.retrievers.als
    vectors = als.nearest.vectors
    return {
        "factors": als.shape.factors,
        "l2": als.shape.l2,
        "alpha": als.shape.alpha,
        "gram": (vectors.T @ vectors).tolist(),
    }
