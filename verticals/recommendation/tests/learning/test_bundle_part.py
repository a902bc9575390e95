from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold.testing.tiny_encoder import write_tiny_encoder
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.encoders import encoder_of
from scaffold_recommendation.model_folder import find_model, read_model
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings


@pytest.fixture(scope="module")
def out(shop: tuple[Interactions, Catalogue], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of `scaffold train` on the shop with a very small encoder."""
    folder = tmp_path_factory.mktemp("trained")
    events, catalogue = shop
    rows = [
        f"{events.users[int(user)]}\t{events.items[int(item)]}\t{time}\n"
        for user, item, time in zip(events.user, events.item, events.time, strict=True)
    ]
    (folder / "shop.inter").write_text("user_id:token\titem_id:token\ttimestamp:float\n" + "".join(rows), "utf-8")
    items = [f"{item.id}\t{item.title}\t{item.tags[0]}\n" for item in catalogue]
    (folder / "shop.item").write_text("item_id:token\ttitle:token_seq\tclass:token_seq\n" + "".join(items), "utf-8")
    words = {word.lower() for item in catalogue for word in (*item.title.split(), *item.text.split())}
    base = write_tiny_encoder(folder / "tiny", dict.fromkeys(sorted(words)))
    given = ["training.budget=0s", "training.speed=1", f"training.base={base}", "recommendation.candidates=30"]
    settings = load_settings(None, given)
    vertical = load_vertical("recommendation", settings)
    run = RunContext(vertical, settings, folder / "run", str(folder), vertical.config)
    train(run)
    return folder / "run"


def test_a_trained_bundle_holds_a_recommender(out: Path) -> None:
    model = read_model(find_model(out))
    service = RecommendationService(model, RecommendationSettings())
    assert len(service.recommend("u1", k=5).items) == 5
    assert (out / "lists.html").is_file()
    assert model.recommender.retrievers.text is not None


def test_figures_of_lists_stand_beside_those_of_the_head(out: Path) -> None:
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert set(metrics["heads"]) == {"interest", "recommendation"}
    assert 0 < metrics["heads"]["recommendation"]["test"]["ndcg@10"] < 1


def test_new_items_are_read_by_the_encoder_of_the_bundle(out: Path) -> None:
    path = find_model(out)
    model = read_model(path)
    encoder = encoder_of(path, model.about)
    text = model.recommender.retrievers.text
    assert text is not None
    assert encoder.dimension == text.vectors.shape[1]
    assert encoder.fingerprint == model.about["encoder"]["fingerprint"]
