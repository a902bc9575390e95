"""The pages: what they show, what they refuse, and that hostile news stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

VOID = {"meta", "link", "input", "br"}
INLINE = {"a", "b", "bdi", "code", "i", "span", "strong", "time"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Page(HTMLParser):
    """The tags of a page, checked for being closed in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.ids, self.text, self._open = [], [], [], [], []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [(given["href"], given)] if tag == "a" else []
        assert not any(name.startswith("on") for name in given), given
        assert "style" not in given, given
        self._space(tag)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        self._space(tag)

    def handle_data(self, data):
        if not self._open or self._open[-1] not in ("style", "script"):
            self.text.append(data)

    def _space(self, tag):
        if tag not in INLINE:
            self.text.append(" ")

    @property
    def words(self):
        return " ".join("".join(self.text).split())


def page(client, address="/", status=200):
    response = client.get(address)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    read = Page(response.text)
    assert len(read.ids) == len(set(read.ids))
    assert read.tags.count("h1") == read.tags.count("main") == 1
    assert read.tags.count("script") == read.tags.count("style") == 1
    return read


def test_the_first_page_tells_of_open_incidents_the_gravest_first(client, state):
    state.usual()
    words = page(client).words
    assert "2 open incidents 1 critical, 1 high · none of them taken" in words
    assert words.index("北极科技") < words.index("Acme Inc")
    assert "Seen 12 negative in 2 h Expected 0.75 16 times fewer By chance 1 in 40,000" in words
    assert "For 4 h since 2025-03-12 08:00 UTC" in words
    assert "nobody has taken it for legal desk lawsuit" in words
    assert "Evidence: 2 stories in 5 items of 2 publishers" in words
    assert "ACME sued over anvils" in words
    assert "4 copies of 2 publishers: Reuters, AP" in words
    assert "Recently closed" in words
    assert "closed after 10 h" in words
    assert "News counted up to 2025-03-12 12:00 UTC, 10 min behind, as usual" in words
    assert "Refreshed 12:10:00 UTC" in words
    assert "file:news.jsonl 2025-03-12 11:59 UTC nothing new there" in words


def test_links_to_the_news_open_apart_and_say_nothing_of_us(client, state):
    state.usual()
    outside = [given for href, given in page(client).links if href.startswith("http")]
    assert {given["href"] for given in outside} == {"https://news.example/1", "https://news.example/2"}
    assert all("noopener" in given["rel"] and "noreferrer" in given["rel"] for given in outside)


def test_times_can_be_read_by_programs(client, state):
    state.usual()
    times = dict(re.findall(r'<time datetime="([^"]+)">([^<]+)</time>', client.get("/").text))
    assert times["2025-03-12T08:00:00Z"] == "2025-03-12 08:00 UTC"


def test_a_quiet_state_says_so(client, state):
    state.write()
    words = page(client).words
    assert "No open incident Bad news about no company is above its usual level." in words
    assert "No incident has closed yet." in words
    assert "There was no news about any company." in words


def test_without_a_state_there_is_a_friendly_page_and_nothing_is_made(client, state):
    read = page(client)
    assert "No news has been watched yet" in read.words
    assert "scaffold run financial-sentiment watch" in read.words
    assert not state.path.exists()
    for address in ("/incidents/FS-1", "/companies/ACME"):
        assert "no state here so far" in page(client, address, 404).words


def test_a_state_that_comes_later_is_shown(client, state):
    page(client)
    state.usual()
    assert "2 open incidents" in page(client).words


def test_a_state_that_was_replaced_is_shown(client, state):
    state.usual()
    page(client)
    for file in state.path.parent.glob("news.sqlite*"):
        file.unlink()
    state.write()
    assert "No open incident" in page(client).words


def test_the_page_of_an_incident_has_everything(client, state, made):
    state.usual()
    read = page(client, "/incidents/FS-1")
    for said in (
        "1 in 40,000 (p = 2.5e-05)",
        "ACME/legal, ACME/*",
        "Rules that fired lawsuit-filed",
        "Found 2025-03-12 09:00 UTC, as a sudden burst",
        "Route legal desk",
        "scaffold run financial-sentiment ack FS-1",
        "scaffold run financial-sentiment mute ACME --by NAME --for 1d",
        "Your name",
        "ACME shares fall",
    ):
        assert said in read.words
    assert "this incident, from its first story on" in read.words


def test_all_evidence_is_on_the_page_of_an_incident_and_some_in_the_list(client, state, made):
    stories = tuple(made.headline(number, f"story number {number};", ago=number / 10) for number in range(50))
    state.write(made.incident(stories=stories))
    assert page(client, "/incidents/FS-1").words.count("story number") == 51
    assert "the strongest 50 are kept" in page(client, "/incidents/FS-1").words
    first = page(client)
    assert first.words.count("story number") == 13
    assert "38 more stories" in first.words


