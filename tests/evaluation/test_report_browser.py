from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head
from scaffold.evaluation.records import Candidate, HeadReport, Mistake, Sharing, TwoWays
from scaffold.evaluation.report import RunReport, render_report
from scaffold.evaluation.rule_records import RuleFigures, RulesReport
from scaffold.evaluation.span_mistakes import CommonMistake
from scaffold.models.cases import NearCase

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MEASURE = """<script>document.title = [
  document.documentElement.scrollWidth, document.documentElement.clientWidth,
  getComputedStyle(document.body).backgroundColor,
  [...document.querySelectorAll("svg")].filter(s => s.getBoundingClientRect().width < 200).length,
].join("|")</script>"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def measure(source: str, folder: Path, width: int, *options: str) -> list[str]:
    """Width of the page and of the window, background, and charts too small to read, as a browser lays it out.

    The page's own policy would rightly refuse the script that measures, so it is taken out. The page is put into
    a frame, because a browser's window may not become as narrow as a phone.
    """
    folder.mkdir(exist_ok=True)
    page = folder / "page.html"
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    page.write_text(bare.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(
        f"<iframe id=f src=page.html style='width:{width}px;height:900px;border:0'></iframe>"
        "<script>onload = () => { document.body.dataset.found = f.contentDocument.title }</script>",
        encoding="utf-8",
    )
    command = [
        str(BROWSER),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}",
        *options,
        "--dump-dom",
        frame.as_uri(),
    ]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r'data-found="([^"]*)"', shown)
    assert found, shown[-500:]
    return found[1].split("|")


def wide_head() -> HeadReport:
    """Long labels, long words and Chinese, and more classes than fit."""
    labels = [f"a_rather_long_label_for_an_intent_{i}" for i in range(20)] + ["Donaudampfschifffahrtsgesellschaft" * 3]
    rows = [[0.9 if (i * 7) % 21 == j else 0.005 for j in range(21)] for i in range(200)]
    split = SplitOutputs(["转账三天了还没有到账" * 9, "x" * 500] * 100, [labels[i % 21] for i in range(200)], rows)
    head = evaluate_head(
        "intent",
        labels,
        {"validation": split, "test": split},
        neighbours=lambda at: [[NearCase("y" * 400, labels[-1], 0.97)] for _ in at],
        train_counts=dict.fromkeys(labels, 5),
    )
    rule = RuleFigures("x" * 100, labels[-1], "hard", "soft", 9999, 99999, 0.9, 99, 90, 0.8, 0.95, 1.25, "z" * 200)
    return replace(head, rules=RulesReport([rule, replace(rule, id="转账规则" * 9, says="no")], ["w" * 300]))


def span_head() -> HeadReport:
    """Spans whose words and labels are long."""
    word = "Donaudampfschifffahrtsgesellschaft" * 3
    names = ("wrong type", f"a_rather_long_label_{word}", "another_label")
    return HeadReport(
        "slots",
        ("a", "b"),
        "test",
        {"test": {"span_f1": 0.5, "span_precision": 0.5, "span_recall": 0.5, "spans": 9.0, "rows": 9.0}}
        | {"validation": {"whole_texts": 0.5, "boundary_f1": 0.5, "rows": 9.0}},
        metric="span_macro_f1",
        kind="a kind without words",
        span_mistakes=[CommonMistake(*names, 12, ((f"in {word} " * 9, word, word),))],
        mistakes=[Mistake("转账三天了还没有到账" * 9, f"city: {word}", "(nothing)", None)],
    )


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_page_never_scrolls_sideways(tmp_path: Path, width: int) -> None:
    report = RunReport(
        "A title with averyveryverylongword" * 3,
        "v",
        [wide_head(), span_head()],
        candidates=[
            Candidate("a candidate with a long name " * 3, 0.9, 12.0, "note " * 40, True),
            Candidate("another", 0.9, 12.0, metric="quadratic_kappa"),
        ],
        together=[Sharing([TwoWays("a_rather_long_name_of_a_head" * 2, "quadratic_kappa", 0.9, 0.8, 999, 9, "alone")])],
        settings={"key": "v" * 200},
        warnings=["w" * 300],
    )
    content, window, _, small_charts = measure(render_report(report), tmp_path, width)
    assert int(window) == width
    assert int(content) <= width
    assert small_charts == "0"


def test_page_is_dark_where_dark_is_preferred(tmp_path: Path) -> None:
    source = render_report(RunReport("t", "v", [wide_head()]))
    light = measure(source, tmp_path / "light", 390)[2]
    dark = measure(source, tmp_path / "dark", 390, "--blink-settings=preferredColorScheme=0")[2]
    assert light == "rgb(251, 250, 247)"
    assert dark == "rgb(21, 24, 27)"
