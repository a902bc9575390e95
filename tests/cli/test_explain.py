"""`scaffold explain`: one decision with its reasons."""

from __future__ import annotations

import json

import pytest


def test_explain_shows_label_scope_action_words_and_cases(scaffold, toy_bundle, toy_site):
    result = scaffold("explain", toy_bundle, "where is my card")

    assert result.exit_code == 0
    assert "where is my card" in result.stdout
    for part in ("topic: card  ", "still possible: card", "scope: in scope (strangeness", "action: ", "words: "):
        assert part in result.stdout, part
    assert "1.00  card: where is my card" in result.stdout


def test_explain_writes_json_with_spans(scaffold, toy_bundle, toy_site):
    result = scaffold("explain", toy_bundle, "我要退款", "--json")

    decision = json.loads(result.stdout)
    assert decision["heads"]["topic"]["label"] == "退款"
    assert [(span["start"], span["end"]) for span in decision["evidence"]["spans"]] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert len(decision["evidence"]["cases"]) == 3


@pytest.mark.parametrize("text", ["", "  \n"])
def test_explain_refuses_an_empty_text(scaffold, toy_bundle, text):
    result = scaffold("explain", toy_bundle, text)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: the text is empty. Give one in quotes: scaffold explain BUNDLE")


def test_explain_of_a_run_folder_points_to_the_bundle_in_it(scaffold, toy_bundle):
    result = scaffold("explain", toy_bundle.parent, "card")

    assert result.exit_code == 2
    assert f"Did you mean {toy_bundle}?" in result.stderr


def test_text_without_a_word_is_decided_all_the_same(scaffold, toy_bundle, toy_site):
    result = scaffold("explain", toy_bundle, "?!")

    assert result.exit_code == 0
    assert "words:" not in result.stdout


def test_explain_names_the_rules_that_fired_and_what_they_order(scaffold, ruled_bundle, toy_site):
    result = scaffold("explain", ruled_bundle, "my pin and my card were stolen")

    lines = result.stdout.splitlines()
    at = lines.index("rules:")
    assert lines[at + 1].split("  ")[2].strip() == "rule"
    assert "pin-is-login" in lines[at + 2]
    assert "login" in lines[at + 2]
    assert "speaks for" in lines[at + 2]
    assert lines[at + 3].strip() == "on pin"
    assert "lost-is-urgent" in lines[at + 4]
    assert lines[at + 5].strip() == "on stolen"
    assert "directives: route fraud desk, severity high" in lines


def test_explain_of_a_bundle_without_rules_says_nothing_of_rules(scaffold, toy_bundle, toy_site):
    result = scaffold("explain", toy_bundle, "my pin was stolen")

    assert "rules:" not in result.stdout
    assert "directives" not in result.stdout


def test_plain_text_stays_as_it_was_written(scaffold, ruled_bundle, toy_site):
    result = scaffold("explain", ruled_bundle, "我要退款 pin")

    assert "\n  我要退款 pin\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_explain_writes_a_page_beside_what_it_shows(scaffold, ruled_bundle, toy_site, tmp_path):
    page = tmp_path / "pages" / "why.html"
    result = scaffold("explain", ruled_bundle, "我要退款", "--html", page, "--json")

    assert json.loads(result.stdout)["heads"]["topic"]["label"] == "退款"
    assert result.stderr.endswith(f"Page: {page}\n")
    source = page.read_text(encoding="utf-8")
    assert ">退</mark>" in source
    assert "退款规则" in source
    assert [each.name for each in page.parent.iterdir()] == ["why.html"]


def test_page_that_cannot_be_written_is_named(scaffold, ruled_bundle, toy_site, tmp_path):
    result = scaffold("explain", ruled_bundle, "my pin", "--html", tmp_path)

    assert result.exit_code == 2
    assert "is a directory" in result.stderr
