"""`scaffold rules audit`: a table with the worst first, JSON, a page; mistakes in one message."""

from __future__ import annotations

import json

from rich.cells import cell_len

LONG = "a-rule-" + "with-a-very-long-name-" * 4
RULES = f"""
head: topic
rules:
  - {{id: money, when: [refund, money back], then: {{label: refund}}}}
  - {{id: swapped, when: password, then: {{label: refund}}}}
  - {{id: 客户要退款的规则客户要退款的规则客户要退款的规则, when: 退款, then: {{label: 退款}}}}
  - {{id: {LONG}, when: card, then: {{label: card, route: cards}}}}
"""
FIGURES = {
    *("id", "says", "where", "description", "owner", "expired", "labels", "evidence", "power", "declared", "weight"),
    *("note", "learnt", "fired", "texts", "coverage", "fired_then", "texts_then", "coverage_then", "chance", "drifted"),
    *("judged", "correct", "precision", "low", "high", "least", "model_correct", "model_precision", "ahead", "behind"),
    *("mostly", "overridden", "helped", "hurt", "conflicts", "opponents", "effect", "verdict", "reason", "advice"),
}


def test_audit_of_a_trained_bundle(scaffold, toy_site, tiny_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = toy_site.folder / "toy.csv"
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    options = ("--budget", "0s", "--set", "training.speed=1", "--set", 'rules.files=["rules.yaml"]')
    trained = scaffold("train", "toy", "--data", data, "--out", "RUN", "--base", tiny_folder, *options)
    assert trained.exit_code == 0, trained.stderr

    result = scaffold("rules", "audit", "RUN/bundle", "--data", data, "--html", "audit.html")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("VERDICT"))
    assert lines[start + 1].split()[:2] == ["wrong", "swapped"]
    assert len({cell_len(line[: line.index(" soft ")]) for line in lines[start + 1 : start + 5]}) == 1
    assert all(cell_len(line) < 160 for line in lines[start : start + 5])
    assert "rules.yaml:5: swapped: wrong: right on 0 of 16" in result.stdout
    assert any(line.startswith("4 rules: 1 wrong") and line.endswith("Mend: swapped") for line in lines)
    page = (tmp_path / "audit.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert not list(tmp_path.glob(".audit*"))

    result = scaffold("rules", "audit", "RUN/bundle", "--data", data, "--json", "--head", "topic")
    found = json.loads(result.stdout)
    assert set(found) == {"bundle", "data", "split", "texts", "heads", "orders", "verdicts", "mend", "notes"}
    head = found["heads"]["topic"]
    assert all(set(rule) == FIGURES for rule in head["rules"])
    assert set(head) - {"rules"} == {
        *("kind", "metric", "texts", "labelled", "with_rules", "without_rules"),
        *("covered", "overridden", "helped", "hurt", "conflicts"),
    }
    assert (found["mend"], found["verdicts"]["wrong"], found["orders"]) == (["swapped"], 1, [])


def test_bundle_without_rules_is_refused_with_a_hint(scaffold, toy_bundle, toy_site):
    result = scaffold("rules", "audit", toy_bundle, "--data", toy_site.folder / "toy.csv")

    assert (result.exit_code, result.stderr.count("Error:")) == (2, 1)
    assert "no rules to audit" in result.stderr
    assert "rules.files" in result.stderr


def test_missing_bundle_and_missing_data_are_mistakes_of_the_user(scaffold, toy_bundle, tmp_path):
    assert scaffold("rules", "audit", toy_bundle).exit_code == 2
    result = scaffold("rules", "audit", tmp_path / "nowhere", "--data", "x.csv")
    assert (result.exit_code, result.stderr.count("Error:")) == (2, 1)


def test_audit_takes_no_setting_that_is_fixed_at_training(scaffold, toy_bundle):
    result = scaffold("rules", "audit", toy_bundle, "--data", "x.csv", "--set", "training.seed=2")
    assert result.exit_code == 2
    assert "fixed when a bundle is trained" in result.stderr
