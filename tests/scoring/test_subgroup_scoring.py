"""Groups of people in data that a bundle is measured on, for each kind of head."""

from __future__ import annotations

import json

import pytest

from scaffold.bundle import Bundle
from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.scoring.bundle import bundle_reports
from scaffold.scoring.measure import measure
from scaffold.scoring.subgroups import Grouping
from scaffold.settings import DataSettings, Settings

DECISION = {"ask_below": 0.6, "error_rate": 0.05}


@pytest.fixture(scope="module")
def bundle(toy_bundle) -> Bundle:
    return Bundle.load(toy_bundle)


def examples(task) -> Examples:
    """Two copies of the texts; those of the second group carry wrong labels, and a few belong to none."""
    rows = list(zip(task.train.texts, task.train.truth, strict=True))
    made = [Example(text, labels={"topic": task.labels[label]}, metadata={"sex": "f"}) for text, label in rows]
    made += [Example(text, labels={"topic": "refund"}, metadata={"sex": "m", "age": 3.0}) for text, _ in rows]
    return Examples.from_iter([*made, Example("no label at all", metadata={"sex": "f"})])


@pytest.mark.parametrize("metric", ["accuracy", "macro_f1"])
def test_a_head_of_classes_is_measured_by_group(bundle, task, metric):
    model, rows = bundle.heads["topic"], examples(task)
    report = measure(model, {"test": rows}, metric=metric, groups=Grouping(("sex", "age"), DECISION))
    sex, age = report.subgroups
    assert sex.metric == "accuracy"
    assert {group.value: group.rows for group in sex.groups} == {"f": len(task.train), "m": len(task.train)}
    female, male = sorted(sex.groups, key=lambda group: group.value)
    alone = Examples.from_iter(row for row in rows if row.metadata["sex"] == "f")
    expected = measure(model, {"test": alone}, metric=metric).figures
    for name, value in female.figures.items():
        assert value == pytest.approx(expected[name]), name
    assert female.metric.value == pytest.approx(expected["accuracy"])
    assert male.metric.value < female.metric.value
    assert sex.worst.value == "m"
    decided = bundle.decide([row.text for row in alone if row.labels])
    assert female.left_open == pytest.approx(sum(each.action != "answer" for each in decided) / len(decided))
    assert [(group.value, group.is_few) for group in age.groups] == [("3", False), ("(not given)", False)]


def test_without_columns_a_report_is_as_before(bundle, task):
    rows = examples(task)
    report = measure(bundle.heads["topic"], {"test": rows})
    assert report.subgroups == ()


def test_columns_of_other_texts_are_left_out(bundle, task):
    grouping = Grouping(("sex", "of the other loader"), DECISION)
    found = measure(bundle.heads["topic"], {"test": examples(task)}, groups=grouping).subgroups
    assert [each.column for each in found] == ["sex"]


@pytest.fixture
def data(tmp_path, task):
    rows = zip(task.train.texts, task.train.truth, strict=True)
    lines = [f"{text},{task.labels[label]},{'fm'[at % 2]}" for at, (text, label) in enumerate(rows)]
    path = tmp_path / "notes.csv"
    path.write_text("\n".join(["text,topic,sex", *lines]) + "\n", encoding="utf-8")
    return path


def test_a_bundle_is_measured_by_group_and_its_first_head_says_what_is_left_open(bundle, data):
    settings = Settings(data=DataSettings(subgroups=("sex",)))
    (found,) = bundle_reports(bundle, str(data), settings)["topic"].subgroups
    assert {group.value for group in found.groups} == {"f", "m"}
    assert all(group.left_open is not None for group in found.groups)


def test_the_command_shows_a_table_and_writes_a_key_of_its_own(toy_bundle, data):
    from click.testing import CliRunner

    from scaffold.cli.main import cli

    arguments = ["evaluate", str(toy_bundle), "--data", str(data), "--set", "data.subgroups=sex"]
    shown = CliRunner().invoke(cli, arguments)
    assert shown.exit_code == 0
    assert "topic by sex:" in shown.stdout
    assert "Largest gap: Accuracy of sex" in shown.stdout or "too few to compare" in shown.stdout
    written = json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).stdout)
    assert set(written) == {"heads", "subgroups"}
    assert set(written["subgroups"]["topic"]["sex"]["groups"]) == {"f", "m"}
    plain = json.loads(CliRunner().invoke(cli, [*arguments[:4], "--json"]).stdout)
    assert set(plain) == {"heads"}
    missing = CliRunner().invoke(cli, [*arguments[:-1], "data.subgroups=sx"])
    assert missing.exit_code == 2
    assert "no column 'sx', did you mean 'sex'?" in missing.stderr


def test_heads_of_other_kinds_are_measured_by_group():
    """Labels, spans and numbers: their figures for a group are those of the group alone."""
    from types import SimpleNamespace

    import numpy as np

    from scaffold.data.spans import TextSpan
    from scaffold.decision.records import FoundSpan, SpansDecision
    from scaffold.evaluation.regression import regression_metrics
    from scaffold.scoring import labels, numbers, spans

    rows = np.array([0, 2, 4])
    rng = np.random.default_rng(1)
    truth = [frozenset({"a"} if row % 2 else {"a", "b", "unknown"}) for row in range(6)]
    p = rng.random((6, 2))
    found = SimpleNamespace(chosen=p > 0.5, probabilities=p, inside=p > 0.2)
    model = SimpleNamespace(labels=("a", "b"))
    counts = labels.label_counts(model.labels, truth, found.chosen)
    figures = labels._by_rows(model, truth, found, counts)
    assert figures.score(rows) == pytest.approx(figures.at(rows)["micro_f1"])

    true = [[TextSpan(0, 3, "D")], [], [TextSpan(4, 6, "C")], [], [TextSpan(1, 2, "D")], []]
    said = [SpansDecision(tuple(FoundSpan(0, 3, "D", "abc", 0.9) for _ in range(row % 2 + 1))) for row in range(6)]
    right = [len({*each} & {*spans._spans(one)}) for each, one in zip(true, said, strict=True)]
    figures = spans._by_rows(true, said, right)
    assert figures.score(rows) == pytest.approx(figures.at(rows)["span_f1"]) == pytest.approx(1 / 3)

    values, wanted = rng.random(6), rng.random(6)
    figures = numbers._by_rows(values, wanted, values - 0.1, values + 0.1)
    assert figures.at(rows) == regression_metrics(values[rows], wanted[rows], values[rows] - 0.1, values[rows] + 0.1)
    assert figures.score(rows) == pytest.approx(figures.at(rows)["mean_absolute_error"])
