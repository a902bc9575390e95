"""JSON Lines of news."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.jsonl import item_of_line, read_jsonl
from scaffold_financial_sentiment.news.lines import bounded_lines

GOOD = json.dumps({"id": "1", "title": "阿克米 falls", "time": 1709649000}, ensure_ascii=False).encode()


def read(content: bytes, **settings: Any) -> list[Item | Reject]:
    return list(read_jsonl(io.BytesIO(content), "news.jsonl", **settings))


def test_items_in_order_blank_lines_and_a_byte_order_mark_passed_over() -> None:
    found = read(b"\xef\xbb\xbf" + GOOD + b"\r\n\n  \n" + GOOD)
    assert [each.text for each in found if isinstance(each, Item)] == ["阿克米 falls"] * 2
    assert read(b"") == []
    assert read(b"\xef\xbb\xbf") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"title": "x"', "not JSON"),
        (b"nonsense", "not JSON"),
        (b'["x"]', "expected an object"),
        (b"3", "expected an object"),
        ('{"title": "Zürich"}'.encode("latin-1"), "not UTF-8"),
        (b'{"title": "x\x00y"}', "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"time": ' + b"1" * 10_000 + b"}", "too many digits"),
    ],
)
def test_a_broken_line_is_one_reject_with_its_place(line: bytes, words: str) -> None:
    first, broken, last = read(GOOD + b"\n" + line + b"\n" + GOOD)
    assert isinstance(first, Item)
    assert isinstance(last, Item)
    assert isinstance(broken, Reject)
    assert broken.where == "news.jsonl:2"
    assert words in broken.reason


def test_the_same_id_twice_passes() -> None:
    assert len(read(GOOD + b"\n" + GOOD)) == 2


def test_a_gigantic_line_is_refused_in_bounded_memory() -> None:
    class Endless(io.RawIOBase):
        left = 64_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    found = list(read_jsonl(io.BufferedReader(Endless()), "big", largest=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    (reject,) = found
    assert isinstance(reject, Reject)
    assert "more than 100,000 bytes" in reject.reason
    assert peak < 5_000_000


def test_a_line_may_have_just_as_many_bytes() -> None:
    lines = list(bounded_lines(io.BytesIO(b"abcd\nabcde\nabcd\nabcdef"), 4))
    assert lines == [(1, b"abcd\n"), (2, None), (3, b"abcd\n"), (4, None)]


@given(st.lists(st.binary(max_size=20)), st.integers(1, 12))
@settings(deadline=None)
def test_lines_are_those_of_the_stream(parts: list[bytes], largest: int) -> None:
    content = b"\n".join(parts)
    wanted = content.splitlines(keepends=True) if b"\r" not in content else None
    found = list(bounded_lines(io.BytesIO(content), largest))
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert len(found) == len(io.BytesIO(content).readlines())
    assert all(line is None or len(line.rstrip(b"\n")) <= largest for _, line in found)
    if wanted and all(len(line.rstrip(b"\n")) <= largest for line in wanted):
        assert [line for _, line in found] == io.BytesIO(content).readlines()


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
@settings(deadline=None)
def test_any_bytes_are_items_or_rejects(content: bytes) -> None:
    assert isinstance(item_of_line(content, "here"), Item | Reject)
    assert all(isinstance(each, Item | Reject) for each in read(content))
