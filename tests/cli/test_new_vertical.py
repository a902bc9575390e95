"""`scaffold new-vertical` and `scaffold update`, as a person types them."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from scaffold.cli import new_vertical
from scaffold.cli.main import cli

TASKS = ("classification", "multilabel", "tagging", "pair", "retrieval", "recommendation")


def run(*arguments: str, typed: str | None = None):
    return CliRunner().invoke(cli, [*arguments], input=typed)


def new(folder: Path, *arguments: str):
    return run("new-vertical", *arguments, "--no-input", "--into", str(folder))


def check_parses(project: Path) -> None:
    """Every file of a project is what its name says."""
    for path in project.rglob("*"):
        if path.suffix == ".py":
            ast.parse(path.read_text(encoding="utf-8"))
        elif path.suffix == ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))
        elif path.suffix in (".yaml", ".yml"):
            yaml.safe_load(path.read_text(encoding="utf-8"))
        elif path.suffix == ".jsonl":
            [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("task", TASKS)
def test_project_of_every_task(tmp_path, task, language):
    done = new(tmp_path, "claims", "--task", task, "--language", language)

    assert done.exit_code == 0, done.output
    assert "cd " in done.output
    project = tmp_path / "claims"
    found = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file()}
    sample = f"scaffold_claims/sample/examples.{'jsonl' if task == 'tagging' else 'csv'}"
    assert found == {
        ".github/workflows/check.yml",
        ".gitignore",
        ".scaffold.toml",
        "Makefile",
        "README.md",
        "pyproject.toml",
        sample,
        *(f"scaffold_claims/{name}.py" for name in ("__init__", "data", "demo", "heads", "plugin")),
        "scaffold_claims/rules.yaml",
        "scaffold_claims/sample/README.md",
        "tests/test_data.py",
        "tests/test_vertical.py",
    }
    check_parses(project)
    texts = {path.name: path.read_text(encoding="utf-8") for path in project.rglob("*") if path.is_file()}
    assert [name for name, text in texts.items() if "{{" in text and name != ".scaffold.toml"] == []
    assert all(len(path.read_text(encoding="utf-8").splitlines()) < 100 for path in project.rglob("*.py"))


HOSTILE = [
    'say "hi"',
    "it's",
    "back\\slash",
    "{{ project }} {% for %}",
    "[section] = 1 # no comment",
    '"""',
    "理赔 📋",
    "\\N{BULLET} \\u0041 \\",
    "${HOME} $(id) `id`",
    "<b>&amp;</b>",
    "%s %(x)s {0}",
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_hostile_answers_give_a_valid_project(tmp_path, answer):
    done = new(tmp_path, "claims", "--title", answer, "--set", f"author={answer.replace('<', '(').replace('>', ')')}")

    assert done.exit_code == 0, done.output
    check_parses(tmp_path / "claims")
    project = tomllib.loads((tmp_path / "claims" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["description"].startswith(answer)
    plugin = ast.parse((tmp_path / "claims" / "scaffold_claims" / "plugin.py").read_text(encoding="utf-8"))
    titles = [word.value.value for word in ast.walk(plugin) if isinstance(word, ast.keyword) and word.arg == "title"]
    assert titles == [answer]


@pytest.mark.parametrize("answer", ["two\nlines", "x" * 300, "", "\x00", "bell\a", "\u2028"])
def test_answers_that_fit_no_file_are_refused(tmp_path, answer):
    done = new(tmp_path, "claims", "--title", answer)

    assert done.exit_code == 2
    assert "title: " in done.stderr
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("json",), "standard library"),
        (("class",), "language Python"),
        (("../x",), "--into DIR"),
        (("9lives",), "begins with a digit"),
        (("customer-service",), "installed already"),
        (("claims", "--task", "taging"), "did you mean 'tagging'?"),
        (("claims", "--licence", "GPL"), "one of Apache-2.0"),
        (("claims", "--language", "EN"), "codes such as en"),
        (("claims", "--set", "colour=red"), "does not ask for 'colour'"),
        (("claims", "--set", "licence"), "not of the form key=value"),
        (("claims", "--set", "data.text=a"), "names a column of --data FILE"),
        (("claims", "--data", __file__, "--set", "data.txt=a"), "did you mean 'text'"),
        (("claims", "--template", "no-such"), "no installed template 'no-such'"),
        (("claims", "--data", "no-such.csv"), "no-such.csv"),
    ],
)
def test_mistakes_end_in_one_message_and_leave_nothing(tmp_path, arguments, told):
    done = new(tmp_path, *arguments)

    assert done.exit_code == 2, done.output
    assert told in done.stderr
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_there_is_not_touched(tmp_path, kind):
    target = tmp_path / "claims"
    {
        "folder": target.mkdir,
        "file": lambda: target.write_text("mine", encoding="utf-8"),
        "link": lambda: target.symlink_to(tmp_path / "nowhere"),
    }[kind]()

    done = new(tmp_path, "claims")
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["claims"]


CLAIMS = "Beschreibung,Art\n" + "".join(
    f'"my {what} was {how} on day {day}, write to jane{day}@example.org",{what}\n'
    for day in range(8)
    for what, how in (("car", "hit"), ("house", "flooded"), ("bag", "stolen"))
)


