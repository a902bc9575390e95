"""What a label is called, as a text to learn from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.training.augment.label_names import are_few, are_nameable, spoken, with_label_names
from scaffold.training.task import Labelled


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("card_payment_not_recognised", "card payment not recognised"),
        ("card.lost-or/stolen", "card lost or stolen"),
        ("Refund_not_showing_up", "refund not showing up"),
        ("lostCard", "lost card"),
        ("PIN_blocked", "PIN blocked"),
        ("信用卡", "信用卡"),
        ("信用卡/丢失", "信用卡 丢失"),
        ("kündigung", "kündigung"),
        ("A12", ""),
        ("3", ""),
        ("___", ""),
        ("", ""),
    ],
)
def test_label_is_spoken(label, words):
    assert spoken(label) == words


@given(st.text(max_size=30))
def test_what_is_spoken_has_no_seams_and_no_new_letters(label):
    said = spoken(label)

    assert said == said.strip()
    assert "_" not in said
    assert not said or set(said.casefold()) <= set(label.casefold()) | {" "} | set(label.lower().casefold())


def test_names_come_after_the_texts_with_their_labels(task):
    named = with_label_names(replace(task, labels=("lost_card", "login", "7", "退款")))

    assert named.train.texts[: len(task.train)] == list(task.train.texts)
    assert named.train.texts[len(task.train) :] == ["lost card", "login", "退款"]
    assert named.train.truth[len(task.train) :].tolist() == [0, 1, 3]
    assert named.train.truth.dtype == task.train.truth.dtype
    assert named.validation is task.validation


def test_pairs_of_texts_and_other_kinds_have_no_names(task):
    pairs = Labelled([("a", "b")] * len(task.train), task.train.truth)

    assert are_nameable(task)
    assert not are_nameable(replace(task, train=pairs))
    assert not are_nameable(replace(task, kind="ordinal"))


def test_names_are_for_few_texts(task):
    many = Labelled(["a"] * 81, np.zeros(81, dtype=np.int64))

    assert are_few(replace(task, train=Labelled(["a"] * 80, np.zeros(80, dtype=np.int64))))
    assert not are_few(replace(task, train=many))
