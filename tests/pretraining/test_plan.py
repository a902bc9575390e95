from __future__ import annotations

import pytest

from scaffold.pretraining.plan import Costs, affordable, make_phases
from scaffold.settings import PretrainingSettings

COSTS = Costs(head=2e-4, mlm=8e-4, contrastive=1.4e-3, denoising=1.4e-3, step=0.01)


def plan(seconds=600.0, *, scratch=False, extended=False, rows=10_000, **settings):
    made = make_phases(
        PretrainingSettings(**settings),
        COSTS,
        rows=rows,
        row_tokens=60.0,
        seconds=seconds,
        scratch=scratch,
        extended=extended,
    )
    return {phase.name: phase for phase in made}


def cost(phases):
    token = {"head": COSTS.head, "embeddings": COSTS.mlm, "words": COSTS.mlm, "sentences": COSTS.contrastive}
    return sum(p.steps * (p.batch_size * 60 * token[p.name] + COSTS.step) for p in phases.values())


@pytest.mark.parametrize(
    "given", [{}, {"scratch": True}, {"extended": True}, {"objective": "contrastive"}, {"objective": "denoising"}]
)
@pytest.mark.parametrize("seconds", [60.0, 600.0, 3600.0])
def test_the_phases_use_the_time_and_no_more(seconds, given):
    used = cost(plan(seconds, **given, passes=1000))

    assert 0.8 * seconds < used <= 0.9 * seconds


def test_a_base_begins_with_its_head_and_new_words():
    assert list(plan()) == ["head", "words"]
    assert list(plan(extended=True)) == ["embeddings", "words"]
    assert plan()["head"].trained == "head"
    assert plan()["words"].trained == "all"


def test_from_scratch_sentences_follow_words():
    assert list(plan(scratch=True)) == ["words", "sentences"]
    assert list(plan(scratch=True, contrastive_share=0)) == ["words"]
    assert list(plan(contrastive_share=0.3)) == ["head", "words", "sentences"]


@pytest.mark.parametrize("objective", ["contrastive", "denoising"])
def test_sentences_alone(objective):
    phases = plan(objective=objective)

    assert list(phases) == ["sentences"]
    assert phases["sentences"].objective == objective


def test_a_small_corpus_is_not_read_for_ever():
    words = plan(36_000.0, rows=320, passes=3)["words"]

    assert words.steps * words.batch_size == 3 * 320


def test_little_time_takes_small_batches_and_a_few_steps_at_least():
    assert (plan(1.0)["words"].batch_size, plan(1.0)["words"].steps) == (8, 4)
    assert plan(3600.0)["words"].batch_size == 32
    assert plan(1.0, batch_size=5)["words"].batch_size == 5
    assert plan(600.0, rows=6)["words"].batch_size == 6


def test_the_same_counts_give_the_same_plan():
    assert plan() == plan()


def test_costs_follow_the_size_of_the_encoder_and_the_speed(tiny_encoder):
    settings = PretrainingSettings()
    slow, fast = Costs.of(tiny_encoder, settings, 1.0), Costs.of(tiny_encoder, settings, 2.0)

    assert slow.head < slow.mlm < slow.contrastive
    assert fast.mlm == pytest.approx(slow.mlm / 2)


def test_a_task_is_compared_on_as_many_texts_as_the_budget_has_time_for(tiny_encoder, make_task):
    task = make_task(train=600, validation=200)
    whole, long = affordable(tiny_encoder, task, 5, 600.0, 1.0)
    part, short = affordable(tiny_encoder, task, 5, 1.0, 1.0)

    assert whole is task
    assert len(part.train) + len(part.validation) == 600
    assert short == pytest.approx(long * 600 / 800)
    assert affordable(tiny_encoder, task, 5, 600.0, 2.0)[1] == pytest.approx(long / 2)
