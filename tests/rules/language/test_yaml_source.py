"""YAML is read with its lines, without surprises of types, and never beyond reason."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import RuleError
from scaffold.rules.language.yaml_source import read_yaml


def assert_refused(text: str, *parts: str, line: int) -> None:
    with pytest.raises(RuleError) as caught:
        read_yaml(text, "f.yaml")
    for part in parts:
        assert part in str(caught.value), str(caught.value)
    assert caught.value.where == f"f.yaml:{line}", str(caught.value)


@pytest.mark.parametrize(
    "word", ["no", "No", "yes", "on", "off", "true", "2020-01-01", "007", "1e3", ".inf", "0x1f", "12:30", "<<", "="]
)
def test_plain_words_stay_words(word):
    assert read_yaml(f"phrases: [{word}]", "f").values == {"phrases": [word]}


def test_words_that_are_keys_stay_words():
    assert read_yaml("no: a\non: b\n2020-01-01: c\n", "f").values == {"no": "a", "on": "b", "2020-01-01": "c"}


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_nothing_is_nothing_unless_it_is_quoted(nothing):
    assert read_yaml(f"a: {nothing}\nb: '{nothing}'\n", "f").values == {"a": None, "b": nothing}


def test_tags_change_nothing():
    assert read_yaml("a: !!int 5\nb: !!python/object:os.system [x]\n", "f").values == {"a": "5", "b": ["x"]}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\ufeff"])
def test_an_empty_document_has_no_values(text):
    assert read_yaml(text, "f").values is None


def test_lines_are_known_of_values_within_values():
    source = read_yaml("# 注释\nrules:\n  - id: a\n    when:\n      phrases:\n        - 吞卡\n", "f")
    assert source.line(("rules", 0, "when", "phrases", 0)) == 6
    assert source.line(("rules", 0, "when", "all", "phrases")) == 5
    assert source.where(("rules", 3)) == "f:2"
    assert source.line(("nowhere",)) == 2


def test_an_alias_stands_for_what_was_read():
    source = read_yaml("a: &words [x, y]\nb: *words\nc: {d: *words}\n", "f")
    assert source.values == {"a": ["x", "y"], "b": ["x", "y"], "c": {"d": ["x", "y"]}}
    assert source.line(("c", "d", 1)) == 3


def test_an_anchor_may_be_given_anew():
    assert read_yaml("a: &x [1]\nb: &x [2]\nc: *x\n", "f").values["c"] == ["2"]


@pytest.mark.parametrize("text", ["a: *b\n", "a: &a [*a]\n", "a: &a {b: *a}\n"])
def test_an_alias_of_what_is_not_complete_is_refused(text):
    assert_refused(text, "stands for &", line=1)


def test_a_bomb_of_aliases_is_refused():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise("abcdefghi")]
    assert_refused("\n".join(lines), "repeated beyond reason", line=6)


def test_a_tower_of_aliases_is_refused():
    tower = "[" * 50 + "x" + "]" * 50
    assert_refused(f"a: &a {tower}\nb: {tower.replace('x', '*a')}\n", "nested too deeply", line=2)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[[", "[{b: "])
@pytest.mark.parametrize("times", [100, 200_000])
def test_deep_nesting_is_refused(opening, times):
    assert_refused(opening * times, "nested too deeply", line=1)


def test_a_key_given_twice_is_refused():
    assert_refused("a: 1\nb:\n  c: 1\n  c: 2\n", "the key 'c' is given twice", "Delete one", line=4)


@pytest.mark.parametrize("key", ["[a]", "{a: b}"])
def test_a_key_is_a_word(key):
    assert_refused(f"? {key}\n: b\n", "a key is a word", line=1)


def test_a_second_document_is_refused():
    assert_refused("a: b\n---\nc: d\n", "second document", line=2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b: c\n", 1),
        ("a: [b\nc: d\n", 2),
        ("- a\nb: c\n", 2),
        ("a:\n\t- b\n", 2),
        ("ok: 1\nphrase: @home\n", 2),
        ("ok: 1\nphrase: 'a' b\n", 2),
        ("ok: 1\nphrase: *\n", 2),
    ],
)
def test_damage_is_located(text, line):
    assert_refused(text, "this is not YAML", "needs quotes around it", line=line)


def test_an_open_quotation_says_where_it_began():
    assert_refused('a: b\nc: "d\ne: f\n\n', "quoted scalar", "began in line 2", line=5)


@pytest.mark.parametrize(("character", "code"), [("\0", "00"), ("\x07", "07"), ("\x9f", "9F"), ("\ud800", "D800")])
def test_characters_that_yaml_does_not_allow_are_located(character, code):
    assert_refused(f"头: 头头头\n{'卡' * 30}\nb: {character}\n", f"U+{code:0>4}", line=3)


@pytest.mark.parametrize("loader", ["c", "python"])
def test_both_loaders_read_alike(loader, monkeypatch):
    if loader == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    text = "a: \nb: ~\nc: '~'\nd: &x [no, 吞卡]\ne: *x\nf: |\n  g\n  h\n"
    expected = {"a": None, "b": None, "c": "~", "d": ["no", "吞卡"], "e": ["no", "吞卡"], "f": "g\nh\n"}
    source = read_yaml(text, "f")
    assert source.values == expected
    assert source.line(("f",)) == 6
    assert_refused("a: [b\nc: d\n", "this is not YAML", line=2)
    assert_refused("[" * 2000, "nested too deeply", line=1)


PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"))
NESTED = st.recursive(
    st.none() | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=20,
)


@given(NESTED)
def test_what_was_written_is_read(values):
    text = yaml.safe_dump(values, allow_unicode=True, default_style='"')
    # Nothing is written as `!!null "null"`: quotes make it a word.
    expected = yaml.safe_load(text.replace('!!null "null"', '"null"'))
    assert read_yaml(text, "f").values == expected


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#%@`,?~ \n\t卡"), max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        source = read_yaml(text, "f")
    except RuleError:
        return
    assert source.line(()) >= 1
