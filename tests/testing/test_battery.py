"""The battery names everything that a vertical does not keep."""

from __future__ import annotations

import pytest

from scaffold.errors import PluginError
from scaffold.testing import check_vertical, problems_of

HEAD = """
@hookimpl
def scaffold_task_heads():
    return [TaskHeadSpec("topic", "What it is about.", loader="texts")]

@hookimpl
def scaffold_metrics():
    return [MetricSpec("accuracy", "topic", "accuracy", 0.5)]
"""

LOADER = """
from pathlib import Path

def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path or Path(__file__).with_name("rows.csv"), settings, ("topic",))

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("texts", "Texts.", load)]
"""

DEMO = """
@hookimpl
def scaffold_demo(run):
    {body}
    return DemoResult("Demo", {figures}, {{}})
"""


def rows(folder, more: str = "") -> None:
    texts = [f"{word} number {number},{word}" for number in range(12) for word in ("card", "refund")]
    (folder / "rows.csv").write_text("\n".join(["text,topic", *texts, more]), encoding="utf-8")


@pytest.fixture(autouse=True)
def visible(site, monkeypatch):
    """The process that tries the start has to see the package, too."""
    for name, value in site.environment({}).items():
        monkeypatch.setenv(name, value)


def problems(site, tmp_path, source: str, more: str = "") -> str:
    site.vertical("scaffold-mine", source, name="mine")
    rows(site.folder, more)
    return "\n".join(problems_of("mine", tmp_path))


def test_a_vertical_without_hooks_is_told_what_it_lacks(site, tmp_path):
    found = problems(site, tmp_path, "")

    assert [f"it has no hook {name}" in found for name in ("scaffold_demo", "scaffold_task_heads")] == [True, True]


def test_heavy_imports_are_named(site, tmp_path):
    found = problems(site, tmp_path, "import sklearn\n" + LOADER + HEAD + DEMO.format(body="pass", figures="{}"))

    assert found == "loading it imports sklearn: import it where it is used, not in plugin.py"


def test_personal_data_in_the_sample_are_named_with_their_place(site, tmp_path):
    source = LOADER + HEAD + DEMO.format(body="pass", figures="{}")
    found = problems(site, tmp_path, source, "card of jane@example.org,card")

    assert "the sample of its loader 'texts'" in found
    assert "rows.csv:26" in found


def test_rules_that_cannot_be_read_are_told(site, tmp_path):
    source = """
@hookimpl
def scaffold_knowledge_rules():
    return [RuleSource("mine", "Rules.", lambda: "rules: [{id: one, then: {label: card}}]")]
"""
    found = problems(site, tmp_path, source)

    assert "its rules cannot be read: mine (from code):1" in found
    assert "expected the key 'when'" in found


def test_examples_that_a_rule_does_not_keep_are_told_with_their_place(site, tmp_path):
    source = """
from pathlib import Path

@hookimpl
def scaffold_knowledge_rules():
    return [RuleSource("mine", "Rules.", lambda: Path(__file__).with_name("rules.yaml"))]
"""
    (site.folder / "terms.txt").write_text("card", encoding="utf-8")
    rule = (
        "{id: one, when: {lexicon: terms.txt}, then: {label: card}, examples: {match: [cash, card], no_match: cards}}"
    )
    (site.folder / "rules.yaml").write_text(f"rules:\n- {rule}\n", encoding="utf-8")
    found = problems(site, tmp_path, source)

    assert "the rule 'one' does not fire on its example 'cash'" in found
    assert "the rule 'one' fires on 'cards', which it must not" in found
    assert "rules.yaml:2)" in found
    assert "'card' " not in found


def test_a_demo_below_its_level_without_bundle_is_told(site, tmp_path):
    found = problems(site, tmp_path, LOADER + HEAD + DEMO.format(body="pass", figures='{"accuracy": (0.2, 0.5)}'))

    assert "accuracy is 0.200, and 0.5 is wanted" in found
    assert "leaves no bundle" in found


def test_a_demo_may_not_use_the_network(site, tmp_path):
    body = """import urllib.request
    try:
        urllib.request.urlopen("http://example.org", timeout=5)
    except OSError as error:
        from scaffold import UserError
        raise UserError(str(error))"""
    found = problems(site, tmp_path, LOADER + HEAD + DEMO.format(body=body, figures="{}"))

    assert "a demo may not use the network" in found


def test_all_problems_stand_in_one_failure(site, tmp_path):
    site.vertical("scaffold-mine", "", name="mine")

    with pytest.raises(AssertionError, match="mine does not keep its promises:\n- it has no hook"):
        check_vertical("mine", tmp_path)
    with pytest.raises(PluginError):
        check_vertical("minne", tmp_path)
