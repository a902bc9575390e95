"""Files of news of every format."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.errors import DataError
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.news.open import is_news, read_news

# Published data lie beside the checkout, where they are there at all.
DATASETS = Path(os.environ.get("SCAFFOLD_DATASETS") or Path(__file__).parents[5] / "shared" / "datasets")
REUTERS = DATASETS / "reuters_news_2006_2013" / "headlines_without_2008.jsonl.xz"

LINES = json.dumps({"title": "Acme falls", "time": "2024-03-05"}) + "\n"
TABLE = "title,time\nAcme falls,2024-03-05\n"
FEED = "<rss><channel><item><title>Acme falls</title><pubDate>2024-03-05</pubDate></item></channel></rss>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINES),
        ("a.ndjson", LINES),
        ("a.csv", TABLE),
        ("a.TSV", TABLE.replace(",", "\t")),
        ("a.xml", FEED),
        ("a.rss", FEED),
        ("a.atom", FEED),
    ],
)
@pytest.mark.parametrize("packer", ["", ".gz", ".xz"])
def test_every_format_plain_and_packed(tmp_path: Path, name: str, content: str, packer: str) -> None:
    data = content.encode()
    path = tmp_path / f"{name}{packer}"
    path.write_bytes(gzip.compress(data) if packer == ".gz" else lzma.compress(data) if packer else data)
    (item,) = read_news(path)
    assert isinstance(item, Item)
    assert (item.text, item.time) == ("Acme falls", 1709596800.0)


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.txt", "no format of news"), ("a", "no format"), ("a.json", "no format"), ("no.jsonl", "no such file")],
)
def test_what_cannot_be_opened_is_told_at_once(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "a.txt").write_text(LINES, encoding="utf-8")
    with pytest.raises(DataError, match=words) as caught:
        read_news(tmp_path / name)
    assert caught.value.hint


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(DataError, match="a folder"):
        read_news(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.xml.gz"])
def test_a_packed_file_that_is_cut_short_says_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(LINES.encode() * 5000)[:-20])
    with pytest.raises(DataError, match="cut short or damaged"):
        list(read_news(path))


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(DataError, match="zip archive"):
        list(read_news(path))


def test_a_feed_of_unbounded_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xml.gz"
    path.write_bytes(gzip.compress(b"<rss>" + b" " * 30_000_000))
    with pytest.raises(DataError, match="more than 20,000,000 bytes"):
        list(read_news(path))


def test_items_come_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINES + "broken\n" * 10, encoding="utf-8")
    news = read_news(path)
    assert isinstance(news, Iterator)
    assert isinstance(next(news), Item)


def test_names() -> None:
    assert is_news(Path("x.CSV.XZ"))
    assert not is_news(Path("x.jsonl.1"))


@pytest.mark.skipif(not REUTERS.is_file(), reason=f"{REUTERS} is not here")
def test_all_headlines_of_an_agency_are_read() -> None:
    news = list(read_news(REUTERS))
    assert len(news) == 89_565
    assert all(isinstance(each, Item) for each in news)
    assert news[0] == Item(
        "businesspro-energy-exxonmobil-alaska-dc-idUSN2021166720061020",
        "Exxon Mobil offers plan to end Alaska dispute",
        1161382500.0,
    )
