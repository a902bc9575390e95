"""Every hook is specified as designed, and the example in its docstring runs as a plugin."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest

from scaffold.decision.decision import Decision
from scaffold.plugins.reference import example, hooks
from scaffold.plugins.vertical import load_vertical

ARGUMENTS = {
    "scaffold_vertical_info": (),
    "scaffold_config_schema": (),
    "scaffold_data_loaders": ("config",),
    "scaffold_pretraining": ("config",),
    "scaffold_task_heads": ("config",),
    "scaffold_knowledge_rules": ("config",),
    "scaffold_metrics": ("config",),
    "scaffold_before_train": ("run",),
    "scaffold_after_train": ("run", "report"),
    "scaffold_commands": ("config",),
    "scaffold_stream_sources": ("config",),
    "scaffold_alert_sinks": ("config",),
    "scaffold_detectors": ("config",),
    "scaffold_postprocess": ("decision", "run"),
    "scaffold_demo": ("run",),
}

COMPANIONS = {
    "scaffold_data_loaders": """
@hookimpl
def scaffold_data_loaders(): return [DataLoaderSpec("claims", "", print)]
""",
    "scaffold_task_heads": """
@hookimpl
def scaffold_task_heads(): return [TaskHeadSpec("kind", "", loader="claims")]
""",
}


def test_all_hooks_are_specified_with_their_arguments():
    assert {hook.__name__: tuple(inspect.signature(hook).parameters) for hook in hooks()} == ARGUMENTS


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook.__name__)
def test_hook_is_typed_and_documented(hook):
    doc = inspect.getdoc(hook)
    signature = inspect.signature(hook)

    assert signature.return_annotation is not inspect.Signature.empty
    assert all(parameter.annotation is not parameter.empty for parameter in signature.parameters.values())
    assert "Called " in doc
    assert ":returns:" in doc
    assert [name for name in signature.parameters if f":param {name}:" not in doc] == []
    assert f"def {hook.__name__}(" in example(hook)


def with_example(site, name: str):
    """The vertical `claims` in which the example of hook `name` takes part."""
    code = next(example(hook) for hook in hooks() if hook.__name__ == name)
    if name == "scaffold_vertical_info":
        site.add("scaffold-claims", code, name="claims")
    else:
        around = "".join(source for hook, source in COMPANIONS.items() if hook != name)
        site.vertical("scaffold-claims", around + code, name="claims")
    return load_vertical("claims", path=site.path)


def run_of(vertical):
    said = []
    return SimpleNamespace(vertical=vertical, out="runs/1", said=said, progress=SimpleNamespace(say=said.append))


def test_example_of_vertical_info(site):
    assert with_example(site, "scaffold_vertical_info").info.title == "Insurance claims"


def test_example_of_config_schema(site):
    assert with_example(site, "scaffold_config_schema").config.urgent_above == 10_000


def test_example_of_data_loaders(site):
    assert with_example(site, "scaffold_data_loaders").loaders.names == ("claims",)


def test_example_of_pretraining(site, tmp_path):
    (corpus,) = with_example(site, "scaffold_pretraining").pretraining
    (tmp_path / "notes.txt").write_text("one\ntwo\n", encoding="utf-8")

    assert corpus.corpus(None) == ["The deductible was waived."]
    assert corpus.corpus(tmp_path / "notes.txt") == ["one", "two"]


def test_example_of_task_heads(site):
    assert with_example(site, "scaffold_task_heads").head("kind").metric == "macro_f1"


def test_example_of_knowledge_rules(site):
    (rules,) = with_example(site, "scaffold_knowledge_rules").rules
    (site.folder / "rules.yaml").write_text("rules: []", encoding="utf-8")

    assert rules.read() == site.folder / "rules.yaml"


def test_example_of_metrics(site):
    assert with_example(site, "scaffold_metrics").metrics[0].at_least == 0.85


def test_example_of_before_train(site):
    vertical = with_example(site, "scaffold_before_train")
    run = run_of(vertical)

    vertical.hook.before_train(run)

    assert run.said == ["training claims into runs/1"]


def test_example_of_after_train(site):
    vertical = with_example(site, "scaffold_after_train")
    run = run_of(vertical)

    vertical.hook.after_train(run, {"chosen": "svm"})

    assert run.said == ["chosen: svm"]


def test_example_of_commands(site):
    from click.testing import CliRunner

    vertical = with_example(site, "scaffold_commands")

    result = CliRunner().invoke(vertical.commands.named("count").load(), ["one two"], obj=vertical)

    assert result.output == "claims: 2 words\n"


@pytest.mark.parametrize(
    ("hook", "collection", "name"),
    [
        ("scaffold_stream_sources", "sources", "queue"),
        ("scaffold_alert_sinks", "sinks", "pager"),
        ("scaffold_detectors", "detectors", "house"),
    ],
)
def test_example_of_what_a_stream_needs(site, hook, collection, name):
    (spec,) = getattr(with_example(site, hook), collection)

    assert spec.name == name


def test_example_of_postprocess(site):
    vertical = with_example(site, "scaffold_postprocess")
    run = run_of(vertical)

    calm = Decision("1", "where is it", {}, out_of_scope=0.0, rejected=False, action="answer", reason="sure")
    upset = Decision("2", "my lawyer will call", {}, out_of_scope=0.0, rejected=False, action="answer", reason="sure")

    edited, edits = vertical.hook.postprocess(upset, run)

    assert (edited.action, edited.reason) == ("handoff", "a lawyer is mentioned")
    assert [edit.provider.name for edit in edits] == ["claims"]
    assert vertical.hook.postprocess(calm, run) == (calm, ())


def test_example_of_demo(site):
    vertical = with_example(site, "scaffold_demo")

    result = vertical.hook.demo(run_of(vertical))

    assert result.figures == {"accuracy on ten claims": (0.9, 0.85)}
    assert result.below_level == []


def test_every_hook_has_its_example_executed():
    together = {"scaffold_stream_sources", "scaffold_alert_sinks", "scaffold_detectors"}
    alone = ARGUMENTS.keys() - together

    assert {f"test_example_of_{name.removeprefix('scaffold_')}" for name in alone} <= set(globals())
