"""Taking an incident: only from a page of our own, only if the state can be written."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest

OWN = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}


def token_of(client, name="FS-1"):
    found = re.search(r'name="token" id="token" value="([0-9a-f]{64})"', client.get(f"/incidents/{name}").text)
    return found[1] if found else None


def take(client, token, who="Ada Lindqvist", name="FS-1", headers=None):
    return client.post(f"/incidents/{name}/acknowledge", data={"token": token, "who": who}, headers=headers or OWN)


def taken(state):
    with state.store() as store:
        return store.incidents.acknowledged()


def test_who_takes_it_is_noted_in_the_state(client, state):
    state.usual()
    response = take(client, token_of(client))
    assert (response.status_code, response.headers["location"]) == (303, "/incidents/FS-1#take")
    assert taken(state) == {"FS-1": "Ada Lindqvist"}
    assert "Ada Lindqvist" in client.get("/").text
    assert "Take it over" in client.get("/incidents/FS-1").text


def test_the_cookie_is_for_this_site_alone(client, state):
    state.usual()
    cookie = client.get("/incidents/FS-1").headers["set-cookie"]
    assert re.fullmatch(r"scaffold-8765=[\w-]{43}; Path=/; HttpOnly; SameSite=Strict", cookie)
    assert "set-cookie" not in client.get("/incidents/FS-1").headers
    assert "set-cookie" not in client.get("/").headers


def test_a_form_without_our_token_is_refused(client, state, site, open_client):
    state.usual()
    token, other = token_of(client), token_of(open_client(site))
    for wrong in ("", "0" * 64, other, token[:-1], "é"):
        assert take(client, wrong).status_code == 403
    client.cookies.clear()
    assert take(client, token).status_code == 403
    assert taken(state) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://[::1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(client, state, headers):
    state.usual()
    response = take(client, token_of(client), headers=headers)
    assert response.status_code == 403
    assert "did not come from this dashboard" in response.text
    assert taken(state) == {}


def test_an_old_browser_says_nothing_of_where_a_form_comes_from(client, state):
    state.usual()
    assert take(client, token_of(client), headers={"accept": "*/*"}).status_code == 303


@pytest.mark.parametrize("who", ["", "  ", "x" * 81, "\u202e\u202e", "\x00"])
def test_a_name_has_to_be_one(client, state, who):
    state.usual()
    response = take(client, token_of(client), who)
    assert response.status_code == 400
    assert "1 to 80 characters" in response.text
    assert taken(state) == {}


def test_a_name_may_be_of_any_language(client, state):
    state.usual()
    assert take(client, token_of(client), " 王 小明 ").status_code == 303
    assert taken(state) == {"FS-1": "王 小明"}


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"x" * 5000, "application/x-www-form-urlencoded", "too long"),
        ("who=ä".encode("latin-1"), "application/x-www-form-urlencoded", "cannot be read"),
        (b"who=%ff", "application/x-www-form-urlencoded", "cannot be read"),
        (b"&".join(b"a=1" for _ in range(20)), "application/x-www-form-urlencoded", "cannot be read"),
        (b"{}", "application/json", "no form"),
    ],
)
def test_what_is_no_form_is_refused(client, state, content, kind, message):
    state.usual()
    response = client.post("/incidents/FS-1/acknowledge", content=content, headers={**OWN, "content-type": kind})
    assert response.status_code == 400
    assert message in response.text


def test_what_is_not_there_or_closed_cannot_be_taken(client, state):
    state.usual()
    token = token_of(client)
    assert take(client, token, name="FS-9").status_code == 404
    response = take(client, token, name="FS-3")
    assert response.status_code == 409
    assert "closed meanwhile" in response.text


def test_where_taking_is_switched_off_there_is_no_form(site, state, open_client):
    state.usual()
    token = token_of(open_client(site))
    client = open_client(replace(site, can_take=False))
    assert token_of(client) is None
    assert "opened for reading only" in client.get("/incidents/FS-1").text
    assert take(client, token).status_code == 403
    assert taken(state) == {}


def test_a_state_that_may_not_be_written_has_no_form(client, state, monkeypatch):
    state.usual()
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert token_of(client) is None


def test_it_waits_for_the_monitor_that_writes(client, state):
    state.usual()
    token = token_of(client)
    answers = []
    with state.store() as store:
        with store.transaction():
            store.counters.add({"items": 1})
            waiting = threading.Thread(target=lambda: answers.append(take(client, token).status_code))
            waiting.start()
            waiting.join(0.2)
            assert answers == []
        waiting.join(20)
    assert answers == [303]
