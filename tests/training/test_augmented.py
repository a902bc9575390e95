"""Copies of training texts reach the fine-tuning and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scaffold.data.spans import TextSpan
from scaffold.training.augmented import COPIES, augmented
from scaffold.training.learners.tagging import Tagged, TaggingTask
from scaffold.training.prepared import prepare
from scaffold.training.task import Labelled


def test_copies_stand_after_the_texts_and_validation_stays(task):
    more = augmented(task, "aeda", 1)

    assert list(more.train.texts[: len(task.train)]) == list(task.train.texts)
    np.testing.assert_array_equal(more.train.truth[: len(task.train)], task.train.truth)
    assert len(task.train) < len(more.train) <= (1 + COPIES) * len(task.train)
    assert more.validation is task.validation
    assert augmented(task, "none", 1) is task


def test_copies_are_rows_of_the_fine_tuning(task, tiny_encoder):
    more = augmented(task, "eda", 1)
    start = tiny_encoder.encode(task.train.texts)
    plain, prepared = prepare(tiny_encoder, start, task), prepare(tiny_encoder, start, task, more=more)

    assert len(prepared.train) == len(more.train)
    assert len(prepared.validation) == len(task.validation)
    assert [row["targets"]["topic"] for row in prepared.train] == more.train.truth.tolist()
    np.testing.assert_array_equal(prepared.learners[0]._start[0], plain.learners[0]._start[0])


def test_tagged_texts_get_other_mentions():
    train = Tagged(
        ["Ann lives in Oslo", "Bo left Rome"],
        [[TextSpan(0, 3, "who"), TextSpan(13, 17, "where")], [TextSpan(0, 2, "who"), TextSpan(8, 12, "where")]],
    )
    more = augmented(TaggingTask("names", ("where", "who"), train, Tagged([], [])), "aeda", 1)

    assert len(more.train) > 2
    for text, spans in zip(more.train.texts, more.train.spans, strict=True):
        assert {text[span.start : span.end] for span in spans} <= {"Ann", "Bo", "Oslo", "Rome"}


def test_pairs_numbers_and_marked_entities_stay_as_they_are(task):
    pairs = replace(task, train=Labelled([(text, text) for text in task.train.texts], task.train.truth))
    assert augmented(pairs, "eda", 1) is pairs
    for kind in ("relation", "regression"):
        other = replace(task, kind=kind)
        assert augmented(other, "eda", 1) is other
