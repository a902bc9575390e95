"""The page: what it shows, what it takes, and from whom."""

from __future__ import annotations

import json
import re

import pytest

from scaffold_medical.intended_use import SUPPORTS
from scaffold_medical.review.case import key_of
from scaffold_medical.review.desk import Desk
from scaffold_medical.review.rendering import Rendering

POLICY = "content-security-policy"


@pytest.fixture
def keys(decisions):
    return {decision.id: key_of(decision) for decision in decisions}


def form_in(page, key):
    """The hidden fields of a case's form."""
    part = page.text[page.text.index(f'action="/cases/{key}') :]
    return {name: re.search(rf'name="{name}" value="([^"]*)"', part)[1] for name in ("token", "seen")}


@pytest.fixture
def send(client, keys):
    def post(name, headers=None, **fields):
        hidden = form_in(client.get("/" if fields.pop("open", True) else "/?show=done"), keys[name])
        return client.post(f"/cases/{keys[name]}", data=hidden | {"who": "李医生"} | fields, headers=headers or {})

    return post


def test_cases_are_listed_in_their_order_with_all_that_backs_them(client):
    page = client.get("/")
    assert re.findall(r'<span class="muted num">(\d)</span> (n\d)', page.text) == [
        ("1", "n4"),
        ("2", "n3"),
        ("3", "n2"),
        ("4", "n1"),
    ]
    text = page.text
    assert text.count(SUPPORTS) >= 2
    assert "quarterly figures" not in text  # cut into its marked words
    assert '<span class="for strong" title="+0.80">quar</span>' in text
    assert "Known: &lt;i&gt;chest&lt;/i&gt; pain" in text
    assert "<script>alert" not in text
    assert "no-chest-pain" in text
    assert '<b dir="auto">失眠</b>' in text
    assert "circulatory" in text
    assert "n5" not in re.findall(r"</span> (n\d)", text)


def test_a_correction_is_saved_and_the_case_is_no_longer_open(client, send, corrections, keys):
    assert send("n2", label="label:respiratory", spans="right").headers["location"] == "/?page=1"
    (saved,) = corrections.all().values()
    assert (saved.case, saved.label, saved.was, saved.who) == (keys["n2"], "respiratory", "cardiology", "李医生")
    assert saved.spans == [{"start": 11, "end": 21, "label": "Disease"}]
    assert f"c{keys['n2']}" not in client.get("/").text
    done = client.get("/?show=done").text
    assert "respiratory <span" in done
    assert "Correct again" in done
    assert send("n2", open=False, label="nowhere").status_code == 303
    (saved,) = corrections.all().values()
    assert (saved.label, saved.spans) == (None, None)
    assert json.loads(corrections.path.read_text(encoding="utf-8"))["speciality"] is None


def test_any_label_can_be_chosen_and_no_other(send, corrections):
    assert send("n3", label="other", other="nephrology").status_code == 303
    for fields in ({"label": "label:made up"}, {"label": "cardiology"}, {}, {"label": "other", "other": "x"}):
        assert send("n1", **fields).status_code == 400
    assert send("n1", label="nowhere", who=" ").status_code == 400
    assert send("n1", label="nowhere", who="x" * 81).status_code == 400
    assert [each.label for each in corrections.all().values()] == ["nephrology"]


def test_of_two_tabs_the_second_is_told(client, keys, corrections):
    key = keys["n1"]
    page = client.get("/")
    one, other = form_in(page, key), form_in(page, key)
    assert client.post(f"/cases/{key}", data=one | {"who": "a", "label": "nowhere"}).status_code == 303
    late = client.post(f"/cases/{key}", data=other | {"who": "b", "label": "label:neurology"})
    assert late.status_code == 409
    assert "somebody has corrected this case meanwhile" in late.text.lower()
    (saved,) = corrections.all().values()
    assert (saved.who, saved.label) == ("a", None)


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_a_form_of_another_site_is_refused(send, corrections, headers):
    assert send("n1", headers, label="nowhere").status_code == 403
    assert not corrections.path.exists()