def test_a_closed_incident_cannot_be_taken(client, state):
    state.usual()
    words = page(client, "/incidents/FS-3").words
    assert "It has closed by itself" in words
    assert "Your name" not in words
    assert "ack FS-3" not in words
    assert "mute QUIET" in words


def test_who_has_taken_and_who_has_muted_it_is_said(client, state, made):
    state.write(made.incident(muted="Bo"))
    with state.store() as store:
        store.incidents.acknowledge("FS-1", "Ada", made.CLOCK)
    assert "1 high · all of them taken" in page(client).words
    assert "Ada has taken it for legal desk muted by Bo" in page(client).words
    assert "Taken by Ada, 2025-03-12 12:00 UTC" in page(client, "/incidents/FS-1").words


def test_a_long_incident_is_drawn_by_the_day(client, state, made):
    state.write(made.incident(began=made.CLOCK - 30 * 24 * made.HOUR), hourly=made.hours("ACME", count=700))
    assert "All topics by the day" in page(client, "/incidents/FS-1").words


def test_the_page_of_a_company_has_its_topics_and_incidents(client, state):
    state.usual()
    words = page(client, "/companies/ACME").words
    assert "ACME · ACM · anvils Acme Inc" in words
    assert "all topics 96 negative of 144 stories, mean sentiment -0.50" in words
    assert "legal 48 negative of 48 stories" in words
    assert "Incidents Incident Severity" in words
    assert (
        "There was none." in page(client, "/companies/BEIJI").words
        or "critical" in page(client, "/companies/BEIJI").words
    )


@pytest.mark.parametrize("days", [1, 7, 30, 90])
def test_every_length_of_time_can_be_shown(client, state, days):
    state.usual()
    page(client, f"/?days={days}")
    page(client, f"/companies/ACME?days={days}")


def test_a_company_that_the_table_does_not_know_is_shown_by_its_id(client, state, made):
    state.write(made.incident(company="X/Y Z?"), hourly=made.hours("X/Y Z?"))
    assert ("/companies/X%2FY%20Z%3F", {"href": "/companies/X%2FY%20Z%3F"}) in page(client).links
    assert "not among the companies that are watched now" in page(client, "/companies/X%2FY%20Z%3F").words


def test_trends_can_be_asked_for_by_company_and_topic(client, state):
    state.usual()
    words = page(client, "/?company=acme&topic=legal&days=30").words
    assert "legal: 48 negative of 48 stories" in words
    assert "北极科技 all topics: stories" not in words
    for typed in ("ACME", "Acme Inc", "acme inc", "ACM"):
        assert "96 negative of 144 stories" in page(client, f"/?company={typed}").words
    assert "There was no news on weather about any company" in page(client, "/?topic=weather").words


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/?days=5", "has to be one of 1, 7, 30, 90, and is '5'"),
        ("/?days=-1", "'days' has to be one of"),
        ("/?dayz=7", "there is no parameter 'dayz' here, did you mean 'days'?"),
        ("/?days=7&days=30", "is given twice"),
        ("/?open=0", "has to be a whole number from 1"),
        ("/?closed=1e3", "has to be a whole number"),
        ("/?open=٣", "has to be a whole number"),
        ("/?company=Acme+Icn", "there is no company 'Acme Icn', did you mean 'Acme Inc'?"),
        (f"/?topic={'x' * 201}", "at most 200 characters"),
        ("/?topic=a%00b", "without control characters"),
        ("/companies/ACME?page=-3", "has to be a whole number"),
        ("/incidents/FS-1?x=1", "There is no parameter 'x' here"),
    ],
)
def test_a_bad_parameter_is_refused_with_a_clear_message(client, state, address, message):
    state.usual()
    assert message.casefold() in page(client, address, 400).words.casefold()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/incidents/FS-9", "There is no incident 'FS-9', did you mean"),
        ("/companies/NONE", "There is no company 'NONE'"),
        ("/nowhere", "There is no such page."),
        ("/docs", "There is no such page."),
        ("/openapi.json", "There is no such page."),
        ("/incidents/a/b/c", "There is no such page."),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client, state, address, message):
    state.usual()
    read = page(client, address, 404)
    assert message in read.words
    assert ("/", {"href": "/"}) in read.links


def test_an_empty_parameter_is_as_good_as_none(client, state):
    state.usual()
    assert "2 open incidents" in page(client, "/?company=&topic=&days=7").words


