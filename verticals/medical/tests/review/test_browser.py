"""The page in a real browser: drawn, corrected by hand, narrow, light and dark."""

from __future__ import annotations

from functools import partial

import pytest


@pytest.fixture
def address(desk, serve_app):
    """The page, served on a free port."""
    pytest.importorskip("fastapi")
    from scaffold_medical.review.app import create_app

    return f"{serve_app(partial(create_app, desk))}/"


def test_a_person_corrects_a_case(browser, address, corrections):
    browser.open(address)
    assert browser.run("document.querySelectorAll('article').length") == 4
    widths = "[...document.querySelectorAll('[data-share]')].map((each) => each.style.width)"
    assert browser.run(widths)[:3] == ["50%", "30%", "20%"]
    browser.run("document.querySelector('input[name=who]').value = '李医生'")
    browser.run("document.querySelector('input[name=who]').dispatchEvent(new Event('change'))")
    assert set(browser.run("[...document.querySelectorAll('input[name=who]')].map((each) => each.value)")) == {"李医生"}
    browser.run("document.querySelector('select').value = 'nephrology'")
    browser.run("document.querySelector('select').dispatchEvent(new Event('change'))")
    browser.events.clear()
    browser.run("document.querySelector('article button').click()")
    browser.wait_for("document.querySelectorAll('article').length === 3")
    (saved,) = corrections.all().values()
    assert (saved.id, saved.label, saved.who) == ("n4", "nephrology", "李医生")
    assert browser.run("document.querySelector('input[name=who]').value") == "李医生"
    assert browser.complaints() == []


def test_a_form_without_a_choice_is_not_sent(browser, address, corrections):
    browser.open(address)
    browser.run("document.querySelector('article button').click()")
    assert browser.run("document.querySelectorAll('article').length") == 4
    assert not corrections.path.exists()


def test_nothing_goes_wrong_and_nothing_else_is_fetched(browser, address):
    browser.open(address)
    missing = [each for each in browser.complaints() if "favicon" not in str(each)]
    assert missing == []
    assert all(each.startswith(address) for each in browser.requested())


def test_a_narrow_screen_needs_no_scrolling_to_the_side_and_dark_is_dark(browser, address):
    background = "getComputedStyle(document.body).backgroundColor"
    browser.size(360, 780)
    browser.open(address)
    assert browser.run("document.documentElement.scrollWidth") <= 360
    light = browser.run(background)
    browser.prefer("dark")
    assert browser.run(background) != light


def test_a_page_in_a_file_runs_under_its_own_policy(browser, desk, tmp_path):
    from scaffold_medical.review.rendering import Rendering

    path = tmp_path / "cases.html"
    path.write_bytes(Rendering(desk).alone(10))
    browser.open(path.as_uri())
    assert browser.run("document.querySelector('[data-share]').style.width") == "50%"
    assert browser.complaints() == []
