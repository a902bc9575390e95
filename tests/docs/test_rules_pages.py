"""The pages on knowledge rules: commands run one after the other and say what is shown; numbers are the code's."""

from __future__ import annotations

import inspect
import json
import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli
from scaffold.scoring.audit.verdict import TO_MEND, WORDS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "how-to" / "rules-without-labels.md").read_text(encoding="utf-8")
EXPLANATION = (DOCS / "explanation" / "rules.md").read_text(encoding="utf-8")
SAID = " ".join(EXPLANATION.split())
COMMANDS = [shlex.split(line) for line in re.findall(r"^    scaffold (.*)$", PAGE, re.MULTILINE)]


def block(name: str) -> str:
    (found,) = re.findall(rf"<!-- {name} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def lines(name: str) -> list[str]:
    found = [" ".join(line.split()) for line in block(f"said: {name}").splitlines()]
    assert found
    return found


@pytest.fixture
def desk(site, tmp_path, monkeypatch):
    """The vertical of the page is installed, and its files are in the current folder."""
    site.vertical("scaffold-helpdesk", block("vertical: helpdesk"), name="helpdesk")
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_text(block("file: rules.yaml"), encoding="utf-8")
    Path("scaffold.toml").write_text('[training]\nbudget = "0s"\nspeed = 1\n', encoding="utf-8")
    exec(compile(block("python: tickets"), "rules-without-labels.md", "exec"), {})  # our own page


def run(typed: list[str], code: int = 0) -> str:
    """What a command says, blanks as in `lines`."""
    done = CliRunner().invoke(cli, typed)
    assert done.exit_code == code, (typed, done.output)
    return "\n".join(" ".join(line.split()) for line in done.output.splitlines())


def test_commands_of_the_page_say_what_it_shows(desk):
    assert [" ".join(typed[:2]) if typed[0] == "rules" else typed[0] for typed in COMMANDS] == [
        "rules check",
        "rules label",
        "train",
        "evaluate",
        "explain",
        "rules label",
        "train",
        "rules audit",
        "rules suggest",
        "rules check",
    ]
    check, label, alone, evaluate, explain, label_some, both, audit, suggest, check_suggested = COMMANDS

    said = run(check, code=1)
    assert all(line in said for line in lines("check"))
    mended = Path("rules.yaml").read_text(encoding="utf-8")
    mended = mended.replace("    when: [smoke, sparks, electric shock]\n", block("mended: check"))
    Path("rules.yaml").write_text(mended, encoding="utf-8")
    run(check)

    said = run(label)
    assert [line for line in lines("label") if line not in said] == []
    rows = [json.loads(line) for line in Path("weak.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"text", "topic", "probability", "rules"} <= set(rows[0])

    said = run(alone)
    assert [line for line in lines("train") if line not in said] == []
    found = dict(re.findall(r"^(\w+) ([\d.]+)$", run(evaluate), re.MULTILINE))
    assert float(found["accuracy"]) == pytest.approx(0.8, abs=0.06)
    assert float(found["mean_confidence"]) > 0.95
    assert found["coverage_promise_kept"] == "0.0000"
    said = run(explain)
    assert "defect-danger" in said
    assert "directives: route product_safety, severity critical" in said

    said = run(label_some)
    assert [line for line in lines("some") if line not in said] == []
    said = run(both)
    assert [line for line in lines("both") if line not in said] == []

    said = run(audit)
    assert [line for line in lines("audit") if line not in said] == []
    assert Path("audit.html").is_file()

    run(suggest)
    run(check_suggested)


def test_every_verdict_is_explained():
    assert tuple(re.findall(r"^\| `([\w ]+)` \|", PAGE, re.MULTILINE)) == WORDS
    assert tuple(re.findall(r"\*\*([\w ]+)\*\*", EXPLANATION.partition("## Audit")[2]))[: len(WORDS)] == WORDS
    assert set(TO_MEND) == {"wrong", "hurts", "expired", "stale"}


def test_every_use_has_a_place_in_the_explanation():
    from scaffold.rules.language.rule import Use

    assert [use for use in get_args(Use) if f"`{use}`" not in EXPLANATION] == []


def test_numbers_are_those_of_the_code():
    from scaffold.decision.rules import weighing
    from scaffold.heads.weak_texts import SURE
    from scaffold.rules.weak.dawid_skene import DawidSkene
    from scaffold.rules.weak.learning import ANCHOR
    from scaffold.training.learners.guided import MOST_IMITATION, RAMP
    from scaffold.training.objectives.semantic import WEIGHT

    fit = inspect.signature(DawidSkene.fit).parameters
    assert (fit["trust"].default, fit["strength"].default, ANCHOR) == (0.7, 4.0, 0.2)
    assert "a = (0.7 · 4 + right) / (4 + fired)" in SAID
    assert "a fifth of the firings" in SAID
    assert (SURE, MOST_IMITATION, RAMP, WEIGHT) == (5.0, 0.5, 0.5, 0.5)
    assert "Labels count five times as much" in PAGE
    assert (weighing.LEAST_FIRED, weighing._LEAST_JUDGED) == (20, 20)
    assert "has to fire on 20 texts" in PAGE
    assert f"Of {', '.join(f'{scale:g}' for scale in weighing._SCALES)} the smallest" in SAID
    assert f"is {weighing._UNPROVEN_SCALE:g} then" in SAID
    assert f"at most {weighing._MOST_WEIGHT:g}" in SAID


def test_places_in_the_code_that_the_explanation_names_are_there():
    import scaffold

    core = Path(scaffold.__file__).parent
    named = re.findall(r"`([\w/]+/(?:\w+\.py)?)`", EXPLANATION)
    assert named
    assert [name for name in named if not (core / name).exists()] == []


@pytest.mark.parametrize("page", ["how-to/rules-without-labels.md", "explanation/rules.md"])
def test_links_lead_somewhere(page):
    linked = re.findall(r"\]\(([^)#:]+\.md)", (DOCS / page).read_text(encoding="utf-8"))
    assert linked
    assert [each for each in linked if not (DOCS / page).parent.joinpath(each).exists()] == []
