"""Feeds, whole and broken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.news.feed import read_feed
from scaffold_financial_sentiment.news.item import Item, Reject

AT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC).timestamp()

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>The Wire</title>
    <link>https://wire.example/</link>
    <image><title>Logo</title></image>
    <item>
      <media:title>a picture</media:title>
      <title><![CDATA[Acme recalls <b>cars</b> &amp; vans]]></title>
      <link>https://wire.example/1</link>
      <guid isPermaLink="false">wire-1</guid>
      <description>&lt;p&gt;Brakes fail.&lt;/p&gt;</description>
      <pubDate>Tue, 05 Mar 2024 14:30:00 GMT</pubDate>
    </item>
    <item>
      <title>Borel names a chief</title>
      <guid>https://wire.example/2</guid>
      <source url="https://post.example/">Morning Post</source>
      <dc:date>2024-03-05T15:30:00+01:00</dc:date>
    </item>
    <item><title>No time</title></item>
    <item><title>Relative</title><pubDate>2 hours ago</pubDate></item>
    <item><pubDate>Tue, 05 Mar 2024 14:30:00 GMT</pubDate></item>
  </channel>
</rss>
"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://old.example/"><title>Old Wire</title></channel>
  <item rdf:about="https://old.example/1">
    <title>Acme falls</title><link>https://old.example/1</link><dc:date>2024-03-05T14:30Z</dc:date>
  </item>
</rdf:RDF>
"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Atom Wire</title>
  <entry>
    <id>urn:1</id>
    <title type="html">Acme &lt;i&gt;falls&lt;/i&gt;</title>
    <link rel="self" href="https://a.example/self"/>
    <link href="https://a.example/1"/>
    <updated>2024-03-06T00:00:00Z</updated>
    <published>2024-03-05T14:30:00Z</published>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content>
  </entry>
  <entry>
    <id>urn:2</id><title>Borel</title><updated>2024-03-05T14:30:00Z</updated>
    <source><title>Its Origin</title></source>
  </entry>
</feed>
"""


def items(text: str | bytes) -> list[Item]:
    found = read_feed(text if isinstance(text, bytes) else text.encode(), "feed.xml")
    assert all(isinstance(each, Item) for each in found), found
    return [each for each in found if isinstance(each, Item)]


def test_rss_2() -> None:
    first, second, *others = read_feed(RSS.encode(), "https://wire.example/rss")
    assert first == Item("wire-1", "Acme recalls cars & vans", AT, "The Wire", "https://wire.example/1", "Brakes fail.")
    assert second == Item("https://wire.example/2", "Borel names a chief", AT, "Morning Post", "https://wire.example/2")
    assert [each.where for each in others if isinstance(each, Reject)] == [
        f"https://wire.example/rss, entry {number}" for number in (3, 4, 5)
    ]
    words = ("no time", "2 hours ago", "no headline")
    assert all(word in each.reason for word, each in zip(words, others, strict=True) if isinstance(each, Reject))


def test_rss_1() -> None:
    (item,) = items(RDF)
    assert item == Item("https://old.example/1", "Acme falls", AT, "Old Wire", "https://old.example/1")


def test_rss_0_91_names_a_dtd_that_is_not_fetched() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    body = "<channel><title>W</title><item><title>x</title><pubDate>5 Mar 2024 14:30 GMT</pubDate></item></channel>"
    assert [each.time for each in items(f'<?xml version="1.0"?>{doctype}<rss version="0.91">{body}</rss>')] == [AT]


def test_atom() -> None:
    first, second = items(ATOM)
    assert first == Item("urn:1", "Acme falls", AT, "Atom Wire", "https://a.example/1", "One. Two.")
    assert (second.source, second.time) == ("Its Origin", AT)


def test_an_item_without_a_title_is_its_description() -> None:
    text = "<rss><channel><item><description>A post.</description><pubDate>2024-03-05</pubDate></item></channel></rss>"
    assert items(text)[0].text == "A post."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb2312", "GBK", "big5", "windows-1252", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    title = "召回汽車" if encoding.lower() == "big5" else "召回" if encoding.lower()[:2] in ("ut", "gb") else "Zürich"
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<rss><channel><item><title>{title}</title>'
    text += "<pubDate>2024-03-05</pubDate></item></channel></rss>"
    assert items(text.encode(encoding))[0].text == title


def test_blank_lines_before_the_declaration_are_passed_over() -> None:
    assert len(read_feed(b"\n\n " + RSS.encode(), "x")) == 5
    with pytest.raises(DataError, match="line 4, column"):
        read_feed(b"\n\n<?xml version='1.0'?>\n<rss></rs>", "x")


def test_broken_xml_names_address_line_and_column() -> None:
    with pytest.raises(DataError) as caught:
        read_feed(RSS.replace("</description>", "</desc>").encode(), "https://wire.example/rss")
    assert caught.value.where == "https://wire.example/rss"
    assert "line 12, column" in caught.value.message
    assert "mismatched tag" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "broken in line 1"),
        (b"{}", "broken in line 1"),
        (RSS.encode()[:400], "broken in line"),
        (b"<!DOCTYPE html><html><p>x</html>", "web page"),
        (b"<html></html>", "no RSS or Atom feed, but <html>"),
        (b"<opml/>", "<opml>"),
        (b'<?xml version="1.0" encoding="foo"?><rss/>', "cannot be decoded"),
        (b'<?xml version="1.0" encoding="zlib"?><rss/>', "cannot be decoded"),
        (b'<?xml version="1.0" encoding="gbk"?><rss>' + b"\xff\xff</rss>", "cannot be decoded"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><rss>&b;</rss>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/"> %b;]><rss/>', "declares entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_advice(content: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read_feed(content, "feed.xml")
    assert caught.value.hint


def test_an_entity_bomb_is_refused_at_once() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    with pytest.raises(DataError, match="declares entities"):
        read_feed(f'<!DOCTYPE a [<!ENTITY l0 "lol">{levels}]><rss>&l11;</rss>'.encode(), "feed.xml")


def test_deep_nesting_is_no_trouble() -> None:
    deep = "<b>" * 50_000 + "x" + "</b>" * 50_000
    text = f"<rss><channel><item><title>{deep}</title><pubDate>2024-03-05</pubDate></item></channel></rss>"
    assert items(text)[0].text == "x"


@given(
    st.sampled_from([RSS, RDF, ATOM]),
    st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 60), st.text(max_size=10) | st.sampled_from(["<", "&#0;"]))
    ),
)
@settings(deadline=None)
def test_any_change_of_a_feed_gives_items_rejects_or_a_clear_error(
    feed: str, changes: list[tuple[int, int, str]]
) -> None:
    for start, length, text in changes:
        feed = feed[:start] + text + feed[start + length :]
    check(feed.encode("utf-8", "surrogatepass"))


@given(
    st.sampled_from([RSS.encode(), RSS.replace("utf-8", "gbk", 1).encode("gbk"), ATOM.encode("utf-16")]),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 9), st.binary(max_size=4)), min_size=1),
)
@settings(deadline=None)
def test_so_does_any_change_of_its_bytes(feed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for start, length, part in changes:
        feed = feed[:start] + part + feed[start + length :]
    check(feed)


def check(content: bytes) -> None:
    try:
        found = read_feed(content, "feed.xml")
    except DataError as error:
        assert error.where == "feed.xml"  # noqa: PT017
        return
    assert all(isinstance(each, Item | Reject) for each in found)