def test_a_long_list_has_pages(client, state, made):
    many = [made.incident(f"FS-{number:03}", opened=made.CLOCK - number) for number in range(45)]
    state.write(*many, *(replace(each, id=f"C{each.id}", status="closed", closed=made.CLOCK) for each in many))
    first, last = page(client), page(client, "/?open=3&closed=2")
    assert "Page 1 of 3, 45 incidents" in first.words
    assert ("/?open=2#open", {"href": "/?open=2#open", "rel": "next"}) in first.links
    assert "Page 3 of 3, 45 incidents" in last.words
    assert "/?open=2&closed=2#open" in dict(last.links)
    assert "/?closed=2#open" not in dict(last.links)
    assert "FS-044" in client.get("/?open=3").text
    assert "Page 3 of 3" in page(client, "/?open=999").words
    assert "Page 2 of 9" in page(client, "/companies/ACME?page=2").words


def test_hostile_news_stays_text(client, state, made):
    stories = (
        made.headline(1, HOSTILE, url="javascript:alert(1)", sources=(HOSTILE, "b")),
        made.headline(2, "two", url="HTTPS://ok.example/a?b=1&c=2"),
        made.headline(3, "three", url='https://x.example/"onmouseover="alert(1)'),
        made.headline(4, "four", url="data:text/html,<script>alert(1)</script>"),
        made.headline(5, "five", url=" java\nscript:alert(1)"),
        made.headline(6, "half \ud800 a character \u202e turned"),
    )
    incident = made.incident(
        "FS-1", HOSTILE, stories=stories, route=HOSTILE, muted=HOSTILE, rules=(HOSTILE,), events=(HOSTILE,), how=HOSTILE
    )
    state.write(incident, hourly=[*made.hours(HOSTILE), *made.hours(HOSTILE, HOSTILE)])
    with state.store() as store:
        store.incidents.acknowledge("FS-1", HOSTILE, made.CLOCK)
    for address in ("/", "/incidents/FS-1", f"/?topic={HOSTILE.replace('&', '%26')}"):
        read = page(client, address)
        assert "<script>alert(1)</script>" in read.words
        links = {href for href, _ in read.links}
        assert {href for href in links if not href.startswith(("/", "#"))} == {"HTTPS://ok.example/a?b=1&c=2"}
        assert "\u202e" not in client.get(address).text
    assert page(client, "/companies/" + HOSTILE.replace("/", "%2F").replace("&", "%26").replace("?", "%3F"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), url=st.text(max_size=40))
def test_any_headline_gives_a_sound_page(state, site, open_client, made, text, url):
    story = made.headline(1, text, url=url, sources=(text, url))
    for file in state.path.parent.glob("news.sqlite*"):
        file.unlink()
    state.write(made.incident(stories=(story,)))
    client = open_client(site)
    for address in ("/", "/incidents/FS-1"):
        read = page(client, address)
        assert all(re.match(r"/|#|https?://", href, re.IGNORECASE) for href, _ in read.links)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/", "/companies/ACME", "/incidents/FS-1", "/api/incidents", "/api/trend", "/incidents/", "/x"]),
    st.dictionaries(
        st.sampled_from(["company", "topic", "days", "open", "closed", "page", "size", "status"]) | st.text(max_size=8),
        st.text(max_size=30) | st.integers().map(str) | st.sampled_from(["7", "open", "ACME", "legal"]),
        max_size=4,
    ),
)
def test_no_parameters_break_a_page(state, site, open_client, address, parameters):
    if not state.path.exists():
        state.usual()
    encoded = {name.encode("utf-8", "replace"): value.encode("utf-8", "replace") for name, value in parameters.items()}
    response = open_client(site).get(address, params={k.decode(): v.decode() for k, v in encoded.items()})
    assert response.status_code in (200, 400, 404)
    if response.headers["content-type"].startswith("text/html"):
        Page(response.text)


def test_a_damaged_state_is_told(client, state):
    state.path.write_bytes(b"no database at all" * 1000)
    words = page(client, "/", 503).words
    assert "The state cannot be read This file is no state, or it is damaged." in words


def test_the_database_of_something_else_is_told(client, state):
    import sqlite3

    with sqlite3.connect(state.path) as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    assert "This is the database of something else: it has a table 'recipes'." in page(client, "/", 503).words


def test_a_newer_state_is_told(client, state):
    import sqlite3

    state.usual()
    with sqlite3.connect(state.path) as other:
        other.execute("UPDATE fs_version SET version = 99")
    other.close()
    assert "This state has version 99" in page(client, "/", 503).words


def test_a_mistake_of_ours_is_no_blank_page(state, site, open_client, monkeypatch):
    state.usual()
    monkeypatch.setattr("scaffold_financial_sentiment.dashboard.app.home", lambda *_: 1 / 0)
    client = open_client(site, raise_server_exceptions=False)
    assert "A mistake of this program" in page(client, "/", 500).words
    assert client.get("/").headers["content-security-policy"].startswith("default-src 'none'")


def test_head_is_answered_and_other_methods_are_not(client, state):
    state.usual()
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405
    assert client.put("/incidents/FS-1").headers["allow"]
