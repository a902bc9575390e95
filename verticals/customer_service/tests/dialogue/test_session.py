"""Sessions survive saving, and never mix."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError, UserError
from scaffold_customer_service.dialogue.session import Candidate, Option, Session, SessionStore, Tried, Turn

TEXT = st.text(max_size=20)
SHARE = st.floats(0, 1)
SESSIONS = st.builds(
    Session,
    name=st.just("anna"),
    language=st.sampled_from(["en", "zh"]),
    turns=st.lists(
        st.builds(Turn, st.sampled_from(["customer", "assistant"]), TEXT, TEXT, st.just("choice")), max_size=3
    ),
    topic=st.none() | TEXT,
    question=TEXT,
    slots=st.dictionaries(TEXT, TEXT, max_size=2),
    options=st.lists(st.builds(Option, st.sampled_from(["intent", "faq"]), TEXT, TEXT, SHARE), max_size=2),
    asked_again=st.booleans(),
    missing=st.none() | TEXT,
    failures=st.integers(0, 3),
    tried=st.lists(st.builds(Tried, TEXT, SHARE, st.booleans()), max_size=2),
    candidates=st.lists(st.builds(Candidate, TEXT, TEXT, TEXT, SHARE), max_size=2),
    handed_over=st.booleans(),
)


@given(SESSIONS)
def test_session_comes_back_from_json_as_it_was(session: Session) -> None:
    assert Session.from_dict(json.loads(json.dumps(session.as_dict()))) == session


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(session=SESSIONS)
def test_saved_session_is_found_by_another_store(tmp_path: Path, session: Session) -> None:
    SessionStore(tmp_path).save(session)
    assert SessionStore(tmp_path).get("anna") == session
    assert [path.name for path in tmp_path.iterdir()] == ["anna.json"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=5)), max_size=20))
def test_sessions_never_mix(said: list[tuple[str, str]]) -> None:
    store = SessionStore()
    for name, text in said:
        session = store.get(name)
        session.turns.append(Turn("customer", text, ""))
        session.slots[text] = name
        store.save(session)
    for name in "abc":
        assert [turn.text for turn in store.get(name).turns] == [text for other, text in said if other == name]
        assert set(store.get(name).slots.values()) <= {name}


def test_reset_forgets_one_session_and_its_file(tmp_path: Path) -> None:
    store = SessionStore(tmp_path)
    for name in ("anna", "ben"):
        store.get(name).topic = "card_lost"
        store.save(store.get(name))
    assert store.reset("anna") == Session("anna")
    assert not (tmp_path / "anna.json").exists()
    assert SessionStore(tmp_path).get("ben").topic == "card_lost"


@pytest.mark.parametrize("name", ["../anna", "a/b", "", ".hidden", "x" * 101, "a b"])
def test_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be the name of a session"):
        SessionStore(tmp_path / "sessions").get(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 2}', '{"format": 1, "name": "anna"}', "\x00"])
def test_damaged_file_is_one_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "anna.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="not a saved session") as caught:
        SessionStore(tmp_path).get("anna")
    assert str(tmp_path / "anna.json") in str(caught.value)


def test_file_of_another_session_is_refused(tmp_path: Path) -> None:
    SessionStore(tmp_path).save(Session("anna"))
    (tmp_path / "anna.json").rename(tmp_path / "ben.json")
    with pytest.raises(DataError, match="holds the session 'anna'"):
        SessionStore(tmp_path).get("ben")


def test_turning_to_another_topic_forgets_the_slots() -> None:
    session = Session("anna", topic="card_lost", slots={"card_kind": "debit"})
    session.turn_to("card_lost")
    assert session.slots == {"card_kind": "debit"}
    session.turn_to("overdraft")
    assert (session.topic, session.slots) == ("overdraft", {})


def test_intent_keeps_its_highest_probability() -> None:
    session = Session("anna")
    for probability in (0.3, 0.7, 0.5):
        session.try_intent("card_lost", probability)
    session.answered("card_lost")
    assert session.tried == [Tried("card_lost", 0.7, answered=True)]
