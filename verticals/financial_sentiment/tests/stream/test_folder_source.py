"""Files that are dropped into a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.stream.source import Batch
from scaffold_financial_sentiment.stream.sources.folder import Folder


def drop(path: Path, *ids: str) -> None:
    path.write_text("".join(f'{{"id": "{each}", "title": "Acme falls", "time": 1700000000}}\n' for each in ids))


def ids(*batches: Batch) -> list[str]:
    return [item.id for batch in batches for item in batch.items]


def folder(path: Path, *, follow: bool = False, batch: int = 2) -> Folder:
    return Folder(path, follow=follow, every=0.01, batch=batch, largest=10_000)


def test_files_are_read_by_name_and_unfinished_ones_left(tmp_path: Path) -> None:
    drop(tmp_path / "b.jsonl", "3")
    drop(tmp_path / "a.jsonl", "1", "2")
    for name in (".c.jsonl", "c.jsonl.tmp", "c.jsonl.part", "c.jsonl~"):
        drop(tmp_path / name, "9")
    (tmp_path / "d").mkdir()
    (tmp_path / "empty.jsonl").touch()
    batches = list(folder(tmp_path).batches(None))
    assert ids(*batches) == ["1", "2", "3"]
    assert batches[-1].position == {"done": ["a.jsonl", "b.jsonl"], "begun": {}}


def test_it_goes_on_within_a_file_even_if_others_come_before_it(tmp_path: Path) -> None:
    drop(tmp_path / "b.jsonl", "1", "2", "3", "4", "5")
    first, *_ = folder(tmp_path).batches(None)
    assert ids(first) == ["1", "2"]
    drop(tmp_path / "a.jsonl", "6")
    position = json.loads(json.dumps(first.position))
    batches = list(folder(tmp_path).batches(position))
    assert ids(*batches) == ["3", "4", "5", "6"]
    assert list(folder(tmp_path).batches(batches[-1].position)) == []


def test_a_file_is_read_when_it_has_settled(tmp_path: Path) -> None:
    source = folder(tmp_path, follow=True, batch=10)
    batches = source.batches(None)
    assert next(batches).is_idle
    drop(tmp_path / ".hidden", "1", "2")
    (tmp_path / ".hidden").rename(tmp_path / "now.jsonl")
    assert ids(next(batches)) == ["1", "2"]
    drop(tmp_path / "a.jsonl", "3")
    assert ids(next(batches)) == ["3"]
    (tmp_path / "now.jsonl").unlink()
    drop(tmp_path / "b.jsonl", "4")
    last = next(batches)
    assert ids(last) == ["4"]
    assert last.position["done"] == ["a.jsonl", "b.jsonl"]
    source.close()
    assert list(batches) == []


def test_what_cannot_be_read_is_told_of_once_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"\x1f\x8bnonsense")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    drop(tmp_path / "c.jsonl", "1")
    batches = list(folder(tmp_path, batch=10).batches(None))
    assert ids(*batches) == ["1"]
    wheres = [reject.where for batch in batches for reject in batch.rejects]
    assert [Path(where).name for where in wheres] == ["a.jsonl.gz", "b.pdf"]
    assert list(folder(tmp_path).batches(batches[-1].position)) == []


def test_a_folder_is_opened_by_its_path_alone(tmp_path: Path) -> None:
    settings = FinancialSentimentSettings()
    assert open_source(str(tmp_path), settings).name == open_source(f"folder:{tmp_path}", settings).name
    with pytest.raises(SettingsError, match="no such folder"):
        open_source(f"folder:{tmp_path}/nowhere", settings)
