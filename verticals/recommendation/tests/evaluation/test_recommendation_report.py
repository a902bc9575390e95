"""The page is whole, safe, and there whatever is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from scaffold_recommendation.evaluation.calibration import calibration
from scaffold_recommendation.evaluation.curve import diversity_curve
from scaffold_recommendation.evaluation.evaluate import evaluate
from scaffold_recommendation.evaluation.lines import other_lines
from scaffold_recommendation.evaluation.report import ReportContent, SplitPart, gains_of, render_report
from scaffold_recommendation.ranking.ranking import FUSED, Ranking
from scaffold_recommendation.retrieval.hits import hits

HOSTILE = "<script>alert('1')</script>\"><img src=x onerror=alert(1)> 召回"


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "wbr", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _checked(page):
    """The tags of a page that is well-formed, fetches nothing, runs nothing, and links only to what is there."""
    parser = _Tags()
    parser.feed(page)
    assert not parser.open
    assert "default-src 'none'" in page
    assert "url(" not in page
    names = [tag for tag, _ in parser.tags]
    assert not {"script", "img", "link", "iframe", "form"} & set(names)
    assert not any(name.startswith("on") or name == "src" for _, attributes in parser.tags for name in attributes)
    ids = [attributes["id"] for _, attributes in parser.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {each["href"].removeprefix("#") for _, each in parser.tags if "href" in each} <= set(ids)
    assert {each["aria-labelledby"] for _, each in parser.tags if "aria-labelledby" in each} <= set(ids)
    text = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.findall(r".{0,60}\b(?:nan|inf|None)\b.{0,30}", text)
    return names


@pytest.fixture(scope="module")
def content(tried):
    """All parts, from a recommender that was fitted."""
    asking, recommender = tried.asking, tried.fitted.recommender
    ranked = recommender.rank(asking.histories, asking.seen)
    lists = {"ours": ranked.items[:, :20], **other_lines(recommender.retrievers, asking.histories, asking.seen)}
    there = ranked.items >= 0
    return ReportContent(
        "Lists of a shop",
        "events.csv",
        evaluate(lists, asking, tried.train, tried.catalogue, tried.texts),
        "time",
        (SplitPart.of("train", tried.train),),
        ("3 of 200 events have no time",),
        calibration(ranked.probability, hits(ranked.items, asking.truth), there),
        diversity_curve(ranked.items, ranked.scores, asking.truth, tried.texts, (0.8, 0.4), most_lost=0.9),
        gains_of(recommender.ranking),
        {way.name: way.validation for way in tried.fitted.ways},
        tried.fitted.seconds,
        {"retrieval": {"ease_l2": 250.0}},
        {"cores": 2},
    )


def test_the_page_has_all_parts(content):
    page = render_report(content)
    names = _checked(page)
    assert names.count("svg") >= 3
    headings = ("Data and split", "Accuracy", "Slices", "Variety", "Accuracy or diversity", "Probabilities", "Ranker")
    for heading in (*headings, "Run"):
        assert f">{heading}</h2>" in page
    for text in ("What to trust, and what not", "3 of 200 events have no time", "ItemKNN", "teaching the rankers"):
        assert text in page
    assert content.evaluation.difference("item_knn").words in page


def test_what_is_missing_is_left_out(content, make_case):
    case = make_case([[0]], [[1]], 3)
    lists = np.full((1, 20), -1, np.int64)
    lists[0, 0] = 1
    alone = evaluate({"ours": lists}, case.asking, case.known, case.catalogue)
    bare = render_report(ReportContent("Bare", "x.csv", alone))
    _checked(bare)
    for heading in ("Data and split", "Accuracy or diversity", "Probabilities", "Ranker", "Run"):
        assert f">{heading}</h2>" not in bare
    assert ">Diversity</th>" not in bare
    undated = replace(content.split[0], since=None, until=None)
    page = render_report(replace(content, split=(undated,), curve=None, calibration=None, gains={}, ways={}))
    _checked(page)
    assert ">From</th>" not in page
    mixed = render_report(replace(content, split=(undated, content.split[0])))
    assert ">From</th>" in mixed


def test_the_page_says_who_chose_how_varied_lists_are(content):
    assert content.curve.chosen is not None
    assert "They were chosen on these same users" in render_report(content)
    before = render_report(replace(content, curve=replace(content.curve, is_chosen_before=True)))
    assert "On validation data, " in before
    nothing = render_report(replace(content, curve=replace(content.curve, chosen=None)))
    assert "No trade-off makes lists more varied" in nothing
    for page in (before, nothing):
        _checked(page)


def test_lists_that_find_nothing_have_a_page(make_case):
    case = make_case([[0]] * 2, [[1]] * 2, 3)
    empty = np.full((2, 20), -1, np.int64)
    found = evaluate({"ours": empty, "item_knn": empty}, case.asking, case.known, case.catalogue)
    _checked(render_report(ReportContent("Nothing", "x.csv", found)))


def test_every_text_is_escaped(content, make_case):
    case = make_case([[0]] * 40, [[1]] * 40, 2, ["", HOSTILE])
    lists = np.full((40, 20), -1, np.int64)
    lists[:, 0] = 1
    found = evaluate({"ours": lists, HOSTILE: lists}, case.asking, case.known, case.catalogue)
    page = render_report(
        ReportContent(
            HOSTILE,
            HOSTILE,
            found,
            HOSTILE,
            (SplitPart(HOSTILE, 1, 1, 1),),
            (HOSTILE,),
            content.calibration,
            content.curve,
            {HOSTILE: 1.0},
            {HOSTILE: 0.5},
            {HOSTILE: 1.0},
            {HOSTILE: HOSTILE},
            {HOSTILE: HOSTILE},
        )
    )
    _checked(page)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(") >= 10
    assert "召回" in page


def test_gains_are_those_of_the_rankers_that_order(tried):
    ranking = tried.fitted.recommender.ranking
    both = gains_of(replace(ranking, way="LambdaMART and log-loss trees"))
    parts = [ranking.rankers[name].gains for name in ("lambdarank", "binary")]
    assert both == {name: pytest.approx((parts[0][name] + parts[1][name]) / 2) for name in parts[0]}
    assert gains_of(Ranking({}, FUSED)) == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_into_a_window_and_the_browser_has_no_complaint(content, browser, tmp_path, width):
    file = tmp_path / "report.html"
    file.write_text(render_report(content), encoding="utf-8")
    browser.size(width, 900)
    browser.open(file.as_uri())
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run("document.querySelector('.lines-chart svg').getBoundingClientRect().height") > 60
    assert not browser.complaints()
    assert browser.requested() == [file.as_uri()]
