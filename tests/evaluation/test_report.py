from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head
from scaffold.evaluation.metrics import ClassScore
from scaffold.evaluation.records import HeadReport, Mistake, Sharing, TwoWays
from scaffold.evaluation.report import Candidate, Figure, RunReport, breakable, nested_rows, render_report, shade
from scaffold.evaluation.span_mistakes import CommonMistake
from scaffold.models.cases import NearCase

HOSTILE = "<script>alert('x')</script> & \"quoted\" <img src=http://example.org/x.png onerror=y>"
VOID = {"meta", "link", "br", "hr", "img", "wbr", "input"}


class Page(HTMLParser):
    """Collects elements, checks that they are closed in order, and keeps the visible text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def full(head: HeadReport, **parts: object) -> RunReport:
    values: dict[str, object] = {
        "figures": [Figure("recall at 1", 0.81, level=0.8), Figure("a second", 812.4, is_share=False)],
        "candidates": [Candidate("linear", 0.88, 12.0), Candidate("tuned", 0.93, 400.0, "5 epochs", True, 0.2124, 3)],
        "data_report": "<section><h2>Data</h2><p>fine</p></section>",
        "settings": {"training": {"seed": 1}},
        "environment": {"python": "3.11"},
        "warnings": ["mind the gap"],
        "timings": {"train": 75.0},
    }
    return RunReport("A title", "customer-service", [head], **(values | parts))  # type: ignore[arg-type]


def test_first_screen_answers_the_three_questions(make_head) -> None:
    page = Page(render_report(full(make_head())))
    questions = ["How good is it?", "Can I trust its probabilities?", "What should I do next?"]
    places = [page.text.index(question) for question in questions]
    assert places == sorted(places)
    assert places[-1] < page.text.index("More figures")


def test_every_part_is_shown(make_head) -> None:
    text = Page(render_report(full(make_head()))).text
    for part in (
        "recall at 1",
        "reaches its level",
        "chosen",
        "0.212 3",
        "fine",
        "1 min 15 s",
        "training.seed",
        "mind the gap",
    ):
        assert part in re.sub(r"\s+", " ", text), part


def test_page_fetches_nothing(make_head) -> None:
    source = render_report(full(make_head()))
    page = Page(source)
    assert not page.find("link")
    assert not page.find("img")
    assert not page.find("iframe")
    assert all("src" not in attrs for _, attrs in page.elements)
    assert all((attrs["href"] or "").startswith("#") for attrs in page.find("a"))
    assert "http://" not in source
    assert "https://" not in source
    assert "url(" not in source
    assert "@import" not in source


def test_policy_of_the_page_allows_its_own_script_only(make_head) -> None:
    source = render_report(full(make_head()))
    script = re.search(r"<script>(.*?)</script>", source, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode("utf-8")).digest()).decode("ascii")
    (policy,) = [m["content"] for m in Page(source).find("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert f"script-src 'sha256-{digest}'" in (policy or "")
    assert "default-src 'none'" in (policy or "")


def test_texts_and_labels_are_escaped_everywhere() -> None:
    labels = [HOSTILE, "plain"]
    split = SplitOutputs([HOSTILE] * 8, [labels[i % 2] for i in range(8)], [[0.9, 0.1]] * 8)
    head = evaluate_head(
        HOSTILE,
        labels,
        {HOSTILE: split},
        neighbours=lambda rows: [[NearCase(HOSTILE, HOSTILE, 0.99)] for _ in rows],
        train_counts={HOSTILE: 3},
    )
    report = RunReport(
        HOSTILE,
        HOSTILE,
        [head, head],
        figures=[Figure(HOSTILE, 0.1, 0.5, HOSTILE)],
        candidates=[Candidate(HOSTILE, 0.5, 1.0, HOSTILE, True)],
        settings={HOSTILE: {HOSTILE: [HOSTILE]}},
        environment={HOSTILE: HOSTILE},
        warnings=[HOSTILE],
        timings={HOSTILE: 1.0},
    )
    page = Page(render_report(report))
    assert len(page.find("script")) == 1
    assert not page.find("img")
    assert "<script>alert('x')</script>" in page.text


def test_page_is_accessible_in_its_structure(make_head) -> None:
    page = Page(render_report(full(make_head())))
    assert page.find("html")[0]["lang"] == "en"
    assert any(m.get("name") == "viewport" for m in page.find("meta"))
    assert len(page.find("h1")) == 1
    assert all(th.get("scope") in ("row", "col") for th in page.find("th"))
    names = {attrs["id"] for _, attrs in page.elements if attrs.get("id")}
    for svg in page.find("svg"):
        assert svg["role"] == "img"
        assert set((svg["aria-labelledby"] or "").split()) <= names
    assert {(a["href"] or "")[1:] for a in page.find("a")} <= names
    for _, attrs in page.elements:
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((attrs.get(key) or "").split()) <= names


def test_ids_are_used_once_with_several_heads(make_head) -> None:
    page = Page(render_report(RunReport("t", "v", [make_head("one"), make_head("two")])))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_an_empty_report_is_a_page_too() -> None:
    assert "No head was measured" in Page(render_report(RunReport("t", "v", []))).text


def test_a_head_without_rows_says_so() -> None:
    head = HeadReport("h", ("a", "b"), "test", {"test": {"rows": 0.0}})
    text = Page(render_report(RunReport("t", "v", [head]))).text
    assert "no labelled texts" in text
    assert "Not measured" in text


@pytest.mark.parametrize("classes", [2, 150])
def test_few_and_many_classes_fit(make_head, classes: int) -> None:
    page = Page(render_report(full(make_head(classes=classes, rows=600))))
    assert ("The other 135 classes" in page.text) == (classes == 150)
    assert ("All classes" in page.text) == (classes == 2)


def test_perfect_results_have_no_errors_to_show() -> None:
    split = SplitOutputs(["x"] * 40, ["a", "b"] * 20, [[1.0, 0.0], [0.0, 1.0]] * 20)
    text = Page(render_report(RunReport("t", "v", [evaluate_head("h", ["a", "b"], {"test": split})]))).text
    assert "There were no errors" in text
    assert "Worst errors" not in text


def test_long_texts_are_cut_and_chinese_is_kept(make_outputs) -> None:
    labels = ["正面", "负面"]
    head = evaluate_head("情感", labels, {"test": make_outputs(labels, 40, text="转账" * 100_000 + "{}")})
    source = render_report(RunReport("客户反馈", "v", [head]))
    assert len(source) < 200_000
    assert "转账转账" in source
    assert "(200,00" in source
    assert "正面" in source


def test_the_same_report_gives_the_same_page(make_head) -> None:
    assert render_report(full(make_head())) == render_report(full(make_head()))


def test_shades_grow_with_the_share() -> None:
    steps = [shade(value, 100) for value in (0, 1, 10, 30, 60, 100)]
    assert steps == [0, 1, 2, 3, 4, 5]
    assert shade(0, 0) == 0


def test_labels_may_break_after_their_marks() -> None:
    assert str(breakable("a_b<c>/d")) == "a_<wbr>b&lt;c&gt;/<wbr>d"


def test_nested_settings_become_dotted_rows() -> None:
    values = {"a": {"b": 1, "c": {}}, "d": [1, 2], "e": None, "f": False, "g": 0}
    assert nested_rows(values) == [("a.b", "1"), ("a.c", "–"), ("d", "1, 2"), ("e", "–"), ("f", "False"), ("g", "0")]


def read(source: str) -> str:
    """The visible text on one line, a blank after each cell."""
    spaced = source.replace("</td>", "</td> ").replace("</th>", "</th> ").replace("<wbr>", "")
    return re.sub(r"\s+", " ", Page(spaced).text)


SPANS = {
    "span_f1": 0.828,
    "span_precision": 0.84,
    "span_recall": 0.815,
    "span_macro_f1": 0.8,
    "spans": 540.0,
    "whole_texts": 0.7,
    "boundary_f1": 0.9,
    "rows": 300.0,
}


def span_head(word: str = "Bonn") -> HeadReport:
    return HeadReport(
        "cities",
        ("city",),
        "test",
        {"test": SPANS},
        metric="span_f1",
        kind="tagging",
        classes=[ClassScore("city", 0.8, 0.8, 0.8, 540, 500)],
        mistakes=[
            Mistake(f"in {word} now", f"city: {word}", "(nothing)", None),
            Mistake("in May", "(nothing)", "city: May", 0.8),
        ],
        span_mistakes=[CommonMistake("missed", "city", "", 7, ((f"in {word} now", word, ""),))],
        train_counts={"city": 900},
    )


def test_report_on_spans_speaks_of_spans() -> None:
    source = render_report(RunReport("t", "v", [span_head()]))
    text = read(source)

    for part in (
        "82.8%",
        "of the spans it marks 84.0% are right, and it finds 81.5% of the 540 true ones",
        "What goes wrong",
        "missed city – 7 Bonn in “in Bonn now”",
        "was marked (nothing)",
        "was marked city: May at 80.0%",
        "Spans In train",
    ):
        assert part in text, part
    for part in ("Can I trust", "Confusions", "Classes", "(nothing) at"):
        assert part not in text, part
    assert 'href="#h1-kinds"' in source


def test_words_of_spans_are_escaped() -> None:
    page = Page(render_report(RunReport("t", "v", [span_head(HOSTILE)])))
    assert len(page.find("script")) == 1
    assert not page.find("img")


def test_a_number_has_no_labels_and_no_probability() -> None:
    figures = {"r2": 0.7, "mean_absolute_error": 0.4, "spearman": 0.8, "interval_coverage": 0.94, "rows": 300.0}
    head = HeadReport(
        "score",
        (),
        "test",
        {"test": figures | {"interval_width": 2.0, "unread_width": 4.0}},
        metric="r2",
        kind="regression",
        mistakes=[Mistake("so so", "4.5", "1.2", None, [NearCase("so so so", "1", 0.9)])],
        error_rate=0.05,
    )
    text = read(render_report(RunReport("t", "v", [head])))

    for part in ("0.700", "Can I trust its intervals?", "was guessed 1.2", "The 1 text whose number is furthest off"):
        assert part in text, part
    assert "Labels" not in text
    assert "Classes" not in text


def test_both_ways_of_training_stand_side_by_side() -> None:
    ways = [
        TwoWays("intent", "accuracy", 0.9, 0.95, 20.0, 30.0, "together"),
        TwoWays("slots", "span_f1", 0.9, 0.8, 25.0, 31.0, "alone"),
    ]
    candidates = [Candidate("a", 0.9, 1.0), Candidate("b", -0.2, 1.0, metric="r2")]
    report = RunReport("t", "v", [span_head()], candidates=candidates, together=[Sharing(ways)])
    text = read(render_report(report))

    assert "intent Accuracy 90.0% 95.0% 20 s with the others together" in text
    assert "slots Span F1 90.0% 80.0% 25 s with the others alone" in text
    assert "All of them 45 s 31 s" in text
    assert "a Accuracy 90.00%" in text
    assert "b R² -0.200" in text


def test_a_head_of_a_kind_of_tomorrow_is_shown_too() -> None:
    head = HeadReport("h", (), "test", {"test": {"hits": 0.5, "rows": 9.0}}, metric="hits", kind="a kind of tomorrow")
    text = Page(render_report(RunReport("t", "v", [head]))).text
    assert "hits on 9 test texts." in text
    assert "Can I trust" not in text
