"""Questions are answered from a text: learnt, calibrated, measured, saved and read back, in English and Chinese."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.bundle import Bundle
from scaffold.data.columns import ColumnMap
from scaffold.data.dataset import Dataset
from scaffold.data.example import Example, Origin
from scaffold.data.examples import Examples
from scaffold.errors import DataError, PluginError
from scaffold.heads.tasks import make_task
from scaffold.pipeline import train
from scaffold.scoring.bundle import score_bundle

THINGS = ("card", "refund", "payment", "password")
FORMS = ("the {} is new", "i want a new {} today", "where is my {}", "please send the {} to me", "a {} was lost again")
NOTHING = ("thanks for the help", "i do not want you", "what is it now")
CHINESE = {"things": ("退款", "密", "钱", "卡"), "forms": ("我的{}在哪里", "请退还{}", "什么{}可以用", "我忘了{}吗")}
LEARN = ("training.recipe.epochs=25", "training.recipe.learning_rate=0.005", "training.recipe.patience=0")


def rows(things=THINGS, forms=FORMS, question="what is it about", nothing=NOTHING, times=3):
    """Each thing in each form, and some texts that hold none of them; no question comes twice."""
    made = []
    for turn, thing, form in itertools.product(range(times), things, forms):
        context = ("", "now ", "hello you ")[turn % 3] + form.format(thing)
        made.append((context, [{"text": thing, "answer_start": context.index(thing)}]))
    made += [(context, []) for context in nothing * times * 2]
    random.Random(0).shuffle(made)
    return [{"question": f"{question} {n}", "context": c, "answers": found} for n, (c, found) in enumerate(made)]


def test_answers_are_learnt_measured_and_saved(one_head):
    run = one_head("answer", "question_answering", rows(), *LEARN)
    trained = train(run)

    figures = trained.metrics["heads"]["answer"]["test"]
    assert figures["answer_f1"] > 0.8
    assert figures["rows"] > 5
    assert trained.metrics["candidates"][0]["metric"] == "answer_f1"
    bundle = Bundle.load(run.out / "bundle")
    questions = [("what is it about", "hello i want a new refund today"), ("what is it about", "thanks for it")]
    found, none = bundle.decide(questions)
    decision = found.heads["answer"].as_dict()
    assert decision["answer"] == "refund"
    assert questions[0][1][decision["start"] : decision["end"]] == "refund"
    assert 0 < decision["probability"] <= 1
    assert none.heads["answer"].as_dict()["answer"] is None
    assert none.action == "handoff"
    assert [d.as_dict() for d in trained.bundle.decide(questions)] == [found.as_dict(), none.as_dict()]
    assert score_bundle(bundle, str(run.data), run.settings)["answer"]["train"]["answer_f1"] > 0.8


def test_chinese_answers_are_characters(one_head):
    data = rows(**CHINESE, question="什么", nothing=("可以吗", "我没收到"))
    run = one_head("answer", "question_answering", data, *LEARN)
    trained = train(run)

    assert trained.metrics["heads"]["answer"]["test"]["answer_f1"] > 0.7
    (decision,) = trained.bundle.decide([("什么 3", "我的退款在哪里")])
    assert decision.heads["answer"].answer == "退款"
    assert "退款" in decision.reason


@pytest.mark.parametrize(
    ("line", "row", "message"),
    [
        (2, {"answers": [{"text": "card", "answer_start": 90}]}, "the answer 'card' does not stand at character 90"),
        (3, {"context": "  "}, "there is a question and no text to answer it from"),
        (1, {"answers": [{"text": "card", "answer_start": "soon"}]}, "'soon' is no start of an answer"),
    ],
)
def test_bad_rows_are_named_before_anything_is_trained(one_head, line, row, message):
    data = rows()
    data[line - 1] |= {"answers": [{"text": "card", "answer_start": 0}], "context": "card"} | row
    run = one_head("answer", "question_answering", data)

    with pytest.raises(DataError) as told:
        train(run)
    assert told.value.where.endswith(f"rows.jsonl:{line}")
    assert message in str(told.value)
    assert told.value.exit_code == 2
    assert not run.out.exists()


def test_questions_without_any_answer_are_refused(one_head):
    data = [each | {"answers": []} for each in rows()]

    with pytest.raises(DataError, match="no question has an answer"):
        train(one_head("answer", "question_answering", data, "data.label=answers"))


def test_a_metric_of_another_kind_is_refused(one_head):
    run = one_head("answer", "question_answering", rows())
    (spec,) = run.vertical.heads
    dataset = run.vertical.loader("texts").load(Path(run.data), run.settings.data)

    with pytest.raises(PluginError, match="not chosen by 'accuracy' \\(but by answer_f1, answer_exact\\)"):
        make_task(replace(spec, metric="accuracy"), dataset)
    assert make_task(replace(spec, metric="answer_exact"), dataset).metric == "answer_exact"


def test_a_second_text_that_a_loader_forgot_is_named(one_head):
    run = one_head("answer", "question_answering", rows())
    (spec,) = run.vertical.heads
    examples = Examples.from_iter([Example("what", labels={"answer": ""}, origin=Origin("own.txt", 7))])

    with pytest.raises(DataError, match=r"own\.txt:7: there is no second text, which answer needs"):
        make_task(spec, Dataset({"train": examples, "validation": examples}, ColumnMap("text")))


def test_switches_of_a_fine_tuning_work_on_answers(one_head):
    switches = ("rdrop=0.5", "fgm=0.1", "ema=0.5", "label_smoothing=0.1", "logit_adjustment=1.0")
    run = one_head("answer", "question_answering", rows(), *LEARN, *(f"training.recipe.{each}" for each in switches))

    assert train(run).metrics["heads"]["answer"]["test"]["answer_f1"] > 0.8
