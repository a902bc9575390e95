"""Lines from a pipe."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.stream.sources.stdin import StandardInput

LINE = '{"id": "%s", "title": "Acme falls", "time": 1700000000}\n'


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    os.close(read)


def test_lines_come_as_they_are_written_until_the_pipe_is_closed(pipe: tuple[int, int]) -> None:
    read, write = pipe
    batches = StandardInput(read, "jsonl", batch=2, largest=10_000).batches(None)
    os.write(write, (LINE % 1 + LINE % 2 + LINE % 3 + (LINE % 4)[:9]).encode())
    assert [[item.id for item in next(batches).items] for _ in range(2)] == [["1", "2"], ["3"]]
    os.write(write, ((LINE % 4)[9:] + "x" * 30_000 + "\n" + (LINE % 5).rstrip()).encode())
    os.close(write)
    rest = list(batches)
    assert [item.id for batch in rest for item in batch.items] == ["4", "5"]
    assert [reject.where for batch in rest for reject in batch.rejects] == ["standard input:5"]
    assert rest[-1].position == {"lines": 6}


def test_a_silent_pipe_is_idle_and_can_be_closed(pipe: tuple[int, int]) -> None:
    read, write = pipe
    source = StandardInput(read, "jsonl", batch=2, largest=10_000)
    batches = source.batches({"lines": 17})
    assert next(batches).is_idle
    source.close()
    assert list(batches) == []
    os.close(write)


def test_a_slow_reader_slows_the_writer_down(pipe: tuple[int, int]) -> None:
    read, write = pipe
    written = []

    def fill() -> None:
        for number in range(20_000):
            os.write(write, (LINE % number).encode())
            written.append(number)
        os.close(write)

    writer = threading.Thread(target=fill)
    writer.start()
    batches = StandardInput(read, "jsonl", batch=10, largest=10_000).batches(None)
    count = len(next(batches).items)
    writer.join(0.2)
    assert writer.is_alive()
    assert len(written) < 6000
    assert count + sum(len(batch.items) for batch in batches) == 20_000
    writer.join()


def test_a_table_comes_with_its_header(pipe: tuple[int, int]) -> None:
    read, write = pipe
    os.write(write, '\ufefftime;title\n2024-03-05;"Acme\nfalls"\n2024-03-06;极佳公司下跌'.encode())
    os.close(write)
    batches = StandardInput(read, "csv", batch=10, largest=10_000).batches(None)
    assert [item.text for batch in batches for item in batch.items] == ["Acme falls", "极佳公司下跌"]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(SettingsError, match="jsonl, csv, tsv"):
        open_source("-?format=xml", FinancialSentimentSettings())
