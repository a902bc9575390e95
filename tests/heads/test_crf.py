"""A tagging head learns which tag follows which where the settings say so."""

from __future__ import annotations

import itertools

import pytest

from scaffold.pipeline import train

FORMS = ("i want a {} now", "where is my {}", "please send the {} today", "{} lost again", "what about the {}")
THINGS = ("new card", "refund", "my password", "order fee", "账")
LEARN = (
    "training.recipe.epochs=25",
    "training.recipe.learning_rate=0.005",
    "training.recipe.batch_size=8",
    "training.recipe.patience=0",
)


def rows():
    for form, thing in itertools.product(FORMS, THINGS):
        at = form.index("{")
        yield {"text": form.format(thing), "entities": [{"start": at, "end": at + len(thing), "label": "thing"}]}


@pytest.mark.parametrize("crf", [False, True])
def test_transitions_are_in_the_bundle_where_they_were_asked_for(one_head, crf):
    run = one_head("entities", "tagging", rows(), *LEARN, *(["training.recipe.crf=true"] if crf else []))
    trained = train(run)

    head = trained.bundle.heads["entities"]
    assert (head.tagger.transitions is not None) == crf
    assert trained.metrics["heads"]["entities"]["test"]["span_f1"] > 0.6
    (decision,) = trained.bundle.decide(["where is my refund"])
    assert [span.text for span in decision.heads["entities"].spans] == ["refund"]
    assert all(0 < span.probability <= 1 for span in decision.heads["entities"].spans)