def test_data_fill_the_project(tmp_path):
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    done = new(tmp_path, "claims", "--data", str(tmp_path / "claims.csv"), "--set", "data.text=Beschreibung")

    assert done.exit_code == 0, done.output
    assert "classification" in done.output
    assert "24 rows, 3 labels: bag, car, house" in done.output
    assert "masked in the sample: 24 times" in done.output
    project = tmp_path / "claims" / "scaffold_claims"
    sample = (project / "sample" / "examples.csv").read_text(encoding="utf-8")
    assert "example.org" not in sample
    assert len(sample.splitlines()) == 25
    assert '"text": "Beschreibung"' in (project / "data.py").read_text(encoding="utf-8")
    assert '    "bag",\n    "car",\n    "house",\n' in (project / "heads.py").read_text(encoding="utf-8")
    check_parses(tmp_path / "claims")


def test_labels_of_data_may_be_anything(tmp_path):
    labels = ['a "quote"', "it's", "back\\slash", "理赔", "{{ x }}", "🙂"]
    rows = "".join(
        f"{json.dumps({'text': f'text {n} about {label}', 'label': label})}\n" for n in range(5) for label in labels
    )
    (tmp_path / "rows.jsonl").write_text(rows, encoding="utf-8")
    done = new(tmp_path, "claims", "--data", str(tmp_path / "rows.jsonl"))

    assert done.exit_code == 0, done.output
    check_parses(tmp_path / "claims")
    heads = ast.parse((tmp_path / "claims" / "scaffold_claims" / "heads.py").read_text(encoding="utf-8"))
    (known,) = [node.value for node in heads.body if isinstance(node, ast.Assign) and node.targets[0].id == "LABELS"]
    assert set(ast.literal_eval(known)) == set(labels)


def test_a_person_is_asked_and_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(new_vertical, "_is_asked", lambda no_input: not no_input)
    typed = "Motor claims\nclasification\nclassification\nen\nUs\nMIT\n"
    done = run("new-vertical", "claims", "--into", str(tmp_path), typed=typed)

    assert done.exit_code == 0, done.output
    assert "did you mean 'classification'?" in done.output
    assert 'title = "Motor claims"' in (tmp_path / "claims" / ".scaffold.toml").read_text(encoding="utf-8")


def test_what_was_found_is_what_is_offered_and_can_be_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(new_vertical, "_is_asked", lambda no_input: not no_input)
    (tmp_path / "claims.csv").write_text(CLAIMS.replace("Beschreibung", "text"), encoding="utf-8")
    data = ("--data", str(tmp_path / "claims.csv"), "--into", str(tmp_path))
    taken = run("new-vertical", "one", *data, typed="\n" * 5)
    changed = run("new-vertical", "other", *data, typed="\nmultilabel\nde, en\n\n\n")

    assert taken.exit_code == changed.exit_code == 0, taken.output + changed.output
    assert "[classification]" in taken.output
    heads = [
        (tmp_path / name / f"scaffold_{name}" / "heads.py").read_text(encoding="utf-8") for name in ("one", "other")
    ]
    assert [kind in head for kind, head in zip(('"classification"', '"multilabel"'), heads, strict=True)] == [
        True,
        True,
    ]
    assert 'languages = ["de", "en"]' in (tmp_path / "other" / ".scaffold.toml").read_text(encoding="utf-8")


def test_a_template_that_asks_for_no_task_takes_data_too(tmp_path):
    template = tmp_path / "template"
    template.mkdir()
    head = '[template]\nname="t"\nversion="1"\nsummary=""\n[[files]]\ntarget="a.txt"\nsource="a.jinja"\n'
    (template / "template.toml").write_text(head, encoding="utf-8")
    (template / "a.jinja").write_text("{{ data.labels | join(' ') }}\n", encoding="utf-8")
    (tmp_path / "claims.csv").write_text(CLAIMS.replace("Beschreibung", "text"), encoding="utf-8")
    done = new(tmp_path, "claims", "--template", str(template), "--data", str(tmp_path / "claims.csv"))

    assert done.exit_code == 0, done.output
    assert (tmp_path / "claims" / "a.txt").read_text(encoding="utf-8") == "bag car house\n"


def test_update_says_what_it_did_and_shows_it_before(tmp_path):
    new(tmp_path, "claims")
    project = tmp_path / "claims"
    assert "Nothing to do" in run("update", str(project)).output

    manifest = project / ".scaffold.toml"
    assert manifest.is_file()
    assert run("update", str(tmp_path)).exit_code == 2


def test_update_merges_a_newer_template(tmp_path):
    template = tmp_path / "template"
    template.mkdir()
    head = '[template]\nname="t"\nversion="{}"\nsummary=""\n[[files]]\ntarget="a.txt"\nsource="a.txt"\n'
    (template / "template.toml").write_text(head.format(1), encoding="utf-8")
    (template / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    assert new(tmp_path, "claims", "--template", str(template)).exit_code == 0
    project = tmp_path / "claims"
    (project / "a.txt").write_text("mine\ntwo\n", encoding="utf-8")
    (template / "template.toml").write_text(head.format(2), encoding="utf-8")
    (template / "a.txt").write_text("new\ntwo\n", encoding="utf-8")

    shown = run("update", str(project), "--dry-run")
    assert shown.exit_code == 0
    assert "+new\n" in shown.output
    assert (project / "a.txt").read_text(encoding="utf-8") == "mine\ntwo\n"
    done = run("update", str(project))
    assert done.exit_code == 1
    assert "conflict" in done.output
    assert "a.txt" in done.stderr
    assert (project / "a.txt").read_text(encoding="utf-8").startswith("<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> ")
