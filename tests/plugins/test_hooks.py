"""Hooks that a run calls: order, chaining, and that a failing plugin is named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from scaffold.errors import DataError, PluginError
from scaffold.plugins.specs import DemoResult
from scaffold.plugins.vertical import load_vertical


@dataclass(frozen=True)
class Draft:
    """Stands for a decision: the hooks only need something that can be compared and replaced."""

    text: str = ""


def run_of(vertical):
    return SimpleNamespace(vertical=vertical, told=[])


def test_notifications_reach_the_vertical_first_then_plugins_by_name(site):
    source = "@hookimpl\ndef scaffold_before_train(run): run.told.append(__name__)"
    site.plugin("scaffold-b", source, name="b")
    site.plugin("scaffold-a", source, name="a")
    site.vertical("scaffold-zoo", source, name="zoo")
    vertical = load_vertical("zoo", path=site.path)
    run = run_of(vertical)

    vertical.hook.before_train(run)

    assert run.told == ["scaffold_zoo", "scaffold_a", "scaffold_b"]


def test_after_train_gets_the_report(site):
    site.vertical(
        "scaffold-zoo", "@hookimpl\ndef scaffold_after_train(report, run): run.told.append(report)", name="zoo"
    )
    vertical = load_vertical("zoo", path=site.path)
    run = run_of(vertical)

    vertical.hook.after_train(run, {"chosen": "svm"})

    assert run.told == [{"chosen": "svm"}]


def test_a_plugin_that_fails_in_a_run_is_named(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.plugin("scaffold-mask", "@hookimpl\ndef scaffold_before_train(run): 1 / 0", name="mask")
    vertical = load_vertical("zoo", path=site.path)

    with pytest.raises(PluginError) as caught:
        vertical.hook.before_train(run_of(vertical))

    assert str(caught.value).startswith(
        "scaffold-mask 1.0 (entry point mask = scaffold_mask): scaffold_before_train failed: "
        "ZeroDivisionError: division by zero ("
    )
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_plugin_that_ends_the_process_is_named(site):
    site.vertical("scaffold-zoo", "@hookimpl\ndef scaffold_before_train(run): raise SystemExit(0)", name="zoo")
    vertical = load_vertical("zoo", path=site.path)

    with pytest.raises(PluginError, match=r"scaffold-zoo 1\.0 .*: scaffold_before_train failed: SystemExit: 0 "):
        vertical.hook.before_train(run_of(vertical))


def test_errors_that_say_what_to_do_pass_unchanged(site):
    source = """
    from scaffold.errors import DataError

    @hookimpl
    def scaffold_demo(run):
        raise DataError("no such file", where="claims.csv")
    """
    site.vertical("scaffold-zoo", source, name="zoo")
    vertical = load_vertical("zoo", path=site.path)

    with pytest.raises(DataError, match=r"^claims\.csv: no such file$"):
        vertical.hook.demo(run_of(vertical))


def test_postprocess_chains_and_keeps_who_edited(site):
    source = """
    from dataclasses import replace

    @hookimpl
    def scaffold_postprocess(decision, run):
        return replace(decision, text=decision.text + __name__[-1])
    """
    site.vertical("scaffold-zoo", source, name="zoo")
    site.plugin("scaffold-a", source, name="a")
    site.plugin("scaffold-b", "@hookimpl\ndef scaffold_postprocess(decision): return None", name="b")
    site.plugin("scaffold-c", "@hookimpl\ndef scaffold_postprocess(decision): return decision", name="c")
    vertical = load_vertical("zoo", path=site.path)

    decision, edits = vertical.hook.postprocess(Draft(), run_of(vertical))

    assert decision == Draft("oa")
    assert [(edit.provider.name, edit.before.text, edit.after.text) for edit in edits] == [
        ("zoo", "", "o"),
        ("a", "o", "oa"),
    ]


def test_postprocess_refuses_something_else_than_a_decision(site):
    site.vertical("scaffold-zoo", "@hookimpl\ndef scaffold_postprocess(decision): return 'yes'", name="zoo")
    vertical = load_vertical("zoo", path=site.path)

    with pytest.raises(PluginError, match=r"scaffold-zoo 1\.0 .* must return a Draft, not str"):
        vertical.hook.postprocess(replace(Draft(), text="x"), run_of(vertical))


DEMO = """
@hookimpl
def scaffold_demo(run):
    return DemoResult(title=__name__, figures={"accuracy": (0.7, 0.8), "recall": (0.9, 0.8)}, try_next={})
"""


def test_demo_is_the_first_result(site):
    site.vertical("scaffold-zoo", "@hookimpl\ndef scaffold_demo(run): return None", name="zoo")
    site.plugin("scaffold-a", DEMO, name="a")
    site.plugin("scaffold-b", "@hookimpl\ndef scaffold_demo(run): raise RuntimeError('not reached')", name="b")
    vertical = load_vertical("zoo", path=site.path)

    result = vertical.hook.demo(run_of(vertical))

    assert isinstance(result, DemoResult)
    assert result.title == "scaffold_a"
    assert result.below_level == ["accuracy"]


def test_demo_of_a_wrong_type_and_no_demo_are_refused(site):
    site.vertical("scaffold-zoo", "@hookimpl\ndef scaffold_demo(run): return 1", name="zoo")
    site.vertical("scaffold-ants", name="ants")
    zoo, ants = load_vertical("zoo", path=site.path), load_vertical("ants", path=site.path)

    with pytest.raises(PluginError, match="scaffold_demo must return a DemoResult, not int"):
        zoo.hook.demo(run_of(zoo))
    with pytest.raises(PluginError, match="ants has no demo"):
        ants.hook.demo(run_of(ants))
