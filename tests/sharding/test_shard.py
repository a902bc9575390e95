"""Shards hold every row of a file once, in order."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold.sharding.rows import read_rows
from scaffold.sharding.shard import cut


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("shards") / "in.jsonl"


@given(
    lines=st.lists(st.one_of(st.text(min_size=1).filter(str.strip).map(json.dumps), st.sampled_from(["", "  ", "\r"]))),
    rows=st.integers(1, 5),
    last=st.sampled_from(["", "\n", "\r\n"]),
)
def test_shards_together_are_the_file(path, lines, rows, last):
    content = ("\n".join(lines) + last).encode("utf-8")
    path.write_bytes(content)

    shards, digest = cut(path, "in.jsonl", rows=rows)
    assert digest == hashlib.sha256(content).hexdigest()
    found = [row for shard in shards for row in shard.read(path, "in.jsonl")]
    with path.open("rb") as stream:
        assert found == list(read_rows(stream, "in.jsonl"))
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert [shard.rows for shard in shards[:-1]] == [rows] * (len(shards) - 1)
    assert sum(shard.rows for shard in shards) == len(found)


def test_first_bad_line_is_named(path):
    path.write_text('"a"\n\n"b"\n{\n{\n', encoding="utf-8")

    with pytest.raises(DataError) as caught:
        cut(path, "in.jsonl", rows=1)
    assert str(caught.value).startswith("in.jsonl:4: this line is not JSON")


def test_file_that_changes_in_between_is_refused(path):
    path.write_text('"a"\n"b"\n', encoding="utf-8")
    shards, _ = cut(path, "in.jsonl", rows=1)
    path.write_text('"a"\n"c"\n', encoding="utf-8")

    assert [row.text for row in shards[0].read(path, "in.jsonl")] == ["a"]
    with pytest.raises(DataError, match="was changed while it was read"):
        shards[1].read(path, "in.jsonl")
