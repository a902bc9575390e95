import json
import re

import numpy as np
import pytest

from scaffold.errors import DataError, UserError
from scaffold_financial_sentiment.backtest.plan import BacktestPlan
from scaffold_financial_sentiment.backtest.run import run_backtest
from scaffold_financial_sentiment.detection.plain import FixedThreshold
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0
BEGIN = 1_700_000_000.0 // WEEK * WEEK
SETTINGS = FinancialSentimentSettings(tick="10m")
PLAN = BacktestPlan(places=20, levels=(0.3, 1.0), factors=(3.0, 30.0), warm_up="1w")
WORDS = [
    "ash",
    "birch",
    "dune",
    "elm",
    "fern",
    "gorse",
    "heath",
    "iris",
    "kelp",
    "larch",
    "moss",
    "oak",
    "pine",
    "reed",
]


class _ByFirstWords:
    def understand(self, items):
        rows = [item.text.split()[:3] for item in items]
        return [Understood(label, 0.0, (topic,), (Mention(company, label, 0.0),)) for company, topic, label in rows]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Ten weeks of headlines of three companies, one of them with a surge; a table of what is known."""
    folder = tmp_path_factory.mktemp("news")
    rng = np.random.default_rng(5)
    rows = []

    def write(company, label, time, source):
        words = " ".join(rng.choice(WORDS, 9).tolist())
        rows.append({"id": str(len(rows)), "time": time, "text": f"{company} legal {label} {words}", "source": source})

    for company in ("A", "B", "<b>C</b>"):
        for time in np.sort(BEGIN + rng.random(500) * 10 * WEEK):
            label = "negative" if rng.random() < 0.3 else "neutral"
            write(company, label, float(time), str(rng.choice(["Reuters", "AP"])))
    surge = BEGIN + 6 * WEEK
    for at in range(25):
        write("B", "negative", surge + 600.0 * at, "AP" if at % 2 else "<script>alert(1)</script>")
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    known = [
        {"id": "b", "company": "B", "start": surge, "end": surge + DAY, "title": "Recall <i>of</i> brakes 召回"},
        {"id": "c", "company": "<b>C</b>", "start": surge, "end": surge + DAY, "topic": "legal"},
        {"id": "before", "company": "A", "start": 0, "end": 10},
    ]
    (folder / "known.jsonl").write_text("".join(json.dumps(row) + "\n" for row in known), encoding="utf-8")
    return folder


def _factory(level):
    return FixedThreshold(6 if level > 0.5 else 8, window=2 * HOUR, tick=600.0)


def _run(files, out, **changes):
    given = {"plan": PLAN, "understanding": _ByFirstWords(), "factory": _factory, "names": {}} | changes
    return run_backtest(files / "news.jsonl", files / "known.jsonl", SETTINGS, out, **given)


@pytest.fixture(scope="module")
def done(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "first"
    return _run(files, out), out


def test_the_surge_is_found_and_the_rest_is_told(done):
    result, out = done
    assert {each.name for each in out.iterdir()} == {"metrics.json", "incidents.jsonl", "report.html", "counts.npz"}
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["companies"]["found"] == 1
    assert metrics["companies"]["known"] == 2
    assert 0 < metrics["companies"]["delay"]["value"] < 3
    assert any("outside the time" in note for note in metrics["notes"])
    assert [point["level"] for point in metrics["curve"]] == [0.3, 1.0]
    assert {each["factor"] for each in metrics["injection"]} == {3.0, 30.0}
    assert metrics["comparison"][0]["name"] == "this detector"
    assert metrics["run"]["seconds"].keys() == result.seconds.keys()
    assert result.folder == out


def test_every_alert_and_every_missed_incident_has_a_line(done):
    result, out = done
    lines = [json.loads(line) for line in (out / "incidents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(result.judged.alerts) + 1
    (found,) = [line for line in lines if line["verdict"] == "found"]
    assert (found["known"], found["company"]) == ("b", "B")
    assert found["headlines"][0]["text"].startswith("B legal negative")
    (missed,) = [line for line in lines if line["verdict"] == "missed"]
    assert missed["known"] == "c"


def test_the_page_is_whole_and_safe(done):
    page = (done[1] / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert "url(" not in page
    assert "Recall &lt;i&gt;of&lt;/i&gt; brakes 召回" in page
    assert "<b>C</b>" not in page
    assert page.count("<svg") == page.count("</svg>") >= 6
    for heading in ("Timeline", "Threshold", "Delay", "Made-up incidents", "Other detectors", "Known incidents"):
        assert f">{heading}</h2>" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_counts_of_one_run_give_the_same_in_the_next(files, done, tmp_path):
    result, out = done
    again = run_backtest(
        out / "counts.npz",
        files / "known.jsonl",
        SETTINGS,
        tmp_path / "again",
        plan=PLAN,
        factory=_factory,
        names={},
    )
    assert again.judged.companies == result.judged.companies
    old, new = (json.loads((folder / "metrics.json").read_text(encoding="utf-8")) for folder in (out, again.folder))
    for part in ("run", "data"):
        del old[part], new[part]
    assert old == new
    assert (out / "incidents.jsonl").read_bytes() == (again.folder / "incidents.jsonl").read_bytes()


def test_without_known_incidents_and_without_the_rest(files, tmp_path):
    plan = BacktestPlan(places=0, levels=(), rivals=False)
    result = run_backtest(
        files / "news.jsonl",
        None,
        SETTINGS,
        tmp_path / "out",
        plan=plan,
        understanding=_ByFirstWords(),
        factory=_factory,
    )
    assert result.judged.companies.precision is None
    assert result.judged.companies.false == len(result.judged.alerts) > 0
    assert "Nothing is known" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert not result.curve
    assert not result.compared


def test_publishers_are_not_asked_for_where_none_are_named(files, tmp_path):
    lines = [json.loads(line) for line in (files / "news.jsonl").read_text(encoding="utf-8").splitlines()]
    bare = tmp_path / "bare.jsonl"
    rows = ({name: row[name] for name in ("id", "time", "text")} for row in lines)
    bare.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not json\n", encoding="utf-8")
    plan = BacktestPlan(places=0, levels=(), rivals=False)
    more = {"plan": plan, "understanding": _ByFirstWords(), "factory": _factory}
    result = run_backtest(bare, files / "known.jsonl", SETTINGS, tmp_path / "out", **more)
    assert any("no publisher" in note for note in result.notes)
    assert any("could not be used" in note for note in result.notes)
    assert result.judged.companies.found == 1


def test_a_folder_of_something_else_is_not_replaced(files, done, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="no backtest"):
        _run(files, tmp_path)
    assert (tmp_path / "mine.txt").exists()


def test_a_company_that_is_not_in_the_table_is_named(files, tmp_path):
    with pytest.raises(DataError, match="company table"):
        _run(files, tmp_path / "out", names={"A": "Alpha"})


def test_nothing_is_left_behind_by_a_file_without_news(tmp_path):
    (tmp_path / "news.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(DataError, match="no usable news"):
        run_backtest(
            tmp_path / "news.jsonl", None, SETTINGS, tmp_path / "out", understanding=_ByFirstWords(), factory=_factory
        )
    assert [each.name for each in tmp_path.iterdir()] == ["news.jsonl"]
