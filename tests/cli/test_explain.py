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
