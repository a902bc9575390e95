"""Feeds over HTTP, from a server that behaves and from servers that do not."""

from __future__ import annotations

import gzip
import json
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.stream.sources import feed
from scaffold_financial_sentiment.stream.sources.feed import Feed

if TYPE_CHECKING:
    from conftest import WebServer
    from scaffold_financial_sentiment.stream.source import Batch

PERSONAL = FinancialSentimentSettings(allow_private=True)


def rss(*numbers: int, broken: int = 0) -> bytes:
    entries = [
        f"<item><guid>{n}</guid><title>Acme {n}</title><pubDate>Tue, 05 Mar 2024 14:{n:02}:00 GMT</pubDate></item>"
        for n in numbers
    ]
    entries += ["<item><title>no date</title></item>"] * broken
    return f"<rss><channel><title>Wire</title>{''.join(entries)}</channel></rss>".encode()


def source(url: str, **options: Any) -> Feed:
    return Feed(url, **({"every": 0.02, "batch": 500, "largest": 1000, "allow_private": True} | options))


def news(found: Feed, count: int, position: Any = None) -> list[Batch]:
    """Batches that hold something, until there are as many."""
    batches = []
    for batch in found.batches(position):
        if batch.items or batch.rejects:
            batches.append(batch)
        if len(batches) == count:
            break
    found.close()
    return batches


def ids(*batches: Batch) -> list[str]:
    return [item.id for batch in batches for item in batch.items]


def reason(found: Feed) -> str:
    """Why there is no feed: the first batch must be idle and say so."""
    (batch,) = news(found, 1)
    assert batch.is_idle
    assert not batch.items
    (reject,) = batch.rejects
    return f"{reject.where}: {reject.reason}"


def test_new_entries_come_in_the_order_of_time_and_once(web: WebServer) -> None:
    web.answer("/feed", rss(3, 1, 2))
    found = source(f"{web.url}/feed")
    batches = found.batches(None)
    first = next(batches)
    assert ids(first) == ["1", "2", "3"]
    assert first.items[0].source == "Wire"
    assert next(batches).is_idle
    web.answer("/feed", rss(5, 4, 3))
    assert ids(next(batches)) == ["4", "5"]
    found.close()
    assert list(batches) == []


def test_it_goes_on_after_a_restart_within_a_document(web: WebServer) -> None:
    web.answer("/feed", rss(1, 2, 3, 4, 5), ETag='"a"')
    batches = news(source(f"{web.url}/feed", batch=2), 3)
    assert [ids(batch) for batch in batches] == [["1", "2"], ["3", "4"], ["5"]]
    assert [batch.position["validators"] for batch in batches[:2]] == [{}, {}]
    (rest,) = news(source(f"{web.url}/feed"), 1, json.loads(json.dumps(batches[0].position)))
    assert ids(rest) == ["3", "4", "5"]


def test_an_unchanged_feed_is_not_sent_again(web: WebServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers["If-None-Match"] == '"a"':
            handler.send_response(304)
            handler.end_headers()
            return
        handler.send_response(200)
        handler.send_header("ETag", '"a"')
        handler.send_header("Last-Modified", "Tue, 05 Mar 2024 14:00:00 GMT")
        handler.end_headers()
        handler.wfile.write(rss(1))

    web.answers["/feed"] = answer
    found = source(f"{web.url}/feed")
    batches = found.batches(None)
    position = next(batches).position
    assert next(batches).is_idle
    found.close()
    assert web.asked[0].get("if-none-match") is None
    again = source(f"{web.url}/feed")
    unchanged = next(again.batches(position))
    assert unchanged.is_idle
    assert not unchanged.rejects
    assert unchanged.position == position
    assert web.asked[-1]["if-none-match"] == '"a"'
    assert web.asked[-1]["if-modified-since"] == "Tue, 05 Mar 2024 14:00:00 GMT"


def test_what_was_seen_is_bounded_but_holds_the_whole_document(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_MOST_SEEN", 3)
    web.answer("/feed", rss(1, 2))
    found = source(f"{web.url}/feed")
    batches = found.batches(None)
    assert len(next(batches).position["seen"]) == 2
    next(batches)
    web.answer("/feed", rss(3, 4, 5, 6, 7))
    assert len(next(batches).position["seen"]) == 5
    web.answer("/feed", rss(8))
    assert len(next(batch for batch in batches if batch.items).position["seen"]) == 3
    found.close()


def test_an_unusable_entry_is_told_of_once(web: WebServer) -> None:
    web.answer("/feed", rss(1, broken=2))
    found = source(f"{web.url}/feed")
    batches = found.batches(None)
    first = next(batches)
    assert len(first.rejects) == 2
    assert "time" in first.rejects[0].reason
    web.answer("/feed", rss(2, 1, broken=2))
    second = next(batch for batch in batches if batch.items)
    assert ids(second) == ["2"]
    assert not second.rejects
    found.close()


@pytest.mark.parametrize("status", [404, 410, 500, 503, 599])
def test_a_server_that_fails_is_named_and_asked_again_later(web: WebServer, status: int) -> None:
    web.answer("/feed", b"oh", status=status)
    found = source(f"{web.url}/feed")
    started = time.monotonic()
    batches = [batch for batch, _ in zip(found.batches(None), range(3), strict=False) if batch.rejects]
    found.close()
    assert str(status) in batches[0].rejects[0].reason
    assert batches[0].rejects[0].where == f"{web.url}/feed"
    assert time.monotonic() - started >= 0.04


def test_waits_double_and_a_server_may_ask_for_more(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    found = source(f"{web.url}/feed", every=600.0)

    def idle(wait: float, _: object) -> list[Batch]:
        waits.append(wait)
        if len(waits) == 6:
            web.answer("/feed", b"", status=429, Retry_After="7200")
        if len(waits) == 7:
            web.answer("/feed", b"", status=429, Retry_After="9" * 30)
        if len(waits) == 8:
            web.answer("/feed", rss(1))
        if len(waits) == 9:
            found.close()
        return []

    monkeypatch.setattr(found._pause, "idle", idle)
    web.answer("/feed", b"", status=500, Retry_After="3")
    assert ids(*found.batches(None)) == ["1"]
    assert waits == [1200.0, 2400.0, 3600.0, 3600.0, 3600.0, 3600.0, 7200.0, 86_400.0, 600.0]


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("5", 5, 5),
        ("", 0, 0),
        ("soon", 0, 0),
        ("-5", 0, 0),
        ("٣", 0, 0),
        ("Tue, 05 Mar 2024 14:00:00 GMT", 0, 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400, 86_400),
    ],
)
def test_what_a_server_asks_for_is_bounded(header: str, least: float, most: float) -> None:
    assert least <= feed._asked_wait(header) <= most


def test_a_dead_server_is_named(web: WebServer) -> None:
    web.server.socket.close()
    found = reason(source(f"{web.url}/feed?token=hunter2"))
    assert "no answer" in found
    assert "hunter2" not in found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<rss><channel><item>", "XML is broken"),
        (b"<html><body>Sign in</body></html>", "feed"),
        (b"", "XML is broken"),
        (b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "entities"),
        (b"\xff\xfe\x00", "broken"),
    ],
)
def test_what_is_no_feed_is_named(web: WebServer, content: bytes, words: str) -> None:
    web.answer("/feed", content)
    assert words in reason(source(f"{web.url}/feed"))