def test_a_form_without_the_token_of_its_session_is_refused(client, open_client, desk, keys, corrections):
    hidden = form_in(client.get("/"), keys["n1"])
    fields = hidden | {"who": "a", "label": "nowhere"}
    for token in ("", "0" * 64):
        assert client.post(f"/cases/{keys['n1']}", data=fields | {"token": token}).status_code == 403
    stranger = open_client(desk)
    assert stranger.post(f"/cases/{keys['n1']}", data=fields).status_code == 403
    assert not corrections.path.exists()


def test_hosts_addresses_and_methods_that_are_not_ours(client, keys):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    for answer in (client.get("/nowhere"), client.get(f"/cases/{keys['n1']}"), client.put("/")):
        assert answer.status_code in (404, 405)
        assert SUPPORTS in answer.text
        assert "unsafe" not in answer.headers[POLICY]
    assert client.post(f"/cases/{keys['n1']}", json={}).status_code == 400
    page = client.get("/?page=zzz&show=what")
    assert page.status_code == 200
    assert "'sha256-" in page.headers[POLICY]
    assert page.headers["cache-control"] == "no-store"
    assert "style=" not in page.text


def test_an_unknown_case_is_not_found(client, keys):
    fields = form_in(client.get("/"), keys["n1"]) | {"who": "a", "label": "nowhere"}
    assert client.post("/cases/0000", data=fields).status_code == 404


def test_a_file_that_cannot_be_read_any_more_is_told(client, send, corrections):
    send("n1", label="nowhere")
    corrections.path.write_text("spoilt", encoding="utf-8")
    answer = client.get("/")
    assert answer.status_code == 503
    assert "this line is no correction" in answer.text.lower()


def test_many_cases_come_in_pages(desk, open_client, decisions):
    from dataclasses import replace

    from scaffold_medical.review.case import cases_of

    many = [replace(decisions[0], id=f"m{number}") for number in range(25)]
    desk.cases = cases_of(many, "speciality", {})
    client = open_client(desk)
    assert client.get("/").text.count("<article") == 10
    assert client.get("/?page=3").text.count("<article") == 5
    assert client.get("/?page=99").text.count("<article") == 5
    assert "Page 2 of 3" in client.get("/?page=2").text


def test_a_page_alone_shows_cases_and_sends_nothing(desk):
    text = Rendering(desk).alone(3).decode()
    assert text.count("<article") == 3
    assert "Open: 4, the first 3 are shown" in text
    assert text.count("<fieldset disabled") == 3
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert "form-action &#39;none&#39;" in policy
    assert 'value=""' in text


def test_texts_that_are_not_clean_are_warned_of(desk, open_client):
    assert "Personal data were taken out" in open_client(desk).get("/").text
    desk.is_clean = False
    assert "Personal data are shown" in open_client(desk).get("/").text


def test_what_is_corrected_is_noted_down(desk, open_client, decisions):
    told = []
    desk.note_down = told.append
    client = open_client(desk)
    key = key_of(decisions[0])
    client.post(f"/cases/{key}", data=form_in(client.get("/"), key) | {"who": "a", "label": "nowhere"})
    assert [(each.id, each.label, each.was) for each in told] == [("n1", None, "dermatology")]


def test_words_of_a_very_long_text_are_not_weighed(decisions, desk):
    from dataclasses import replace

    from scaffold_medical.review.case import cases_of
    from scaffold_medical.review.desk import MOST_WEIGHED

    (case,) = cases_of([replace(decisions[0], text="long " * (MOST_WEIGHED // 5 + 1))], "speciality", {})
    assert desk.evidence(case).spans == ()
    assert desk.evidence(desk.cases[0]).spans


def test_words_are_weighed_once(decisions, desk):
    asked = []

    def weigh(decision):
        asked.append(decision.id)
        return decision

    rendering = Rendering(Desk(desk.cases, desk.head, desk.labels, weigh, desk.corrections))
    for _ in range(2):
        rendering.served(1, done=False, token="t")
    assert sorted(asked) == ["n1", "n2", "n3", "n4"]
