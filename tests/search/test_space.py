"""Which settings are searched."""

from __future__ import annotations

import optuna
import pytest

from scaffold.search.space import Space
from scaffold.training.recipe import Recipe

START = Recipe(epochs=6, batch_size=24, seed=7)


def space(fixed=(), layers=3, *, has_classes=True) -> Space:
    return Space(START, frozenset(fixed), layers, 6, has_classes)


def draws(of: Space, number: int = 20) -> list[dict]:
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    return [of.draw(study.ask()) for _ in range(number)]


def test_first_trial_is_the_run_without_a_search():
    first = space().first
    assert space().recipe(first) == START
    assert first["layers"] == 3
    study = optuna.create_study()
    study.enqueue_trial(first)
    assert space().draw(study.ask()) == first


def test_draws_are_recipes_within_their_bounds():
    for values in draws(space()):
        recipe = space().recipe(values)
        assert recipe.seed == 7
        assert 2 <= recipe.epochs <= 12
        assert recipe.learning_rate == pytest.approx(START.learning_rate, rel=3)
        assert recipe.batch_size in (8, 16, 24, 32, 64)
        assert 1 <= values["layers"] <= 6
    assert len({values["rdrop"] for values in draws(space())}) > 1


def test_what_the_user_has_set_is_not_searched():
    names = set(draws(space({"learning_rate", "rdrop"}, None), 1)[0])
    assert not names & {"learning_rate", "rdrop", "layers"}
    assert "epochs" in names


def test_scale_is_of_heads_with_labels():
    assert "scale" in draws(space(), 1)[0]
    assert "scale" not in draws(space(has_classes=False), 1)[0]


def test_what_a_contrast_leaves_no_room_for_is_not_searched():
    names = set(
        Space(Recipe(contrastive=0.5), frozenset({"contrastive"}), 3, 6, True).draw(optuna.create_study().ask())
    )
    assert not names & {"rdrop", "label_smoothing"}
    assert "ema" in names
