from __future__ import annotations

import ast
import tomllib

import yaml
from hypothesis import given
from hypothesis import strategies as st

from scaffold.projects.sandbox import one_line, py, toml

# What a file can hold: no halves of surrogate pairs.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_python_reads_back_what_was_written(text):
    assert ast.literal_eval(py(text)) == text
    assert "\n" not in py(text)


@given(st.lists(TEXTS, max_size=4))
def test_lists_become_tuples_and_tables(texts):
    assert ast.literal_eval(py(texts)) == tuple(texts)
    assert tomllib.loads(f"x = {toml(texts)}")["x"] == texts


@given(TEXTS)
def test_toml_and_yaml_read_back_what_was_written(text):
    assert tomllib.loads(f"x = {toml(text)}")["x"] == text
    assert yaml.safe_load(f"x: {toml(text)}")["x"] == text


@given(TEXTS)
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
