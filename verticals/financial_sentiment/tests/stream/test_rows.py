"""Rows out of bytes that come in pieces."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.stream.row_reader import RowReader
from scaffold_financial_sentiment.stream.rows import rows_of

cells = st.text(st.sampled_from('ab ",;\n\t公'), max_size=8)


class Growing:
    """Bytes of which more and more are there."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.there = 0
        self.at = 0

    def readline(self, most: int, /) -> bytes:
        end = self.content.find(b"\n", self.at, self.there) + 1 or self.there
        line = self.content[self.at : min(end, self.at + most)]
        self.at += len(line)
        return line

    def seek(self, offset: int, /) -> None:
        self.at = offset


@given(
    st.lists(st.tuples(cells, cells), max_size=6),
    st.sampled_from([(",", ".csv"), (";", ".csv"), ("\t", ".tsv")]),
    st.booleans(),
    st.lists(st.integers(0, 200), max_size=6),
)
def test_rows_are_what_a_table_writer_wrote(
    table: list[tuple[str, str]], form: tuple[str, str], always: bool, pauses: list[int]
) -> None:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=form[0], lineterminator="\n", quoting=quoting)
    writer.writerows([("title", "id", "time"), *((f"Acme {one}", two, "2024-03-05") for one, two in table)])
    content = Growing(text.getvalue().encode())
    rows = rows_of(form[1], 1000)
    reader = RowReader(content, rows, 1000)
    found = []
    for content.there in sorted(min(pause, len(content.content)) for pause in [*pauses, 10_000]):
        while row := reader.next_row():
            found.append(rows.entry(row.content, str(row.line)))
    assert [type(entry) for entry in found] == [Item] * len(table)
    for entry, (one, _) in zip(found, table, strict=True):
        assert isinstance(entry, Item)
        assert entry.text == " ".join(f"Acme {one}".split())


@given(st.binary(max_size=300), st.sampled_from([".jsonl", ".csv", ".tsv"]), st.integers(5, 50))
def test_any_bytes_are_read_to_their_end_in_bounded_memory(content: bytes, suffix: str, largest: int) -> None:
    growing = Growing(content)
    growing.there = len(content)
    rows = rows_of(suffix, largest)
    reader = RowReader(growing, rows, largest)
    while row := reader.next_row(is_final=True):
        assert len(row.content) <= largest + 1
        assert row.problem or isinstance(rows.entry(row.content, "here"), Item | Reject | None)
    assert reader.offset == len(content)


def test_a_row_that_is_no_item_says_why() -> None:
    rows = rows_of(".csv", 1000)
    rows.start(b"title,time\n")
    assert isinstance(rows.entry(b"Acme falls,2024-03-05\n", "x"), Item)
    assert rows.entry(b" , \n", "x") is None
    assert "3 cells, expected 2" in str(rows.entry(b"Acme, falls,2024-03-05\n", "x"))
    assert "UTF-8" in str(rows.entry(b"Acme \xff,2024-03-05\n", "x"))
    lines = rows_of(".jsonl", 1000)
    assert lines.entry(b"\xef\xbb\xbf \n", "x") is None
    assert isinstance(lines.entry(json.dumps({"title": "Acme", "time": 0}).encode(), "x"), Item)
    assert "JSON" in str(lines.entry(b"Acme falls", "x"))
