"""Incidents: opened once, joined, updated, closed, opened again."""

from __future__ import annotations

import pytest

from scaffold_financial_sentiment.detection.key import Key


def test_an_alarm_of_two_publishers_opens_one_incident(desk, say):
    assert desk.tick(say.alarm(), stories=[say.story("a", ["Reuters"]), say.story("b", ["AP"])]) == [("opened", "low")]
    assert desk.tick(say.alarm(), stories=[say.story("c")]) == []
    incident = desk.one
    assert incident.id == "FS-20250312-1205-ACME-legal"
    assert incident.keys == (Key("ACME", "legal"),)
    assert (incident.status, incident.opened, incident.began) == ("open", say.NOON + 300, say.NOON - 60)
    assert incident.updated == say.NOON + 600
    assert [headline.story for headline in incident.stories] == ["c", "a", "b"]
    assert (incident.trend, incident.counts) == ((0.5,) * 48, (3,) * 48)


def test_one_publisher_is_not_enough(desk, say):
    assert desk.tick(say.alarm(), stories=[say.story("a", ["Reuters"]), say.story("b", [" REUTERS"])]) == []
    assert desk.all == []
    assert desk.incidents.watched == desk.incidents.unproven == (Key("ACME", "legal"),)


def test_a_later_copy_proves_an_alarm(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a", ["Reuters"])])
    desk.restart()
    assert desk.tick(say.alarm(), stories=[say.story("a", ["Reuters", "AP"])]) == [("opened", "low")]
    assert desk.incidents.unproven == ()


def test_an_alarm_that_ends_unproven_is_forgotten(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a", ["Reuters"])])
    desk.tick(say.uneasy())
    assert desk.incidents.watched == ()


def test_stories_that_a_rule_mutes_are_no_evidence(desk, say):
    assert desk.tick(say.alarm(), stories=[say.story("a", muted="recap"), say.story("b", ["AP"])]) == []


def test_unknown_publishers_are_one(make_desk, say):
    stories = [say.story("a", [], copies=1), say.story("b", [], copies=1)]
    assert make_desk().tick(say.alarm(), stories=stories) == []
    assert make_desk(min_sources=1).tick(say.alarm(), stories=stories) == [("opened", "low")]


def test_stories_before_the_window_are_no_evidence(desk, say):
    assert desk.tick(say.alarm(), stories=[say.story("a", time=say.NOON - 2 * say.HOUR)]) == []


def test_quiet_news_of_other_companies_change_nothing(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    assert desk.tick(say.alarm("legal", "OTHER"), stories=[say.story("b", company="OTHER")]) == [("opened", "low")]
    assert len(desk.all) == 2


def test_keys_with_the_same_stories_join(desk, say):
    stories = [say.story(name, topics=("legal", "people")) for name in "abc"]
    signals = [say.alarm("*"), say.alarm("legal", p=1e-6), say.alarm("people", p=1e-9)]
    assert desk.tick(*signals, stories=stories) == [("opened", "low")]
    assert desk.one.keys == (Key("ACME", "people"), Key("ACME", "legal"), Key("ACME"))
    assert desk.one.id.endswith("-people")
    assert desk.one.p == 1e-9
    assert desk.incidents.watched == (Key("ACME"), Key("ACME", "legal"), Key("ACME", "people"))


def test_a_third_of_the_stories_is_enough_to_join(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a", topics=("legal", "people"))])
    desk.tick(say.alarm("people"), stories=[say.story(name, topics=("people",)) for name in "bc"])
    assert desk.one.keys == (Key("ACME", "legal"), Key("ACME", "people"))
    assert {headline.story for headline in desk.one.stories} == {"a", "b", "c"}


def test_another_matter_of_the_company_opens_its_own(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a", topics=("legal", "people"))])
    told = desk.tick(say.alarm("people"), stories=[say.story(name, topics=("people",)) for name in "bcd"])
    assert told == [("opened", "low")]
    assert [incident.keys for incident in desk.all] == [(Key("ACME", "legal"),), (Key("ACME", "people"),)]


def test_all_topics_together_join_always(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    desk.tick(say.alarm("*"), stories=[say.story(name, topics=()) for name in "bcdefg"])
    assert desk.one.keys == (Key("ACME", "legal"), Key("ACME"))
    assert len(desk.one.stories) == 7


def test_severity_only_rises(desk, say):
    desk.tick(say.strong(), stories=[say.story("a")])
    desk.tick(say.alarm())
    assert desk.one.severity == "high"
    assert (desk.one.seen, desk.one.expected, desk.one.p) == (12, 1, 1e-13)


def test_a_graver_incident_is_told_once_an_hour(desk, say):
    assert desk.tick(say.alarm(), stories=[say.story("a")]) == [("opened", "low")]
    assert desk.tick(say.strong(severity="medium")) == []
    assert desk.tick(say.strong(severity="high"), after=3000) == []
    assert desk.tick(say.alarm()) == [("raised", "high")]
    assert desk.tick(say.alarm(), after=7200) == []


def test_a_critical_incident_is_told_at_once(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    assert desk.tick(say.strong(severity="critical")) == [("raised", "critical")]
    assert desk.tick(say.strong(severity="critical")) == []


def test_a_rule_raises(desk, say):
    stories = [say.story("a", severity="medium", rules=("r1",), events=("recall",), route="autos"), say.story("b")]
    assert desk.tick(say.alarm(), stories=stories) == [("opened", "medium")]
    assert (desk.one.rules, desk.one.events, desk.one.route) == (("r1",), ("recall",), "autos")
    assert desk.tick(stories=[say.story("c", severity="critical", rules=("r0",))]) == [("raised", "critical")]
    assert desk.one.rules == ("r0", "r1")


def test_it_closes_when_all_its_keys_were_quiet_long_enough(desk, say):
    desk.tick(say.alarm(), say.alarm("*"), stories=[say.story("a")])
    assert desk.tick(say.quiet(), say.uneasy("*")) == []
    assert desk.tick(say.quiet(), say.quiet("*")) == []
    assert desk.tick(say.quiet(), say.quiet("*"), after=6 * say.HOUR - 1) == []
    assert desk.tick(say.quiet(), say.quiet("*"), after=1) == [("closed", "low")]
    assert (desk.one.status, desk.one.closed) == ("closed", desk.time)
    assert desk.incidents.watched == ()
    assert desk.incidents.open == 0


def test_what_is_not_quiet_starts_the_wait_again(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    for _ in range(3):
        desk.tick(say.quiet(), after=3 * say.HOUR)
        desk.tick(say.uneasy())
    assert desk.one.status == "open"


def close(desk, say, *topics):
    quiet = [say.quiet(topic) for topic in topics or ("legal",)]
    desk.tick(*quiet)
    return desk.tick(*quiet, after=6 * say.HOUR)


def test_the_same_news_opens_it_again_without_a_word(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    assert close(desk, say) == [("closed", "low")]
    desk.restart()
    fresh = say.story("b", time=desk.time)
    assert desk.tick(say.alarm(), stories=[fresh], after=24 * say.HOUR) == []  # No story within the window.
    assert desk.one.status == "closed"
    again = say.story("c", time=desk.time - 60)
    assert desk.tick(say.alarm(), stories=[again], after=0) == []
    assert (desk.one.status, desk.one.closed) == ("open", None)
    assert desk.one.id == "FS-20250312-1205-ACME-legal"
    assert close(desk, say) == []  # Its close was told before.


def test_a_graver_return_is_told(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    close(desk, say)
    assert desk.tick(say.strong(), stories=[say.story("b", time=desk.time)]) == [("raised", "high")]
    assert close(desk, say) == [("closed", "high")]


def test_after_the_cool_down_it_is_another_incident(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    close(desk, say)
    desk.time += 24 * say.HOUR
    told = desk.tick(say.alarm(), stories=[say.story("b", time=desk.time)], after=1)
    assert told == [("opened", "low")]
    assert len({incident.id for incident in desk.all}) == 2


@pytest.mark.parametrize("restarts", [False, True])
def test_a_mute_keeps_the_incident_and_holds_back_its_alerts(desk, say, restarts):
    desk.mute(lasts=2 * say.HOUR)
    assert desk.tick(say.strong(), stories=[say.story("a")]) == []
    assert (desk.one.status, desk.one.muted) == ("open", "Kim")
    if restarts:
        desk.restart()
    assert desk.tick(say.alarm(), after=say.HOUR) == []
    assert desk.tick(say.uneasy(), after=say.HOUR) == [("opened", "high")]
    assert desk.one.muted == ""


def test_what_was_muted_to_its_end_is_never_told(desk, say):
    desk.mute(lasts=100 * say.HOUR)
    desk.tick(say.alarm(), stories=[say.story("a")])
    assert close(desk, say) == []
    assert (desk.one.status, desk.one.muted) == ("closed", "Kim")


def test_a_mute_of_a_known_incident_holds_back_what_follows(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    desk.mute(lasts=3 * say.HOUR)
    assert desk.tick(say.strong(severity="critical")) == []
    assert desk.tick(say.alarm(), after=3 * say.HOUR) == [("raised", "critical")]


def test_a_mute_of_a_topic_does_not_cover_others(desk, say):
    desk.mute("people", lasts=100 * say.HOUR)
    assert desk.tick(say.alarm(), stories=[say.story("a")]) == [("opened", "low")]


def test_a_key_that_is_not_muted_ends_the_silence(desk, say):
    desk.mute("legal", lasts=100 * say.HOUR)
    desk.tick(say.alarm(), stories=[say.story("a", topics=("legal", "people"))])
    assert desk.one.muted == "Kim"
    assert desk.tick(say.alarm("people")) == [("opened", "low")]


@pytest.mark.parametrize(("others", "told"), [(1, []), (2, [("opened", "low")])])
def test_all_topics_are_muted_with_the_topic_of_half_of_their_stories(desk, say, others, told):
    desk.mute("legal", lasts=100 * say.HOUR)
    stories = [say.story("a"), *(say.story(f"b{number}", topics=("people",)) for number in range(others))]
    assert desk.tick(say.alarm("*"), say.alarm(), stories=stories) == told


def test_late_stories_are_shown(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    desk.late(say.story("b", time=say.NOON - 120), say.story("old", time=say.NOON - 9 * say.HOUR))
    assert [headline.story for headline in desk.one.stories] == ["b", "a"]
    assert desk.one.began == say.NOON - 120


def test_alerts_have_keys_of_their_own(desk, say):
    desk.time += say.TICK
    alerts = desk.incidents.observe(desk.time, [say.alarm()], desk._touched([say.story("a")]))
    alerts += desk.incidents.observe(desk.time + 300, [say.strong(severity="critical")], {})
    assert [alert.key for alert in alerts] == [
        "FS-20250312-1205-ACME-legal/1-opened",
        "FS-20250312-1205-ACME-legal/2-raised",
    ]
    assert alerts[0].company == "Acme Inc"
    assert alerts[0].incident.severity == "low"


def test_who_took_it_is_known(desk, say):
    desk.tick(say.alarm(), stories=[say.story("a")])
    updated = desk.one.updated
    desk.incidents.use(desk.incidents._mutes, {desk.one.id: "Lee", "other": "Kim"})
    desk.tick(after=10)
    assert desk.one.acknowledged == "Lee"
    assert desk.one.updated == updated


def test_closed_incidents_leave_the_memory(desk, say):
    for number in range(20):
        desk.tick(say.alarm(f"t{number}"), stories=[say.story(f"s{number}", topics=(f"t{number}",), time=desk.time)])
        close(desk, say, f"t{number}")
        desk.time += 25 * say.HOUR
    desk.tick()
    assert desk.incidents._cases == {}
    assert len(desk.all) == 20
