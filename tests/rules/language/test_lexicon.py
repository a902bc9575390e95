"""Terms lie in a file beside the rules, as lines or as a table with categories."""

from __future__ import annotations

import os

import pytest

from scaffold.errors import RuleError
from scaffold.rules.language.lexicon import parse_terms, read_terms
from scaffold.rules.language.reading import parse_rules


@pytest.fixture
def folder(tmp_path):
    def write(name: str, content: str | bytes):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return tmp_path

    return write


def test_lines_are_terms():
    terms = parse_terms("a.txt", "# drugs\n  aspirin \n\n阿司匹林\naspirin\nvitamin C#1\n")
    assert terms.terms == {"": ("aspirin", "阿司匹林", "vitamin C#1")}
    assert terms.of((), "f:1") == ["aspirin", "阿司匹林", "vitamin C#1"]


def test_a_table_has_categories():
    terms = parse_terms("a.csv", 'category,note,term\ndrug,,aspirin\n药,x,阿司匹林\ndrug,,"salt, pure"\n,,other\n')
    assert terms.terms == {"drug": ("aspirin", "salt, pure"), "药": ("阿司匹林",), "": ("other",)}
    assert terms.of(("药", "drug"), "f:1") == ["阿司匹林", "aspirin", "salt, pure"]
    assert len(terms.of((), "f:1")) == 4


def test_a_table_needs_no_categories():
    assert parse_terms("A.CSV", "term\nlost\n").terms == {"": ("lost",)}


@pytest.mark.parametrize(
    ("name", "text", "parts", "where"),
    [
        ("a.txt", "", ["has no terms"], "a.txt"),
        ("a.txt", "# nothing\n\n", ["has no terms"], "a.txt"),
        ("a.txt", "ok\n---\n", ["expected a term with a letter or a digit", "'---'"], "a.txt:2"),
        ("a.csv", "", ["expected the columns term,category, found nothing"], "a.csv:1"),
        ("a.csv", "word,category\na,b\n", ["expected the columns term,category, found word, category"], "a.csv:1"),
        ("a.csv", "term;category\na;b\n", ["found term;category"], "a.csv:1"),
        ("a.csv", "term,category\n", ["has no terms"], "a.csv"),
        ("a.csv", "category,term\na,b\nc\n", ["expected a term"], "a.csv:3"),
        ("a.csv", "term,category\nok,a\n,b\n", ["expected a term"], "a.csv:3"),
    ],
)
def test_damage_is_located(name, text, parts, where):
    with pytest.raises(RuleError) as caught:
        parse_terms(name, text)
    assert caught.value.where == where
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd.txt", "more/../../a.txt"])
def test_a_lexicon_outside_the_folder_is_refused(tmp_path, name):
    with pytest.raises(RuleError, match=r"outside the folder of the rules. Put it beside the rules"):
        read_terms(name, tmp_path, "f.yaml:2")


@pytest.mark.parametrize("name", ["terms", "terms.yaml", "terms.xlsx", "."])
def test_a_lexicon_of_another_form_is_refused(tmp_path, name):
    with pytest.raises(RuleError, match=r"neither .txt nor .csv"):
        read_terms(name, tmp_path, "f.yaml:2")


def test_a_lexicon_that_is_missing_says_where_it_was_looked_for(folder):
    home = folder("other.txt", "a")
    with pytest.raises(RuleError) as caught:
        read_terms("no.txt", home, "f.yaml:2")
    assert str(caught.value) == f"f.yaml:2: the lexicon no.txt cannot be read. It is looked for as {home / 'no.txt'}."


def test_a_lexicon_that_is_a_folder_is_refused(folder):
    home = folder("a.txt/b.txt", "a")
    with pytest.raises(RuleError, match="cannot be read"):
        read_terms("a.txt", home, "f.yaml:2")


@pytest.mark.parametrize("name", ["a\0b.txt", f"{'x' * 5000}.txt"])
def test_a_lexicon_with_an_impossible_name_is_refused(tmp_path, name):
    with pytest.raises(RuleError, match="cannot be read"):
        read_terms(name, tmp_path, "f.yaml:2")


def test_a_lexicon_that_is_not_utf8_is_refused(folder):
    home = folder("a.txt", "信用卡\n".encode("gb18030"))
    with pytest.raises(RuleError, match=r"a.txt is not UTF-8. Save it as UTF-8"):
        read_terms("a.txt", home, "f.yaml:2")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything can be read by root")
def test_a_lexicon_that_may_not_be_read_is_refused(folder):
    home = folder("a.txt", "a")
    (home / "a.txt").chmod(0)
    with pytest.raises(RuleError, match="cannot be read"):
        read_terms("a.txt", home, "f.yaml:2")


def test_a_mark_of_byte_order_and_other_line_ends_are_no_terms(folder):
    home = folder("a.txt", b"\xef\xbb\xbflost\r\nstolen\r\n")
    assert read_terms("a.txt", home, "f").of((), "f") == ["lost", "stolen"]
    folder("a.csv", b"\xef\xbb\xbfterm,category\r\nlost,a\r\n")
    assert read_terms("a.csv", home, "f").terms == {"a": ("lost",)}


def test_control_characters_in_terms_do_no_harm(folder):
    home = folder("a.csv", "term\na\0b\n")
    assert read_terms("a.csv", home, "f").of((), "f") == ["a\0b"]


def test_rules_name_their_lexicons(folder, a_rule):
    home = folder("words/cards.csv", "term,category\ncard,thing\n卡,thing\nlost,event\n")
    file = parse_rules(a_rule(when="{lexicon: {file: words/cards.csv, category: thing}}"), "f", home)
    assert file.lexicons["words/cards.csv"].of(("thing",), "f") == ["card", "卡"]


def test_a_category_that_no_term_has_is_refused(folder, a_rule, refused):
    home = folder("cards.csv", "term,category\ncard,things\n")
    text = a_rule(when="{lexicon: {file: cards.csv, category: thing}}")
    refused(text, "cards.csv has no category 'thing'", "did you mean 'things'?", line=2, folder=home)


def test_a_lexicon_inside_other_conditions_is_read(folder, a_rule, refused):
    home = folder("a.txt", "lost")
    text = a_rule(when="{all: [x, {not: {any: [y, {lexicon: a.txt}]}}]}")
    assert list(parse_rules(text, "f", home).lexicons) == ["a.txt"]
    refused(text.replace("a.txt", "b.txt"), "b.txt cannot be read", line=2, folder=home)


def test_rules_from_code_have_no_lexicon(a_rule, refused):
    refused(a_rule(when="{lexicon: a.txt}"), "come from code", "return the path", line=2)
