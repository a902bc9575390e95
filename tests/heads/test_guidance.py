"""Rules teach a head where that helps it: accuracies from labelled texts and from agreement, never the worse model."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.heads.guidance import Guidance, Guide
from scaffold.models.cache import CachedEncoder
from scaffold.rules.firing.rule_reader import RuleReader
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.settings import RuleSettings
from scaffold.training.task import Labelled, Task, labelled

LABELS = ("card", "refund")
FORMS = {
    "card": ["where is my card", "my card has not arrived", "card lost please help", "new card when"],
    "refund": ["i want my money back", "refund my order please", "do i get a refund", "return the money"],
}
RULES = """
rules:
  - {id: cards, when: card, then: {label: card}}
  - {id: money, when: [money, refund], then: {label: refund}}
  - {id: wrong, when: please, then: {label: card}}
  - {id: rare, when: purple, then: {label: card}}
"""


def rows(count: int, first: int = 0, label: bool = True) -> list[Example]:
    """Texts of the two labels in turn, all different."""
    made = []
    for number in range(first, first + count):
        name = LABELS[number % 2]
        text = f"{FORMS[name][number // 2 % 4]} {['today', 'now', 'again', 'thanks'][number // 8 % 4]} {number}"
        made.append(Example(text, labels={"topic": name} if label else {}))
    return made


@pytest.fixture(scope="module")
def guide(tiny_encoder):
    def make(rules: str = RULES, **settings) -> Guide:
        read = RuleSet.of([parse_rules(rules, "r.yaml")])
        reader = RuleReader(read, list(read))
        return Guide(reader, tiny_encoder, CachedEncoder(tiny_encoder), RuleSettings(**settings), 1)

    return make


def data(train: int, bare: int, validation: int = 16):
    splits = {"train": rows(train), "validation": rows(validation, 500)}
    parts = {name: Examples.from_iter(each) for name, each in splits.items()}
    more = Examples.from_iter(rows(bare, 1000, label=False)) if bare else None
    return SimpleNamespace(splits=parts, unlabelled=more)


def task_of(dataset) -> Task:
    return Task("topic", LABELS, *(labelled(dataset.splits[name], "topic", LABELS) for name in ("train", "validation")))


def lead(guide: Guide, dataset) -> Guidance:
    return guide.lead(task_of(dataset), guide.reader.rules, dataset)


def test_few_labels_and_many_bare_texts_make_one_task(guide):
    dataset = data(6, 80)
    found = lead(guide(), dataset)

    assert found.notes == ("topic: rules label 80 of 80 texts without a label, which are learnt from",)
    assert len(found.task.train) == 86
    assert found.task.validation.texts == task_of(dataset).validation.texts
    truth = np.array([0, 1] * 40)
    assert (found.task.train.truth[6:] == truth).mean() > 0.95
    assert found.held.shape == (16, 4)
    assert found.texts == 6 + 16 + 80
    right, money, wrong, _ = found.accuracies
    assert min(right, money) > 0.9 > wrong
    cards, refunds, _, rare = found.weights
    assert min(cards, refunds) > 1
    assert rare == 0
    np.testing.assert_array_equal((found.task.train.soft.evidence != 0).any(1), [False] * 6 + [True] * 80)


def test_it_is_the_same_each_time(guide):
    one, again = (lead(guide(), data(6, 60)) for _ in range(2))
    np.testing.assert_array_equal(one.accuracies, again.accuracies)
    np.testing.assert_array_equal(one.task.train.soft.shares, again.task.train.soft.shares)


@pytest.mark.parametrize("settings", [{"train": False}, {}])
def test_nothing_is_learnt_from_rules_that_may_not_teach_or_have_no_text(guide, settings):
    dataset = data(16, 40 if settings else 0)
    found = lead(guide(**settings), dataset)

    assert found.task.train.soft is None
    assert found.notes == ()
    assert found.counts.tolist()[0] > 0
    assert found.accuracies[0] > 0.8


def test_rules_that_fire_too_rarely_label_nothing(guide):
    found = lead(guide("rules: [{id: rare, when: purple, then: {label: card}}]"), data(16, 40))
    assert found.notes == ("topic: rules label 0 of 40 texts without a label",)
    assert found.task.train.soft is None


def test_texts_that_make_the_model_worse_are_not_learnt_from(guide, monkeypatch):
    monkeypatch.setattr(Guide, "_helps", lambda *_: False)
    found = lead(guide(), data(16, 40))

    assert found.task.train.soft is None
    assert found.notes[0].endswith("they are not learnt from, as a model is the worse for it")


def test_rules_that_lie_are_found_out(guide):
    lies = RULES.replace("label: card}", "label: X}").replace("label: refund", "label: card").replace("X", "refund")
    found = lead(guide(lies), data(40, 60, validation=40))

    assert (found.accuracies[:2] < 0.3).all()
    assert not found.weights[:2].any()


def test_self_training_labels_once_more(guide):
    once, twice = (lead(guide(self_training=again), data(6, 80)) for again in (False, True))

    assert len(twice.task.train) == len(once.task.train)
    assert (twice.task.train.truth[6:] == np.array([0, 1] * 40)).mean() > 0.95
    assert (twice.task.train.soft.shares != once.task.train.soft.shares).any()


def test_most_texts_bounds_what_is_read(guide):
    found = lead(guide(most_texts=30), data(6, 80))
    assert found.texts == 6 + 16 + 30


def test_without_any_label_rules_label_what_is_chosen_on_as_well(guide):
    dataset = SimpleNamespace(
        splits={
            "train": Examples.from_iter(rows(80, label=False)),
            "validation": Examples.from_iter([*rows(20, 300, label=False), Example("purple elephants", labels={})]),
        },
        unlabelled=None,
    )
    held = replace_dataset(dataset)
    none = Labelled([], np.zeros(0, np.int64))
    found, changed = guide().without_labels(Task("topic", LABELS, none, none), guide().reader.rules, held)

    assert len(found.task.train) == 80
    assert (found.task.train.truth == np.array([0, 1] * 40)).mean() > 0.95
    # A text no rule fires on has no label to be chosen on; "purple" is the word of a rule.
    assert len(found.task.validation) == len(changed.splits["validation"]) == 21
    assert [LABELS[i] for i in found.task.validation.truth] == list(changed.splits["validation"].labels("topic"))
    assert found.held.shape == (21, 4)
    assert found.notes[-1].startswith("topic: no text has a label, so that rules label those to choose on, too")


def replace_dataset(values):
    from scaffold.data.dataset import Dataset

    return Dataset(values.splits, None, (), unlabelled=values.unlabelled)


def test_heads_of_several_labels_are_measured_on_labelled_texts(guide):
    many = [replace(each, labels={"topic": [each.labels["topic"]]}) for each in rows(60)]
    parts = {"train": Examples.from_iter(many[:40]), "validation": Examples.from_iter(many[40:])}
    truth = np.eye(2, dtype=np.float32)[[0, 1] * 30]
    texts = [each.text for each in many]
    task = Task("topic", LABELS, Labelled(texts[:40], truth[:40]), Labelled(texts[40:], truth[40:]), kind="multilabel")
    made = guide()
    found = made.measure(task, made.reader.rules, SimpleNamespace(splits=parts, unlabelled=None))

    assert found.task is task
    assert found.counts.tolist()[:2] == [30, 30]
    np.testing.assert_allclose(found.accuracies[:2], (2.8 + 30) / 34)
    np.testing.assert_allclose(found.accuracies[3], 0.7)
    assert found.held.shape == (20, 4)
