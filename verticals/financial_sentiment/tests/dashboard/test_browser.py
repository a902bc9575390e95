"""The pages in a real browser: drawn, refreshed, light and dark, narrow, with the keyboard and without the script."""

from __future__ import annotations

import pytest

CONTRASTS = """
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const found = rgba(getComputedStyle(each).backgroundColor);
      if (found[3] === 255) return found;
    }
    return rgba(getComputedStyle(document.body).backgroundColor);
  };
  const poor = [];
  for (const each of document.querySelectorAll("body *")) {
    const text = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!text || each.closest("datalist, title, desc, .unseen, .skip")) continue;
    const style = getComputedStyle(each);
    const colour = rgba(each.localName === "text" ? style.fill : style.color);
    const [one, other] = [light(colour), light(behind(each))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) poor.push(`${text.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return poor;
})()
"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def address(state, served):
    state.usual()
    return served()


PAGES = ["/", "/incidents/FS-1", "/companies/ACME", "/?days=90", "/incidents/none"]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_goes_wrong_and_nothing_else_is_fetched(browser, address, page):
    browser.open(address + page)
    browser.wait_for("!document.getElementById('theme').hidden")
    missing = [each for each in browser.complaints() if "404" not in str(each)]
    assert missing == []
    assert {each for each in browser.requested() if not each.startswith((f"{address}/", "data:"))} == set()


def test_the_incidents_of_the_state_are_shown(browser, address):
    browser.open(address)
    shown = browser.run("[...document.querySelectorAll('.incident h3')].map((each) => each.innerText)")
    assert shown == ["北极科技", "Acme Inc"]
    assert browser.run("document.title").startswith("2 open incidents")
    assert browser.run("document.querySelectorAll('svg[role=img]').length") == 4
    names = browser.run(
        "[...document.querySelectorAll('svg[role=img]')].every((each) => each.ariaLabel || each.querySelector('title'))"
    )
    assert names is True
    assert browser.run("document.querySelector('.spark .since').getBoundingClientRect().height") > 20


def test_light_and_dark_differ_and_the_choice_is_kept(browser, address):
    browser.open(address)
    light, light_picture = browser.run(BACKGROUND), browser.picture()
    browser.prefer("dark")
    dark, dark_picture = browser.run(BACKGROUND), browser.picture()
    assert light != dark
    assert light_picture != dark_picture
    assert browser.run("document.getElementById('theme').textContent") == "Light"
    browser.run("document.getElementById('theme').click()")
    assert browser.run(BACKGROUND) == light
    browser.open(f"{address}/companies/ACME")
    assert browser.run(BACKGROUND) == light
    assert browser.run("document.getElementById('theme').textContent") == "Dark"
    browser.run("localStorage.clear()")
    browser.open(address)
    assert browser.run(BACKGROUND) == dark


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_all_text_has_enough_contrast(browser, address, page, theme):
    browser.prefer(theme)
    browser.open(address + page)
    browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert browser.run(CONTRASTS) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_narrow_screen_needs_no_scrolling_to_the_side(browser, address, page):
    browser.size(360, 780)
    browser.open(address + page)
    browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert browser.run("document.documentElement.scrollWidth") <= 360


def test_a_page_brings_itself_up_to_date_and_keeps_what_is_open(browser, state, served, made):
    state.usual()
    browser.open(served(refresh=0.2))
    browser.size(800, 400)
    browser.run("document.getElementById('e-FS-1').open = true")
    browser.run("document.querySelector('#e-FS-1 > summary').focus()")
    browser.run("document.getElementById('c1-rows').closest('details').open = true")
    browser.run("document.getElementById('c1-rows').scrollTop = 70")
    browser.run("scrollTo(0, 300)")
    place = "document.getElementById('e-FS-1').getBoundingClientRect().top"
    before = browser.run(place)
    state.write(made.incident("FS-7", "QUIET", severity="low", stories=(made.headline(9, "A new one"),)))
    browser.wait_for("document.title.startsWith('3 open incidents')")
    assert browser.run("document.getElementById('i-FS-7').classList.contains('fresh')")
    assert browser.run("document.getElementById('told').textContent") == "New: Quiet & Sons, low"
    assert browser.run("document.getElementById('e-FS-1').open")
    assert not browser.run("document.getElementById('e-FS-2').open")
    assert browser.run("document.activeElement.parentElement.id") == "e-FS-1"
    assert browser.run("document.getElementById('c1-rows').scrollTop") == 70
    assert abs(browser.run(place) - before) <= 2
    assert browser.complaints() == []


def test_the_page_of_no_state_becomes_that_of_the_state(browser, state, served):
    browser.open(served(refresh=0.2))
    assert "No news has been watched yet" in browser.run("document.body.innerText")
    state.usual()
    browser.wait_for("document.querySelectorAll('.incident').length === 2")


def test_it_can_be_paused(browser, state, served, made):
    state.usual()
    browser.open(served(refresh=0.1))
    browser.run("document.getElementById('pause').click()")
    assert browser.run("document.getElementById('pause').ariaPressed") == "true"
    browser.wait_for("new Promise((done) => setTimeout(() => done(true), 300))")
    state.write(made.incident("FS-7", "QUIET"))
    browser.wait_for("new Promise((done) => setTimeout(() => done(true), 500))")
    assert browser.run("document.querySelectorAll('.incident').length") == 2
    browser.run("document.getElementById('pause').click()")
    browser.wait_for("document.querySelectorAll('.incident').length === 3")


def test_a_server_that_is_gone_is_told_and_the_page_stays(browser, state, served, monkeypatch):
    state.usual()
    browser.open(served(refresh=0.1))
    browser.wait_for("document.getElementById('refreshed').textContent.startsWith('Refreshed')")
    state.path.write_bytes(b"x" * 9000)
    for beside in state.path.parent.glob("*-wal"):
        beside.unlink()
    browser.wait_for("document.getElementById('refreshed').textContent.includes('the answer was 503. Trying again.')")
    assert browser.run("document.querySelectorAll('.incident').length") == 2


def test_an_incident_is_taken_with_the_form(browser, state, served, made):
    state.usual()
    browser.open(f"{served(refresh=0.2)}/incidents/FS-1")
    browser.run("document.getElementById('who').focus()")
    for letter in "Ada":
        browser.call("Input.dispatchKeyEvent", type="char", text=letter)
    state.write(made.incident(seen=99.0))
    browser.wait_for("document.querySelector('.facts b').textContent === '99'")
    # What was typed so far is still there, and the form can be sent.
    assert browser.run("document.getElementById('who').value") == "Ada"
    assert browser.run("document.activeElement.id") == "who"
    browser.events.clear()
    browser.run("document.querySelector('#take-form button').click()")
    browser.wait_for_event("Page.loadEventFired")
    browser.wait_for("document.querySelector('.hands').innerText.includes('Ada has taken it')")
    with state.store() as store:
        assert store.incidents.acknowledged() == {"FS-1": "Ada"}
    assert browser.run("document.getElementById('who').value") == "Ada"
    assert browser.complaints() == []


def test_without_the_script_everything_is_there(browser, address):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(address)
    text = browser.run("document.body.innerText")
    assert "2 open incidents" in text
    assert "Refresh" in text
    assert browser.run("document.getElementById('theme').hidden")
    assert browser.run("document.getElementById('pause').hidden")
    assert browser.run("document.querySelector('#e-FS-1').open") is False


def test_the_keyboard_finds_the_content_first(browser, address):
    browser.open(address)
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    browser.run("document.activeElement.click()")
    browser.press("Tab")
    assert browser.run("document.getElementById('main').contains(document.activeElement)")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert float(browser.run("getComputedStyle(document.activeElement).outlineWidth").removesuffix("px")) >= 2


def test_hostile_news_runs_nothing(browser, state, served, made):
    bad = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
    story = made.headline(1, bad, url="javascript:document.title='taken'", sources=(bad,))
    state.write(made.incident("FS-1", bad, stories=(story,)), hourly=made.hours(bad))
    base = served(refresh=0.2)
    for page in ("/", "/incidents/FS-1"):
        browser.open(base + page)
        browser.wait_for("new Promise((done) => setTimeout(() => done(true), 500))")
        assert browser.run("document.title") != "taken"
        assert browser.run("document.querySelectorAll('main script, img').length") == 0
        assert "<script>" in browser.run("document.body.innerText")
        assert browser.complaints() == []
