"""A budget becomes a plan, which a resumed run keeps; what the user sets in the recipe goes before it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scaffold.heads.plan import least_recipe, plan_for
from scaffold.settings import load_settings
from scaffold.training.split import SplitEncoder


@pytest.fixture
def run(told):
    def make(*overrides: str) -> SimpleNamespace:
        settings = load_settings(None, ["training.speed=1", *overrides])
        return SimpleNamespace(settings=settings, progress=told)

    return make


@pytest.fixture
def plan(tiny_encoder, task, tmp_path, run):
    def make(*overrides: str, share: float = 1.0, name: str = "topic"):
        return plan_for(run(*overrides), [task], SplitEncoder.of(tiny_encoder), tmp_path, name, share=share)

    return make


def test_no_time_is_for_words_only(plan, told):
    assert not plan("training.budget=0s").recipes
    assert told.lines[-1].startswith("Plan for 0s: TF-IDF")


def test_more_time_gives_more(plan):
    few, many = plan("training.budget=0.3s", name="few"), plan("training.budget=2h", name="many")
    assert len(few.recipes) < len(many.recipes) == 3
    assert len({recipe.seed for recipe in many.recipes}) == 3


def test_a_share_of_the_budget_is_that_much_less(plan):
    whole, half = plan("training.budget=10s", name="a"), plan("training.budget=20s", share=0.5, name="b")
    assert whole.recipes == half.recipes
    assert whole.seconds == half.seconds


def test_resumed_run_keeps_its_plan(plan):
    first = plan("training.budget=2h")
    assert plan("training.budget=0s") == first
    assert plan("training.budget=0s", name="another") != first


def test_settings_go_before_the_plan(plan):
    made = plan("training.budget=2h", "training.recipe.epochs=7", "training.recipe.rdrop=0.5")
    assert {(recipe.epochs, recipe.rdrop) for recipe in made.recipes} == {(7, 0.5)}


def test_a_head_without_a_cheaper_way_is_trained_in_any_case(run):
    (recipe,) = least_recipe(1000, run("training.seed=5").settings.training)
    assert (recipe.seed, recipe.epochs > 0) == (5, True)
    (set_,) = least_recipe(1000, run("training.recipe.epochs=9").settings.training)
    assert set_.epochs == 9
