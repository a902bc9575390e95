"""What the pages say of the monitor, the companies, and the busiest of them."""

from __future__ import annotations

import threading

import pytest

from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.dashboard import busiest as room
from scaffold_financial_sentiment.dashboard.busiest import busiest
from scaffold_financial_sentiment.dashboard.desk import Clock, clock_of, desk_of
from scaffold_financial_sentiment.dashboard.names import Names
from scaffold_financial_sentiment.dashboard.remembered import Remembered
from scaffold_financial_sentiment.incidents.alert import Alert
from scaffold_financial_sentiment.incidents.mute import Mute


@pytest.mark.parametrize(
    ("behind", "said", "is_late"),
    [
        (700, "11 min behind, as usual", False),
        (0, "less than a minute behind, as usual", False),
        (-30, "less than a minute behind, as usual", False),
        (-7200, "2 h ahead of this computer's clock", False),
        (4000, "1 h 6 min behind", True),
        (86_400 * 30, "30 days behind", True),
    ],
)
def test_how_far_the_clock_is_behind(behind, said, is_late):
    clock = Clock(1000.0, 1000.0 + behind, 900.0)
    assert (clock.said, clock.is_late, bool(clock.reason)) == (said, is_late, is_late)


def test_a_late_clock_is_seen_on_the_page(site, state, open_client, made):
    state.write(clock=made.CLOCK - 86_400)
    text = open_client(site).get("/").text
    assert 'class="fair">News counted up to' in text
    assert "No news came since then, or the monitor does not run." in text


def test_before_the_first_news_there_is_no_clock(site, state, client):
    state.store().close()
    with site.reader.reading() as snapshot:
        clock = clock_of(snapshot, 5.0, 900.0)
    assert (clock.time, clock.behind, clock.said) == (None, 0.0, "no news has been counted yet")
    assert "No news has been counted yet." in client.get("/").text


def test_what_the_monitor_did_is_told(site, state, client, made):
    state.usual()
    with state.store() as store:
        store.counters.add({"items": 5, "stories": 3, "own": 1})
        store.outbox.register(["jsonl:a", "webhook:b"])
        store.outbox.add([Alert(f"k{n}", "opened", made.CLOCK, "Acme", made.incident()) for n in range(3)])
        store.outbox.delivered("jsonl:a", 1)
        store.outbox.postponed("webhook:b", 1, 1, made.CLOCK, "502")
        store.outbox.given_up("webhook:b", 2, "410")
        store.mutes.add(Mute("ACME", "legal", "Ada", "known", made.CLOCK + 3600))
        store.mutes.add(Mute("ACME", "*", "Bo", "over", made.CLOCK - 3600))
    with site.reader.reading() as snapshot:
        desk = desk_of(snapshot, site.clock(snapshot))
    assert desk.counters == {"items taken": 5, "stories among them": 3}
    assert desk.deliveries == {"jsonl:a": {"delivered": 1}, "webhook:b": {"postponed": 1, "given up": 1}}
    assert [mute.owner for mute in desk.mutes] == ["Ada"]
    for address in ("/", "/companies/ACME", "/incidents/FS-1"):
        text = client.get(address).text
        assert "muted by <bdi>Ada</bdi>" in text
        assert "<bdi>Bo</bdi>" not in text


def test_many_sources_and_mutes_are_cut(site, state, client, made):
    from scaffold_financial_sentiment.state.sources import SourceState

    state.usual()
    with state.store() as store:
        store.sources.put([SourceState(n, f"folder:{n}") for n in range(2, 90)])
        for number in range(60):
            store.mutes.add(Mute(f"C{number}", "*", "Ada", "", made.CLOCK + 3600))
    text = client.get("/").text
    assert "and 39 more sources" in text
    assert text.count("muted by <bdi>Ada</bdi>") == 50


def test_the_busiest_have_the_most_bad_news(state, site, made):
    quiet = made.hours("BIG", negative=0, total=90)
    state.write(hourly=[*quiet, *made.hours("A"), *made.hours("B", negative=2), *made.hours("B", "legal")])
    last = int(made.CLOCK // 3600) - 1
    with site.reader.reading() as snapshot:
        found = busiest(snapshot.connection, last, 24)
        legal = busiest(snapshot.connection, last, 24, "legal")
        before = busiest(snapshot.connection, last - 48, 24)
        assert busiest(snapshot.connection, last, 24, most=1).companies == ("B",)
    assert (found.companies, found.topics, found.hours) == (("B", "A", "BIG"), ("legal",), 24)
    assert legal.companies == ("B",)
    assert before.companies == ()


def test_where_there_is_much_news_fewer_hours_are_looked_at(state, site, made, monkeypatch):
    monkeypatch.setattr(room, "MOST_ROWS", 10)
    state.write(hourly=[*made.hours("A"), *made.hours("B")])
    last = int(made.CLOCK // 3600) - 1
    with site.reader.reading() as snapshot:
        assert busiest(snapshot.connection, last, 24).hours == 3
        monkeypatch.setattr(room, "MOST_ROWS", 0)
        assert busiest(snapshot.connection, last, 24).hours == 1


def test_companies_are_found_by_what_people_type():
    names = Names(
        [Company("A", "Acme Inc", ("Acme", "ACME 公司"), "ACM"), Company("B", "Acm"), Company("acme", "Other")]
    )
    typed = ("A", "acme inc", "acme 公司", "ACM", "Acme", "acme", "other", "", "nobody")
    assert [names.find(each) for each in typed] == ["A", "A", "A", "A", "A", "acme", "acme", None, None]
    assert (names.name("A"), names.name("?")) == ("Acme Inc", "?")
    assert names.guess("Acme Icn") == ", did you mean 'Acme Inc'?"
    assert names.guess("qqqqqqq") == ""
    assert names.listed(2) == ["Acme Inc", "Acm"]


def test_names_that_the_monitor_noted_are_known_too(state, client):
    state.usual()
    with state.store() as store:
        store.notes.put({"companies": {"ACME": "Not this name", "NEW": "New Co"}})
    assert "Acme Inc" in client.get("/companies/ACME").text
    assert "New Co" in client.get("/companies/NEW").text
    assert client.get("/?company=new+co").status_code == 200
    with state.store() as store:
        store.notes.put({"companies": {}})
    assert client.get("/companies/NEW").status_code == 404


def test_an_answer_is_kept_for_a_while():
    now, asked = [0.0], []
    answers = Remembered(30.0, clock=lambda: now[0])

    def ask():
        asked.append(now[0])
        return len(asked)

    assert [answers.get("a", ask), answers.get("a", ask), answers.get("b", ask)] == [1, 1, 2]
    now[0] = 30.0
    assert answers.get("a", ask) == 3
    for number in range(100):
        answers.get(number, ask)
    assert answers.get("a", ask) == 104


def test_many_ask_the_same_at_once_and_it_is_asked_once():
    asked = []
    answers = Remembered(30.0)
    threads = [threading.Thread(target=answers.get, args=["a", lambda: asked.append(1)]) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [1]
