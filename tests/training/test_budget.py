"""A budget buys rungs: more never buys less, and the same always buys the same."""

from __future__ import annotations

import json

import pytest
import transformers
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.encoder import Encoder
from scaffold.training.budget import (
    MOST_MEMBERS,
    Plan,
    epochs_for,
    machine_speed,
    make_plan,
    parse_budget,
    relative_cost,
)

LENGTHS = st.lists(st.integers(3, 128), min_size=1, max_size=300)


def plan(budget: float, rows: int = 1000, *, speed: float = 1.0, seed: int = 1, validation: int = 100) -> Plan:
    return make_plan([14] * rows, [14] * validation, budget, seed=seed, speed=speed)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1.5m", 90), ("0s", 0)])
def test_budget_is_read(text, seconds):
    assert parse_budget(text) == seconds


@given(LENGTHS, st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_time_never_buys_fewer_rungs(lengths, one, two):
    less, more = (make_plan(lengths, lengths[:20], budget, seed=1, speed=1.0) for budget in sorted((one, two)))

    assert less.frozen <= more.frozen
    assert len(less.recipes) <= len(more.recipes)
    if len(less.recipes) == len(more.recipes) > 0:
        assert less.recipes[0].epochs <= more.recipes[0].epochs


@given(LENGTHS, st.floats(0, 1e5), st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0]))
def test_plan_keeps_within_the_budget_and_its_bounds(lengths, budget, speed):
    made = make_plan(lengths, lengths[:20], budget, seed=1, speed=speed)

    assert 0 <= len(made.recipes) <= MOST_MEMBERS
    assert all(2 <= recipe.epochs <= epochs_for(len(lengths)) for recipe in made.recipes)
    assert made.seconds <= budget or not made.frozen
    assert made == make_plan(lengths, lengths[:20], budget, seed=1, speed=speed)


def test_plan_climbs_from_words_to_several_members():
    made = [plan(budget) for budget in (0, 5, 60, 3600)]

    assert [(each.frozen, len(each.recipes)) for each in made][::3] == [(False, 0), (True, MOST_MEMBERS)]
    assert [each.frozen for each in made] == sorted(each.frozen for each in made)


def test_faster_machine_does_more_in_the_same_time():
    slow, fast = plan(120, speed=0.25), plan(120, speed=8.0)

    assert len(slow.recipes) < len(fast.recipes)


def test_members_differ_by_seed_and_runs_by_theirs():
    seeds = [recipe.seed for seed in (1, 2) for recipe in plan(3600, seed=seed).recipes]

    assert len(seeds) == len(set(seeds)) == 2 * MOST_MEMBERS


def test_what_has_no_cheap_way_keeps_their_time_for_itself():
    lengths = [100] * 1000, [100] * 100
    budget = next(each for each in range(1, 2000) if make_plan(*lengths, each, seed=1, speed=1.0, cheap=False).recipes)
    assert not make_plan(*lengths, budget, seed=1, speed=1.0).recipes
    assert make_plan(*lengths, budget, seed=1, speed=1.0, cheap=False).seconds <= budget


def test_without_validation_texts_nothing_is_fine_tuned():
    made = plan(3600, validation=0)

    assert made.frozen
    assert made.recipes == ()


@given(st.integers(1, 10**6))
def test_epochs_shrink_with_the_data(rows):
    assert 2 <= epochs_for(rows * 2) <= epochs_for(rows) <= 12


@pytest.mark.parametrize("budget", [0, 3600])
def test_plan_survives_json(budget):
    made = plan(budget)

    assert Plan.from_dict(json.loads(json.dumps(made.as_dict()))) == made


def test_machine_speed_is_a_power_of_two():
    assert machine_speed() in {2.0**power for power in range(-6, 9)}


def test_larger_encoder_costs_more_and_a_tiny_one_no_less_than_python(tiny_encoder):
    config = transformers.BertConfig(hidden_size=768, num_hidden_layers=6, intermediate_size=3072)
    large = Encoder(transformers.BertModel(config, add_pooling_layer=False), tiny_encoder.tokenizer)

    # The embedded encoder has 6 layers of 384.
    assert relative_cost(large) == pytest.approx(4, rel=0.05)
    assert relative_cost(tiny_encoder) == 0.1


def test_layer_that_is_gone_through_several_times_costs_each_time(tiny_encoder):
    sizes = {"hidden_size": 384, "intermediate_size": 1536, "num_attention_heads": 12, "num_hidden_layers": 6}
    shared = transformers.AlbertModel(transformers.AlbertConfig(**sizes), add_pooling_layer=False)

    assert relative_cost(Encoder(shared, tiny_encoder.tokenizer)) == pytest.approx(1, rel=0.1)


def test_the_more_is_trained_the_fewer_epochs_fit():
    shares = (0.5, 1.0, None)
    plans = [make_plan([14] * 5000, [14] * 100, 300.0, seed=1, speed=1.0, share=share) for share in shares]

    half, layers, whole = (len(plan.recipes) * plan.recipes[0].epochs for plan in plans)
    assert half > layers >= whole > 0


def test_states_too_large_to_keep_cost_time():
    rows, budget = [128] * 8000, 2500.0
    kept, read_again = (
        make_plan(rows, [128] * 100, budget, seed=1, speed=1.0, dimension=dimension) for dimension in (400, 800)
    )

    assert kept.recipes == read_again.recipes != ()
    assert kept.seconds < read_again.seconds
