"""What a server of nearest neighbours is given finds what exact search finds."""

from __future__ import annotations

import json
from dataclasses import replace

import faiss
import numpy as np
import pytest
from safetensors.numpy import load_file

from scaffold.errors import DataError
from scaffold_recommendation.batch.export import export_vectors
from scaffold_recommendation.batch.item_vectors import ItemVectors
from scaffold_recommendation.data.items import Catalogue, Item

K = 12


@pytest.fixture(scope="module")
def exported(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "vectors"
    export_vectors(model.recommender, path)
    return path


def test_neighbours_are_those_of_exact_search(exported, model):
    recommender = model.recommender
    users = recommender.retrievers.als.users(model.users.histories)
    index = faiss.read_index(str(exported / "items.faiss"))
    scores, numbers = index.search(users[:-1], K)

    als, said = recommender.retrievers.als.nearest.vectors, recommender.retrievers.text_map.nearest.vectors
    cold = recommender.retrievers.popularity.counts == 0
    products = users[:-1] @ np.where(cold[:, None], said, als).T
    # Nobody took it and it has no text.
    products[:, recommender.catalogue.ids.number("blank")] = -np.inf
    order = np.argsort(-products, axis=1, kind="stable")[:, :K]
    assert (numbers == order).all()
    assert np.allclose(scores, np.take_along_axis(products, order, axis=1), atol=1e-6)


def test_items_that_nobody_took_stand_where_their_text_puts_them(exported, model):
    rows = [json.loads(line) for line in (exported / "ids.jsonl").read_text(encoding="utf-8").splitlines()]
    arrays = load_file(exported / "vectors.safetensors")
    catalogue, retrievers = model.recommender.catalogue, model.recommender.retrievers
    by_text = {row["id"] for row in rows if row["from"] == "text"}

    assert [row["number"] for row in rows] == arrays["numbers"].tolist()
    assert [row["id"] for row in rows] == [catalogue[number].id for number in arrays["numbers"]]
    assert by_text == {
        item.id for item, count in zip(catalogue, retrievers.popularity.counts, strict=True) if not count
    } - {"blank"}
    assert "new" in by_text
    assert arrays["vectors"].dtype == np.float32
    new = [row["id"] for row in rows].index("new")
    assert (arrays["vectors"][new] == retrievers.text_map.nearest.vectors[catalogue.ids.number("new")]).all()


def test_vector_of_a_user_is_made_as_the_page_says(exported, model):
    said = json.loads((exported / "users.json").read_text(encoding="utf-8"))
    histories, als = model.users.histories, model.recommender.retrievers.als
    for user in range(0, 200, 17):
        history = histories.rows(user, user + 1)
        y, weight = als.nearest.vectors[history.item].astype(np.float64), history.weight
        c = said["alpha"] * weight
        a = np.array(said["gram"]) + said["l2"] * np.eye(said["factors"]) + (y.T * (c - 1)) @ y
        assert np.allclose(np.linalg.solve(a, c @ y), als.users(history)[0], atol=1e-4)


def test_page_in_the_folder_names_every_file(exported):
    page = (exported / "README.md").read_text(encoding="utf-8")

    others = {path.name for path in exported.iterdir()} - {"README.md"}
    assert others == {"items.faiss", "vectors.safetensors", "ids.jsonl", "users.json"}
    assert all(f"| `{name}` |" in page for name in others)
    assert "`Flat` (inner product)" in page
    assert max(map(len, page.splitlines())) <= 130


def test_further_items_are_in_it_at_once(model, texts):
    more = model.recommender.with_items(Catalogue([*model.recommender.catalogue, Item("newest")]), texts[:1])
    found = ItemVectors.of(more)

    assert found.numbers[-1] == len(more.catalogue) - 1
    assert found.by_text[-1]


@pytest.mark.parametrize("key", ["HNSW16", "IVF3,SQ8"])
def test_another_index_can_be_asked_for(model, tmp_path, key):
    export_vectors(model.recommender, tmp_path / "out", index=key)
    index = faiss.read_index(str(tmp_path / "out" / "items.faiss"))

    users = model.recommender.retrievers.als.users(model.users.histories)[:50]
    exact = faiss.IndexFlatIP(users.shape[1])
    vectors = load_file(tmp_path / "out" / "vectors.safetensors")
    exact.add(vectors["vectors"])
    wanted = vectors["numbers"][exact.search(users, 5)[1]]
    found = index.search(users, 5)[1]
    assert np.mean([len(set(a) & set(b)) / 5 for a, b in zip(wanted.tolist(), found.tolist(), strict=True)]) > 0.95


def test_wrong_key_and_nothing_to_export_are_one_message(model, tmp_path):
    with pytest.raises(DataError, match="FAISS knows no index 'Flt'"):
        export_vectors(model.recommender, tmp_path / "out", index="Flt")
    nobody = replace(
        model.recommender.retrievers.popularity, counts=np.zeros(len(model.recommender.catalogue), np.float32)
    )
    retrievers = replace(model.recommender.retrievers, popularity=nobody, text=None, text_map=None)
    with pytest.raises(DataError, match="no item has a vector"):
        export_vectors(replace(model.recommender, retrievers=retrievers), tmp_path / "out")
    assert not (tmp_path / "out").exists()
