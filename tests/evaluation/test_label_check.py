"""Labels that are probably wrong are named with where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.data.example import Example, Origin
from scaffold.data.examples import Examples
from scaffold.evaluation.label_check import Suspect, check_labels
from scaffold.evaluation.records import HeadReport, RunReport
from scaffold.evaluation.report import render_report
from scaffold.evaluation.steps import next_steps


class Letters:
    """Vectors by the first letter of a text."""

    dimension = 4

    def encode(self, texts, **_):
        noise = np.random.default_rng(0).normal(0, 0.1, (len(texts), 4))
        vectors = (
            np.eye(4, dtype=np.float32)["abcd".index("a") + np.array([ord(t[0]) - ord("a") for t in texts])] + noise
        )
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def example(number: int, label: str | None) -> Example:
    letter = "ab"[number % 2]
    labels = {} if label is None else {"topic": label}
    return Example(f"{letter}{number}", labels=labels, origin=Origin("/data/questions.csv", number + 2))


@pytest.fixture
def check():
    rows = [example(n, "first" if n % 2 == 0 else "second") for n in range(60)]
    rows[10] = example(10, "second")
    rows[31] = example(31, "first")
    rows.append(example(60, None))
    return check_labels([Examples.from_iter(rows[:30]), Examples.from_iter(rows[30:])], "topic", Letters())


def test_wrong_labels_are_found_with_file_and_line(check):
    assert {(s.text, s.given, s.suggested, s.where) for s in check.suspects} == {
        ("a10", "second", "first", "/data/questions.csv:12"),
        ("b31", "first", "second", "/data/questions.csv:33"),
    }
    assert check.rows == 60
    assert check.rate == pytest.approx(2 / 60, abs=0.02)


def test_one_label_alone_is_never_wrong():
    rows = [example(n, "first") for n in range(10)]

    assert check_labels([Examples.from_iter(rows)], "topic", Letters()).suspects == ()


@pytest.mark.parametrize("where", ["/data/deep/questions.csv:12", "C:\\data\\questions.csv:12", "questions.csv:12"])
def test_line_is_named_without_its_folder(where):
    assert Suspect("a", "b", "c", 0.9, where).line == "questions.csv:12"


def test_report_shows_them_and_says_what_to_do(check):
    head = HeadReport(
        "topic",
        ("first", "second"),
        "test",
        {"test": {"rows": 20, "accuracy": 0.9, "macro_f1": 0.9}},
        label_check=check,
    )
    report = RunReport("Toy", "toy", [head])
    page = render_report(report)

    assert "Doubtful training labels" in page
    assert "questions.csv:12" in page
    assert "/data/" not in page
    assert "Look at doubtful training labels" in {step.title for step in next_steps(report)}