def test_a_feed_that_is_too_large_is_given_up(web: WebServer) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 1000)
            sent += 1000

    web.answers["/endless"] = endless
    assert "larger than 20000 bytes" in reason(source(f"{web.url}/endless"))
    assert sent < 10_000_000
    web.answer("/told", b"", Content_Length="99999999")
    assert "larger than 20000 bytes" in reason(source(f"{web.url}/told"))


def test_packed_feeds_are_unpacked_up_to_the_same_size(web: WebServer) -> None:
    web.answer("/feed", gzip.compress(rss(1)), Content_Encoding="gzip")
    assert ids(*news(source(f"{web.url}/feed"), 1)) == ["1"]
    web.answer("/bomb", gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")
    assert "larger than 20000 bytes" in reason(source(f"{web.url}/bomb"))
    web.answer("/cut", gzip.compress(rss(1))[:-20], Content_Encoding="gzip")
    assert "cut short" in reason(source(f"{web.url}/cut"))
    web.answer("/bad", b"nonsense", Content_Encoding="gzip")
    assert "damaged" in reason(source(f"{web.url}/bad"))
    web.answer("/br", b"nonsense", Content_Encoding="br")
    assert "'br'" in reason(source(f"{web.url}/br"))


def test_redirects_are_followed_five_times(web: WebServer) -> None:
    for hop in range(7):
        web.answer(f"/{hop}", status=301 + hop % 2, Location=f"{hop + 1}")
    web.answer("/5", rss(1))
    assert ids(*news(source(f"{web.url}/0"), 1)) == ["1"]
    web.answer("/5", status=308, Location="/6")
    assert "more than 5 times" in reason(source(f"{web.url}/0"))


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "only http"),
        ("FILE:/etc/passwd", "only http"),
        ("ftp://127.0.0.1/", "only http"),
        ("gopher://x/", "only http"),
        ("data:text/xml,<rss/>", "only http"),
        ("http://[::1", "no answer"),
        ("\\\\x\\y", "backslashes"),
        ("http://", "more than 5 times"),
    ],
)
def test_a_redirect_to_something_else_than_the_web_is_refused(web: WebServer, target: str, words: str) -> None:
    web.answer("/feed", status=302, Location=target)
    assert words in reason(source(f"{web.url}/feed"))


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]", "10.0.0.1"])
def test_a_redirect_to_an_address_inside_is_refused(web: WebServer, public_web: WebServer, host: str) -> None:
    public_web.answer("/feed", status=302, Location=f"http://{host}:{web.port}/secret")
    web.answer("/secret", rss(1))
    words = reason(source(f"{public_web.url}/feed", allow_private=False))
    assert "inside a network" in words
    assert public_web.asked[0]["host"] == f"news.example:{public_web.port}"
    assert web.asked == []


def test_a_public_feed_is_read_without_being_allowed_private(public_web: WebServer) -> None:
    public_web.answer("/old", status=301, Location="/feed")
    public_web.answer("/feed", rss(1))
    assert ids(*news(source(f"{public_web.url}/old", allow_private=False), 1)) == ["1"]


def test_addresses_are_read_and_refused_when_the_source_is_opened(web: WebServer) -> None:
    web.answer("/feed?lang=en", rss(1))
    opened = open_source(f"{web.url}/feed?every=5m&lang=en", PERSONAL)
    assert opened.name == f"{web.url}/feed?lang=en"
    assert ids(next(opened.batches(None))) == ["1"]
    assert open_source("rss:news.example/feed", PERSONAL).name == "https://news.example/feed"
    assert open_source("rss:http://news.example/feed", PERSONAL).name == "http://news.example/feed"
    with pytest.raises(SettingsError, match="allow_private"):
        open_source(f"{web.url}/feed", FinancialSentimentSettings())
    with pytest.raises(SettingsError, match="at least 1s"):
        open_source("https://news.example/feed?every=0.1s", PERSONAL)
