"""Files as sources: followed, and read once."""

from __future__ import annotations

import gzip
import json
import lzma
import threading
import time
from pathlib import Path

import pytest

from scaffold.errors import DataError, SettingsError
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.stream.sources.file import FileReplay, FollowedFile


def line(number: int) -> str:
    return json.dumps({"id": str(number), "title": f"Acme falls {number}", "time": 1_700_000_000 + number}) + "\n"


def followed(path: Path, batch: int = 500) -> FollowedFile:
    return FollowedFile(path, batch=batch, largest=10_000, every=0.01, linger=0.0)


def test_batches_are_small_and_the_position_goes_on_behind_each(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(map(line, range(7))) + "\n{not json}\n" + line(7))
    source = followed(path, batch=3)
    batches = []
    for batch in source.batches(None):
        if batch.is_idle:
            source.close()
        else:
            batches.append(batch)
    assert [len(batch.items) + len(batch.rejects) for batch in batches] == [3, 3, 3]
    assert [item.id for batch in batches for item in batch.items] == [str(number) for number in range(8)]
    assert [reject.where for batch in batches for reject in batch.rejects] == [f"{path}:9"]
    for done, batch in enumerate(batches, 1):
        again = followed(path, batch=3)
        rest = next(again.batches(json.loads(json.dumps(batch.position))))
        assert rest.items == (batches[done].items if done < 3 else ())
        again.close()


def test_lines_come_while_they_are_written_and_idle_batches_seldom(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    source = followed(path)

    def write() -> None:
        for number in range(5):
            with path.open("a") as stream:
                stream.write(line(number)[:20])
                stream.flush()
                time.sleep(0.01)
                stream.write(line(number)[20:])
        path.rename(tmp_path / "news.jsonl.1")
        path.write_text(line(5))

    writer = threading.Thread(target=write)
    writer.start()
    ids, idle = [], 0
    for batch in source.batches(None):
        ids += [item.id for item in batch.items]
        assert not batch.rejects
        idle += batch.is_idle
        if len(ids) == 6:
            source.close()
    writer.join()
    assert ids == ["0", "1", "2", "3", "4", "5"]
    assert idle <= 1


def test_a_closed_source_ends_at_once(tmp_path: Path) -> None:
    source = FollowedFile(tmp_path / "news.jsonl", batch=1, largest=1000, every=60.0)
    batches = source.batches(None)
    assert next(batches).is_idle
    threading.Timer(0.05, source.close).start()
    started = time.monotonic()
    assert list(batches) == []
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", ["news.jsonl", "news.jsonl.gz", "news.jsonl.xz", "news.csv"])
def test_a_file_is_read_once_and_gone_on_with(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = "".join(map(line, range(5)))
    if name.endswith(".csv"):
        text = "id,title,time\n" + "".join(f"{number},Acme falls,{1_700_000_000 + number}\n" for number in range(5))
    pack = {".gz": gzip.compress, ".xz": lzma.compress}.get(path.suffix, bytes)
    path.write_bytes(pack(text.encode()))
    settings = FinancialSentimentSettings(batch=2)
    batches = list(open_source(f"file:{path}?follow=no", settings).batches(None))
    assert [[item.id for item in batch.items] for batch in batches] == [["0", "1"], ["2", "3"], ["4"]]
    assert not any(batch.is_idle for batch in batches)
    rest = list(open_source(f"file:{path}?follow=no", settings).batches(batches[0].position))
    assert [item.id for batch in rest for item in batch.items] == ["2", "3", "4"]
    assert list(open_source(f"file:{path}?follow=no", settings).batches(batches[2].position)) == []


def test_another_file_of_this_name_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(line(1))
    (first,) = FileReplay(path, batch=5, largest=1000).batches(None)
    path.write_text(line(2))
    (second,) = FileReplay(path, batch=5, largest=1000).batches(first.position)
    assert [item.id for item in second.items] == ["2"]


def test_what_cannot_be_a_source_is_refused_with_advice(tmp_path: Path) -> None:
    settings = FinancialSentimentSettings()
    for address, words in {
        str(tmp_path / "nowhere" / "news.jsonl"): "no such folder",
        f"file:{tmp_path}": "folder:",
        f"{tmp_path}/news.jsonl.gz": "follow=no",
        f"{tmp_path}/news.xml": "follow=no",
        f"{tmp_path}/news.jsonl?folow=no": "did you mean 'follow'",
    }.items():
        with pytest.raises(SettingsError, match=words):
            open_source(address, settings)
    with pytest.raises(DataError, match="no such file"):
        list(open_source(f"{tmp_path}/news.jsonl?follow=no", settings).batches(None))


def test_the_name_is_the_same_wherever_it_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = FinancialSentimentSettings()
    monkeypatch.chdir(tmp_path)
    assert open_source("news.jsonl", settings).name == open_source(f"file:{tmp_path}/news.jsonl", settings).name
