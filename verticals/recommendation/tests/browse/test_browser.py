"""The pages in a real browser: read and used, by keyboard, narrow, light and dark, without scripts."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest

from scaffold_recommendation.browse.rendering import Rendering

PAGES = ("/", "/user?id=u6", "/user?id=u6&language=zh&k=50", "/try?item=i0&item=i2&find=i", "/why?of=i2&user=u6")


@pytest.fixture
def address(shelf, serve_app):
    """The pages, served on a free port."""
    pytest.importorskip("fastapi")
    from scaffold_recommendation.browse.app import create_app

    return serve_app(partial(create_app, shelf))


@pytest.fixture
def click(browser):
    """Follows a link or sends a form, and waits for the next page."""

    def press(selector):
        browser.events.clear()
        browser.run(f"document.querySelector({selector!r}).click()")
        browser.wait_for_event("Page.loadEventFired")

    return press


def texts(browser, selector):
    return browser.run(f"[...document.querySelectorAll({selector!r})].map((each) => each.textContent.trim())")


def test_from_the_list_of_users_to_a_list_that_learns(browser, address, click, shelf, store):
    browser.open(f"{address}/")
    browser.run("document.querySelector('#find-user').value = 'u16'")
    click("#find-user + button")
    assert texts(browser, ".users tbody th") == ["u16", *(f"u16{digit}" for digit in range(10))]
    click(".users a")
    before = texts(browser, ".list h3 bdi")
    assert len(before) == 10
    click(".list form button")
    (event,) = store.history("u16")
    assert (shelf.item(event.item).title, event.kind) == (before[0], "purchase")
    assert texts(browser, "[role=status]") == [f"Noted: u16 took “{before[0]}”. The list below knows it."]
    assert before[0] not in texts(browser, ".list h3 bdi")
    assert texts(browser, ".past li bdi")[0] == before[0]
    assert browser.complaints() == []


def test_a_history_is_put_together_without_scripts(browser, address, click):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{address}/")
    browser.run("document.querySelector('#find-item').value = 'ferry'")
    click("#find-item + button")
    click(".found a")
    assert texts(browser, ".past ol bdi") == ["Star Ferry"]
    click(".list .side a")
    assert len(texts(browser, ".past ol bdi")) == 2
    click(".past .drop")
    assert texts(browser, ".past ol bdi") == ["Star Ferry"]
    assert "“Star Ferry”" in " ".join(texts(browser, ".reason"))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_goes_wrong_and_nothing_else_is_fetched(browser, address, path):
    browser.open(address + path)
    assert browser.complaints() == []
    assert [each for each in browser.requested() if not each.startswith((address, "data:"))] == []
    assert browser.run("document.querySelectorAll('script').length") == 0


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 700, 1280])
def test_no_page_needs_scrolling_to_the_side(browser, address, path, width):
    browser.size(width, 800)
    browser.open(address + path)
    assert browser.run("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('main *')].filter((each) => !each.closest('.scroll, svg, .unseen')"
    assert browser.run(f"{wide} && each.getBoundingClientRect().right > innerWidth + 1).length") == 0


def test_dark_is_dark_and_can_be_read(browser, address):
    looks = "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    browser.open(f"{address}/user?id=u6")
    light = browser.run(looks)
    browser.prefer("dark")
    dark = browser.run(looks)
    assert lightness(light[1]) > 200 > 60 > lightness(dark[1])
    assert lightness(light[0]) < 60 < 200 < lightness(dark[0])


def lightness(colour):
    return sum(int(part) for part in colour[4:-1].split(",")) / 3


@pytest.mark.parametrize("path", PAGES)
def test_headings_forms_and_tables_speak(browser, address, path):
    browser.open(address + path)
    levels = browser.run("[...document.querySelectorAll('h1, h2, h3, h4')].map((each) => +each.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert browser.run("[...document.querySelectorAll('input:not([type=hidden])')].every((each) => each.labels.length)")
    assert browser.run("[...document.querySelectorAll('th')].every((each) => each.scope && each.textContent.trim())")
    assert browser.run("[...document.querySelectorAll('svg')].every((each) => each.ariaHidden === 'true')")
    names = "[...document.querySelectorAll('main .list .side button, main .list .side a')].map((e) => e.textContent)"
    assert len(set(browser.run(names))) == browser.run(f"{names}.length")
    identifiers = browser.run("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(identifiers) == len(set(identifiers))


def test_the_first_key_leads_past_the_head(browser, address):
    browser.open(f"{address}/user?id=u6")
    browser.press("Tab")
    assert browser.run("document.activeElement.getAttribute('href')") == "#main"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0


def test_bars_are_as_long_as_the_numbers_say(browser, address):
    browser.open(f"{address}/user?id=u6")
    shares = [float(each.removesuffix("%").split()[-1]) for each in texts(browser, ".chance .num")]
    drawn = browser.run(
        "[...document.querySelectorAll('.chance .mark')].map((each) => each.getBoundingClientRect().width"
        " / each.previousElementSibling.getBoundingClientRect().width)"
    )
    assert drawn == pytest.approx([max(share / max(shares), 0.02) for share in shares], abs=0.01)


def test_a_page_in_a_file_runs_under_its_own_policy(browser, shelf, tmp_path):
    path = tmp_path / "lists.html"
    path.write_bytes(Rendering(shelf).alone([shelf.recommend(user, (), 5, "en") for user in ("u0", "u6")]))
    browser.open(path.as_uri())
    assert browser.complaints() == []
    assert texts(browser, "h2") == ["u0", "u6"]
    assert browser.run("getComputedStyle(document.querySelector('.list article')).display") == "grid"
    assert browser.run("document.querySelectorAll('form, script').length") == 0
    assert browser.run("[...document.querySelectorAll('a')].every((each) => each.hash)")
