"""What a finished run shows."""

from __future__ import annotations

from scaffold.cli.summary import print_candidates, print_figures


def candidate(head: str, name: str, value: float, metric: str = "accuracy") -> dict:
    figures = {"validation": value, "log_loss": 0.5, "encoders": 1, "seconds": 1.0}
    return {"head": head, "name": name, "metric": metric} | figures


def test_chosen_candidate_of_each_head_is_marked(capsys):
    rows = [candidate("a", "words", 0.5), candidate("a", "tuned", 0.9), candidate("b", "words", 0.7, "quadratic_kappa")]
    print_candidates({"candidates": rows, "chosen": {"a": "tuned", "b": "words"}})

    lines = capsys.readouterr().out.splitlines()
    assert [line[:12] for line in lines] == [
        "a: candidate",
        "  words     ",
        "* tuned     ",
        "b: candidate",
        "* words     ",
    ]
    assert "accuracy" in lines[0]
    assert "quadratic_kappa" in lines[3]
    assert len({len(line) for line in lines}) == 1


def test_one_head_needs_no_name(capsys):
    print_candidates({"candidates": [candidate("a", "words", 0.5)], "chosen": "words"})

    assert [line[:9] for line in capsys.readouterr().out.splitlines()] == ["candidate", "* words  "]


def test_figures_are_those_of_the_kind(capsys):
    print_figures({"rows": 9.0, "span_recall": 0.5, "span_f1": 0.6}, "tagging")
    print_figures({"rows": 9.0, "hits": 0.5}, "a kind of tomorrow")

    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == ["span_f1", "span_recall", "rows", "hits"]
