"""Several sources at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scaffold.errors import DataError, SettingsError
from scaffold_financial_sentiment.stream.several import Several
from scaffold_financial_sentiment.stream.source import Batch


class Counting:
    """Gives numbered batches; then ends, fails or waits."""

    def __init__(self, name: str, count: int, *, error: Exception | None = None, waits: bool = False) -> None:
        self.name = name
        self.count = count
        self.error = error
        self.waits = waits
        self.given = 0
        self.closed = threading.Event()

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        for number in range((position or {}).get("done", 0), self.count):
            self.given += 1
            yield Batch((), (), {"done": number + 1})
        if self.error:
            raise self.error
        if self.waits:
            self.closed.wait()

    def committed(self, position: Mapping[str, Any]) -> None:
        """Keep nothing."""

    def close(self) -> None:
        self.closed.set()


def readers() -> set[str]:
    return {thread.name for thread in threading.enumerate()} & {"a", "b", "c"}


def test_all_batches_come_each_source_in_its_order() -> None:
    sources = [Counting("a", 50), Counting("b", 7), Counting("c", 0)]
    with Several(sources) as several:
        found = [(source.name, batch.position["done"]) for source, batch in several.batches({"b": {"done": 4}})]
    assert [done for name, done in found if name == "a"] == list(range(1, 51))
    assert [done for name, done in found if name == "b"] == [5, 6, 7]
    assert not readers()


def test_a_slow_reader_slows_the_sources_down() -> None:
    sources = [Counting("a", 1000), Counting("b", 1000)]
    with Several(sources) as several:
        batches = several.batches({})
        names = [next(batches)[0].name for _ in range(20)]
        time.sleep(0.05)
        assert [source.given <= names.count(source.name) + 3 for source in sources] == [True, True]
        assert {"a", "b"} == set(names)
    assert not readers()


@pytest.mark.parametrize(
    ("error", "where"),
    [
        (DataError("broken"), "a"),
        (DataError("broken", where="line 7"), "a: line 7"),
        (DataError("broken", where="/data/a"), "/data/a"),
    ],
)
def test_an_error_names_its_source_and_comes_after_its_batches(error: DataError, where: str) -> None:
    found = []
    sources = [Counting("a", 3, error=error), Counting("b", 0, waits=True)]
    with Several(sources) as several, pytest.raises(DataError) as raised:
        found.extend(batch.position["done"] for _, batch in several.batches({}))
    assert found == [1, 2, 3]
    assert raised.value.where == where
    assert not readers()


def test_any_other_error_keeps_its_kind_and_is_noted() -> None:
    with Several([Counting("a", 0, error=ZeroDivisionError())]) as several, pytest.raises(ZeroDivisionError) as raised:
        list(several.batches({}))
    assert raised.value.__notes__ == ["while reading a"]


def test_it_can_be_closed_from_another_thread() -> None:
    several = Several([Counting("a", 1, waits=True), Counting("b", 1, waits=True)])
    threading.Timer(0.05, several.close).start()
    assert len(list(several.batches({}))) == 2
    several.close()
    assert not readers()


def test_one_source_is_not_read_twice() -> None:
    with pytest.raises(SettingsError, match="given twice"):
        Several([Counting("a", 1), Counting("a", 1)])
