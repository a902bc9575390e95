"""What is written as TOML is read again."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from scaffold.search.toml import toml

PLAIN = st.one_of(
    st.booleans(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
KEYS = st.text(min_size=1)
VALUES = st.recursive(st.one_of(PLAIN, st.lists(PLAIN)), lambda inner: st.dictionaries(KEYS, inner), max_leaves=12)


def without_empty(values: dict) -> dict:
    """A table with nothing in it is not written."""
    cleaned = {key: without_empty(value) if isinstance(value, dict) else value for key, value in values.items()}
    return {key: value for key, value in cleaned.items() if value != {}}


@given(st.dictionaries(KEYS, VALUES))
def test_written_tables_are_read_again(values):
    assert tomllib.loads(toml(values)) == without_empty(values)


def test_nothing_is_left_out_silently_but_none():
    assert tomllib.loads(toml({"a": {"b": None, "c": 1e-05}})) == {"a": {"c": 1e-05}}
