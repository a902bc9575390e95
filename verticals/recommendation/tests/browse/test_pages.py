"""The pages: what they show, what they take, and from whom."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from scaffold.errors import DataError
from scaffold_recommendation.browse.rendering import Rendering, name
from scaffold_recommendation.browse.service_shelf import ServiceShelf
from scaffold_recommendation.browse.shelf import PAGE
from scaffold_recommendation.data.items import Item
from scaffold_recommendation.ordering.placed import Move
from scaffold_recommendation.ranking.ranking import FUSED, Ranking
from scaffold_recommendation.recommended import RecommendedItem
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings

POLICY = "content-security-policy"


def form_in(page):
    """The hidden fields of the first form that takes something."""
    part = page.text[page.text.index('action="/take"') :]
    part = part[: part.index("</form>")]
    found = re.findall(r'name="(\w+)" value="([^"]*)"', part)
    return {name: html.unescape(value) for name, value in found}


def listed(page):
    """Ids of the items on the list."""
    part = page.text[page.text.index('<ol class="list"') :].partition("</ol>")[0]
    return re.findall(r'<h3>.*?href="/why\?of=([^&"]*)', part)


def test_users_are_found_and_come_in_pages(client, model):
    total = len(model.users.ids)
    pages = -(-total // PAGE)
    assert f"Page 1 of {pages}, {total} users" in client.get("/").text
    assert f"Page {pages} of {pages}" in client.get("/?page=99").text
    found = client.get("/?find=U19")
    assert re.findall(r"<bdi>(u\d+)</bdi>", found.text) == ["u19", *(f"u19{digit}" for digit in range(10))]
    assert "all the same" in found.text
    assert "all the same" not in client.get("/?find=u19").text
    nobody = client.get("/?find=<b>")
    assert "No user has “<bdi>&lt;b&gt;</bdi>” in the id." in nobody.text
    assert "id=%3Cb%3E" in nobody.text


def test_a_user_s_page_shows_the_list_with_reasons_and_what_was_taken(client, shelf):
    page = client.get("/user?id=u6")
    made = shelf.recommend("u6", (), 10, "en")
    assert listed(page) == [each.item.id for each in made.items]
    shown = html.unescape(page.text)
    assert all(each.words in shown for each in made.items)
    past = shown[shown.index('id="past"') :]
    assert re.findall(r"<li><bdi>(.*?)</bdi>", past) == [name(item.title) for item in shelf.history("u6", 30)]
    assert len(listed(client.get("/user?id=u6&k=20"))) == 20


def test_reasons_change_their_language_and_the_choice_is_kept(client):
    page = client.get("/user?id=u6&language=zh")
    assert "因为您选过" in page.text
    assert "Because you took" not in page.text
    assert form_in(page)["language"] == "zh"
    assert re.search(r'href="/why\?of=i\d+&amp;user=u6&amp;language=zh"', page.text)
    assert "Because you took" in client.get("/user?id=u6&language=xx&k=7&kind=made-up").text


@pytest.mark.parametrize(("language", "out"), [("en", "It is out of stock"), ("zh", "它已无库存")])
def test_moves_by_rules_are_badges_and_what_was_left_out_says_why(client, shelf, language, out):
    users = [f"u{number}" for number in range(40)]
    lists = [shelf.recommend(user, (), 10, "en") for user in users]
    sold_out = next(user for user, made in zip(users, lists, strict=True) if rules(made.left_out) >= {"stock"})
    moved = next(user for user, made in zip(users, lists, strict=True) if rules(made.items) >= {"window-display"})
    left = client.get(f"/user?id={sold_out}&language={language}").text.partition("Left out</h2>")[2]
    assert out.removeprefix("It ") in left
    assert "rule <bdi>window-display</bdi>: " in client.get(f"/user?id={moved}&language={language}").text


def rules(items):
    return {move.rule for each in items for move in each.moves if move.effect != "others"}


def test_every_kind_of_move_and_chance_is_shown(shelf, open_client):
    moves = (
        Move("fatigue", "boost", 2, 5),
        Move("push", "pin", None, 1),
        Move("<b>others</b>", "others", 4, 5),
        Move("recalled", "exclude", 3, None),
    )

    class Moved(ServiceShelf):
        def recommend(self, user, history, k, language):
            made = super().recommend(user, history, k, language)
            first = replace(made.items[0], moves=moves, propensity=0.125, probability=float("nan"), words="")
            return replace(made, items=(first,), notes=("<i>note</i>",))

    moved = Moved(shelf._service, "T")
    text = re.sub(r"<[^>]+>", "", open_client(moved).get("/user?id=u1").text)
    assert "rule fatigue: 2 →  to 5" in text
    assert "rule push: – →  to 1" in text
    assert "rule recalled: taken out" in text
    assert "made way" not in text
    assert "here with a chance of 12.5%" in text
    assert "no probability" in text
    assert "No single reason stands out." in text
    assert "&lt;i&gt;note&lt;/i&gt;" in text


def test_titles_are_data(client):
    text = client.get("/user?id=u6&k=50").text
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; &#34;quotes&#34;" in text
    assert "<script" not in text
    assert "\u202e" not in text
    assert "=HYPERLINK(&#34;http://evil.example&#34;;&#34;x&#34;) turned" in text
    assert "…</bdi>" in text
    assert "Averylongtitlewithoutanyblank" * 5 not in text


@pytest.mark.parametrize(
    "user", ["../../etc/passwd", "=1+1", "<script>", "a&id=b", "用户", "x" * 200, "\u202eflip", 'a"b', ".."]
)
def test_ids_are_data(client, user):
    page = client.get("/user", params={"id": user})
    assert page.status_code == 200
    assert "nothing is known of the user" in page.text
    assert "<script" not in page.text
    assert form_in(page)["user"] == user
    taken = client.post("/take", data=form_in(page))
    assert taken.status_code == 303
    assert parse_qs(urlsplit(taken.headers["location"]).query)["id"] == [user]
    again = client.get(taken.headers["location"])
    assert "rests on 1 item" in again.text


def test_taking_something_changes_the_next_list(client, store):
    page = client.get("/user?id=u6&kind=view&language=zh")
    fields = form_in(page)
    answer = client.post("/take", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/user?id=u6&language=zh&kind=view&taken={fields['item']}",
    )
    (event,) = store.history("u6")
    assert (event.item, event.kind) == (fields["item"], "view")
    assert listed(page)[0] not in listed(client.get(answer.headers["location"]))


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_a_form_of_another_site_is_refused(client, store, headers):
    fields = form_in(client.get("/user?id=u6"))
    assert client.post("/take", data=fields, headers=headers).status_code == 403
    assert store.count() == 0


def test_a_form_without_its_token_or_with_made_up_fields_is_refused(client, shelf, open_client, store):
    fields = form_in(client.get("/user?id=u6"))
    for token in ("", "0" * 64):
        assert client.post("/take", data=fields | {"token": token}).status_code == 403
    assert open_client(shelf).post("/take", data=fields).status_code == 403
    assert client.post("/take", data=fields | {"item": "nothing"}).status_code == 404
    assert client.post("/take", data=fields | {"kind": "refund"}).status_code == 400
    assert client.post("/take", data=fields | {"user": " "}).status_code == 400
    for length in (2000, 5000):
        assert client.post("/take", data=fields | {"user": "x" * length}).status_code == 400
    assert client.post("/take", json=fields).status_code == 400
    assert store.count() == 0


def test_without_a_store_nothing_can_be_taken(model, open_client):
    client = open_client(ServiceShelf(RecommendationService(model, RecommendationSettings()), "Shop"))
    page = client.get("/user?id=u6")
    assert "<form" not in page.text
    assert "Taking counts as" not in page.text
    assert listed(page)


def test_a_made_up_history_grows_shrinks_and_forgets_what_is_unknown(client):
    page = client.get("/try?item=i4&item=gone&item=i9&item=i4&find=ice")
    assert "For somebody who took 2 items." in page.text
    assert "1 item of this address is not in the catalogue" in page.text
    past = page.text[page.text.index('id="past"') :]
    assert re.findall(r"<li><bdi>(.*?)</bdi> <a class=\"drop\"", past) == ["Salt", "Avalanche Season"]
    assert 'href="/try?item=i4"' in past
    assert re.findall(r'class="button" href="([^"]*)"', past)[0].startswith("/try?item=i9&amp;item=i4&amp;item=")
    assert "The Ice Road, part 2" in past
    assert re.search(r'href="/why\?of=i\d+&amp;item=i9&amp;item=i4"', page.text)
    assert "For somebody of whom nothing is known." in client.get("/try").text
    assert client.get("/try?" + "&".join(f"item=i{number}" for number in range(51))).status_code == 400


def test_why_shows_ranks_effects_and_the_way_back(client):
    page = client.get("/why?of=i2&user=u6&language=zh")
    assert "EASE" in page.text
    assert "Popularity" in page.text
    assert len(re.findall(r'class="(?:plus|minus)"', page.text)) > 3
    assert 'href="/user?id=u6&amp;language=zh"' in page.text
    assert "个候选中排第" in page.text
    tried = client.get("/why?of=i2&item=i4")
    assert 'href="/try?item=i4"' in tried.text
    for address in ("/why", "/why?of=nothing&user=u6"):
        assert client.get(address).status_code == 404


def test_why_without_trees_and_without_a_history(model, open_client):
    bare = replace(model, recommender=replace(model.recommender, ranking=Ranking({}, FUSED)))
    client = open_client(ServiceShelf(RecommendationService(bare, RecommendationSettings()), "Shop"))
    page = client.get("/why?of=i2&user=nobody").text
    assert "No trees order this list" in page
    assert "not known without a ranker" in page
    assert "no probability" in client.get("/user?id=u6").text


def test_an_item_of_which_nothing_is_known_is_shown_by_its_id(shelf, open_client):
    class Bare(ServiceShelf):
        def recommend(self, user, history, k, language):
            made = super().recommend(user, history, k, language)
            item = RecommendedItem(Item("<b>-7"), 1, 0.0, 0.0)
            return replace(made, items=(item,), left_out=(item,))

    text = open_client(Bare(shelf._service, "T")).get("/user?id=u1").text
    assert "<bdi>&lt;b&gt;-7</bdi>" in text
    assert quote("<b>-7", safe="") in text


def test_an_empty_list_says_so(shelf, open_client):
    class Empty(ServiceShelf):
        def recommend(self, user, history, k, language):
            return replace(super().recommend(user, history, k, language), items=(), left_out=())

    assert "No item is left to recommend." in open_client(Empty(shelf._service, "T")).get("/user?id=u1").text


def test_hosts_addresses_and_methods_that_are_not_ours(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    for answer in (client.get("/nowhere"), client.get("/take"), client.put("/")):
        assert answer.status_code in (404, 405)
        assert "unsafe" not in answer.headers[POLICY]
    assert client.get("/user").status_code == 400
    page = client.get("/?page=zzz&find=%00")
    assert page.status_code == 200
    assert "'sha256-" in page.headers[POLICY]
    assert page.headers["cache-control"] == "no-store"
    assert " style=" not in page.text


def test_a_service_that_fails_says_so_without_a_trace(shelf, open_client):
    class Broken(ServiceShelf):
        def recommend(self, user, history, k, language):
            raise DataError("the store is gone", hint="Bring it back.")

    answer = open_client(Broken(shelf._service, "T")).get("/user?id=u1")
    assert answer.status_code == 503
    assert "The store is gone. Bring it back." in answer.text


def test_a_page_alone_holds_the_lists_of_its_users_in_their_language(shelf):
    lists = [shelf.recommend("u0", (), 5, "zh"), shelf.recommend(None, ("i4",), 5, "zh")]
    text = Rendering(shelf).alone(lists, "zh").decode()
    assert text.count("<article") == 10
    assert "因为您选过" in text
    assert "Somebody new" in text
    assert "Took last: " in text
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert "form-action &#39;none&#39;" in policy
    assert "<form" not in text
    assert 'href="/' not in text
