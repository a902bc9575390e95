from __future__ import annotations

from dataclasses import replace

from scaffold.evaluation.metrics import ClassScore
from scaffold.evaluation.model_card import one_line, render_model_card
from scaffold.evaluation.records import Candidate, Figure, HeadReport, RunReport
from scaffold.plugins.specs import VerticalInfo

INFO = VerticalInfo(
    title="Customer service",
    summary="Recognises what a customer wants.",
    languages=("en", "zh"),
    tasks=("intent",),
    data_statement="Written for a fictional bank.",
    licence="Apache-2.0",
    intended_use="Routing of questions; not for decisions on credit.",
    api_version=1,
)


def card(report: RunReport, **options: object) -> str:
    values: dict[str, object] = {"base": "embedded:minilm", "licences": {"MiniLM": "Apache-2.0"}} | options
    return render_model_card(report, INFO, **values)  # type: ignore[arg-type]


def test_card_says_what_a_reader_must_know(make_head) -> None:
    text = card(
        RunReport(
            "Intents",
            "customer-service",
            [make_head()],
            figures=[Figure("recall at 1", 0.5, 0.8)],
            candidates=[Candidate("linear", 0.8), Candidate("tuned", 0.9, chosen=True)],
            warnings=["one column was guessed"],
        ),
        limits=["English only."],
        bundle="RUN/bundle",
    )
    for section in ("Intended use", "Data", "Figures", "Calibration", "Limits", "Licences", "How to verify"):
        assert f"\n## {section}\n" in text
    for fact in (
        "not for decisions on credit",
        "fictional bank",
        "| Chosen model | tuned |",
        "| MiniLM | Apache-2.0 |",
        "scaffold verify RUN/bundle",
        "- English only.",
        "- one column was guessed",
        "recall at 1: 50.0% (level: 80.0%, missed)",
    ):
        assert fact in text


def test_tables_have_as_many_cells_as_columns(make_head) -> None:
    lines = card(RunReport("t", "v", [make_head(), make_head("second")])).splitlines()
    width = 0
    for line in lines:
        if not line.startswith("|"):
            width = 0
            continue
        cells = line.replace("\\|", "").count("|")
        assert width in (0, cells)
        width = cells
    assert sum(line.startswith("| Accuracy |") for line in lines) == 2


def test_card_of_an_empty_run_is_whole() -> None:
    text = card(RunReport("t", "v", []))
    assert "## How to verify" in text
    assert "\n\n\n" not in text


def test_names_cannot_break_the_markup(make_head) -> None:
    text = card(RunReport("a | b\n# not a heading", "v", [make_head("<b>*head*</b>")]))
    assert "# a \\| b \\# not a heading" in text
    assert "<b>" not in text


def test_one_line_escapes_markup() -> None:
    assert one_line("a_b |\n [c](d) `e`") == "a\\_b \\| \\[c\\](d) \\`e\\`"


def test_card_speaks_of_each_head_by_its_kind() -> None:
    spans = HeadReport(
        "slots",
        ("city", "planet"),
        "test",
        {
            "test": {
                "span_f1": 0.8,
                "span_precision": 0.8,
                "span_recall": 0.8,
                "span_macro_f1": 0.7,
                "boundary_f1": 0.9,
                "whole_texts": 0.6,
                "spans": 40.0,
                "rows": 300.0,
            }
        },
        metric="span_f1",
        kind="tagging",
        classes=[ClassScore("planet", 0.1, 0.1, 0.1, 4, 4)],
    )
    number = HeadReport(
        "score", (), "test", {"test": {"r2": 0.5, "mean_absolute_error": 1.0, "spearman": 0.7, "rows": 9.0}}
    )
    text = card(RunReport("t", "v", [spans, replace(number, metric="r2", kind="regression")]))

    assert "### slots: 2 labels" in text
    assert "80.0% F1: of the spans it marks 80.0% are right" in text
    assert "| Span F1 | 80.0% |" in text
    assert "Weakest labels of slots: planet (F1 10%, 4 spans)" in text
    assert "a span is as likely as the least likely of its tags" in text
    assert "### score: a number" in text
    assert "Intervals are split conformal" in text
    assert "Can I trust its probabilities?" not in text
