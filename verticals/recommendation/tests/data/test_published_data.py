"""Data sets that others published, where they lie beside the checkout."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from scaffold.settings import DataSettings
from scaffold_recommendation.data.examples import load_pairs
from scaffold_recommendation.data.leaks import check_no_future
from scaffold_recommendation.data.reading import SAMPLE, read_data
from scaffold_recommendation.data.splits import split

DATASETS = Path(os.environ.get("SCAFFOLD_DATASETS") or Path(__file__).parents[5] / "shared" / "datasets")
MOVIELENS = DATASETS / "movielens_100k"
STEAM = DATASETS / "steam_200k" / "steam.zip"


@pytest.mark.skipif(not MOVIELENS.is_dir(), reason=f"{MOVIELENS} is not here")
def test_movielens_100k():
    data = read_data(MOVIELENS)
    assert (len(data.interactions), len(data.interactions.users), len(data.catalogue)) == (100_000, 943, 1682)
    assert len(data.people) == 943
    assert data.interactions.is_dated
    toys = data.catalogue[0]
    assert (toys.title, toys.tags) == ("Toy Story", ("Animation", "Children's", "Comedy"))
    made = split(data.interactions)
    check_no_future(made, made.train, data.catalogue)
    assert 9_900 < len(made.test) < 10_100
    at_random = split(data.interactions, "random", seed=1)
    assert (len(at_random.train), len(at_random.test)) == (80_808, 9_596)


@pytest.mark.skipif(not STEAM.is_file(), reason=f"{STEAM} is not here")
def test_steam_200k(tmp_path):
    with zipfile.ZipFile(STEAM) as archive:
        archive.extractall(tmp_path)
    data = read_data(tmp_path / "steam")
    assert len(data.interactions) == 199_293
    assert (len(data.interactions.users), len(data.catalogue)) == (12_393, 5_155)
    assert set(data.interactions.kinds) == {"play", "purchase"}
    assert all(item.title for item in data.catalogue)
    splits = load_pairs(tmp_path / "steam", DataSettings(), most=500).splits
    assert [len(examples) for examples in splits.values()] == [400, 50, 50]


@pytest.mark.skipif(not any(SAMPLE.glob("*")), reason="the sample is not written yet")
def test_the_sample():
    data = read_data(None)
    assert len(data.people) > 0
    assert all(item.text for item in data.catalogue)
    assert data.interactions.is_dated
    assert len({data.interactions.kinds[number] for number in data.interactions.kind}) > 1
    check_no_future(split(data.interactions), catalogue=data.catalogue)
