"""`scaffold rules`: checked, proposed and put to work from the command line."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.cli.rules.check import _draw
from scaffold.cli.rules.group import COMMANDS
from scaffold.rules.language.reading import read_rule_file
from scaffold.rules.lint.finding import Finding

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")

RULES = """\
head: topic
rules:
  - {id: card, description: About a card., when: card, then: {label: card}, examples: {match: My card!}}
  - {id: login, when: [password, pin], then: {label: login}}
  - {id: refund, when: money, then: {label: refund}}
  - {id: refund-zh, when: [退款, 退还], then: {label: 退款}}
"""
WRONG = RULES.replace("My card!", "My pin!")


@pytest.fixture
def folder(tmp_path, monkeypatch, toy_site):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "bare.yaml").write_text(RULES.partition("\n")[2], encoding="utf-8")
    with (toy_site.folder / "toy.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    write_rows(tmp_path / "labelled.csv", rows)
    write_rows(tmp_path / "texts.csv", [{"text": row["text"]} for row in rows])
    write_rows(tmp_path / "some.csv", [{**row, "topic": row["topic"] if n % 4 else ""} for n, row in enumerate(rows)])
    return tmp_path


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def listing(folder):
    return sorted(path.name for path in folder.iterdir())


def test_help_imports_none_of_the_commands():
    program = (
        "import sys\nfrom scaffold.cli.main import main\nsys.argv = ['scaffold', 'rules', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint('MODULES', *sorted(sys.modules))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "framework")}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    text, _, modules = told.partition("MODULES")
    assert all(name in text for name in COMMANDS)
    loaded = set(modules.split())
    assert not loaded & {"torch", "numpy", "pydantic", "yaml", "rich", "ahocorasick", "scaffold.cli.rules.check"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_on_the_page(command):
    assert f"| `scaffold rules {command}" in PAGE


def test_a_wrong_name_is_suggested_for(scaffold):
    result = scaffold("rules", "chek")
    assert (result.exit_code, "'check'" in result.stderr) == (2, True)


def test_good_rules_pass(scaffold, folder):
    result = scaffold("rules", "check", "rules.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "4 rules in 1 file: 0 errors, 0 warnings, 2 remarks (show them: --level info)\n"
    result = scaffold("rules", "check", "rules.yaml", "--level", "info")
    assert result.stdout.splitlines()[-1] == "4 rules in 1 file: 0 errors, 0 warnings, 2 remarks"
    assert "rules.yaml:3: info: 4 of 4 rules have no owner" in result.stdout


def test_errors_are_one_line_each_and_exit_code_1(scaffold, folder):
    result = scaffold("rules", "check", "wrong.yaml", "--level", "error")
    assert result.exit_code == 1
    first, last = result.stdout.splitlines()
    assert first.startswith("wrong.yaml:3: error: the rule 'card' does not fire on its example 'My pin!'. ")
    assert last == "4 rules in 1 file: 1 error, 0 warnings, 2 remarks (show them: --level info)"
    assert result.stderr == "Error: the rules have 1 error\n"


def test_findings_as_json(scaffold, folder):
    result = scaffold("rules", "check", "wrong.yaml", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["rules"], found["counts"]) == (1, 4, {"error": 1, "warning": 0, "info": 2})
    assert list(found["findings"][0]) == ["severity", "code", "message", "where", "hint"]


def test_a_terminal_gets_a_table(capsys):
    _draw([Finding("error", "example", "the rule [x] fails", "a.yaml:3", "Mend it.")])
    (first, second) = capsys.readouterr().out.splitlines()
    assert first.strip().split(maxsplit=2) == ["error", "a.yaml:3", "the rule [x] fails"]
    assert second.strip() == "Mend it."


def test_rules_of_a_vertical_are_checked_with_its_heads(scaffold, folder, site):
    site.vertical(
        "scaffold-many",
        """
@hookimpl
def scaffold_data_loaders(): return [DataLoaderSpec("texts", "T.", lambda path, settings: None)]

@hookimpl
def scaffold_task_heads(): return [TaskHeadSpec("topic", "T.", loader="texts", kind="multilabel")]

@hookimpl
def scaffold_knowledge_rules():
    text = "rules: [{id: a, when: card, then: {label: x}}, {id: b, when: card, then: {label: y}}]"
    return [RuleSource("own", "Own.", lambda: text)]
""",
        name="many",
    )
    result = scaffold("rules", "check", "rules.yaml", "--vertical", "many")
    assert result.exit_code == 0, result.output
    assert "6 rules in 2 files" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give a FILE"),
        (["none.yaml"], "none.yaml: there is no such file of rules"),
        (["texts.csv"], "texts.csv"),
        (["--vertical", "tox"], "did you mean 'toy'?"),
    ],
)
def test_what_cannot_be_checked_is_one_message(scaffold, folder, arguments, said):
    result = scaffold("rules", "check", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_schema_is_written_or_printed(scaffold, folder):
    printed = json.loads(scaffold("rules", "schema").stdout)
    assert printed["$schema"].startswith("https://json-schema.org/")
    assert scaffold("rules", "schema", "--out", "deep/rules.schema.json").exit_code == 0
    assert json.loads((folder / "deep" / "rules.schema.json").read_text(encoding="utf-8")) == printed


def test_texts_are_labelled_by_rules_of_a_file(scaffold, folder):
    result = scaffold("rules", "label", "--rules", "rules.yaml", "--data", "texts.csv", "--out", "weak.jsonl")
    assert result.exit_code == 0, result.output
    rows = lines(folder / "weak.jsonl")
    with (folder / "labelled.csv").open(encoding="utf-8", newline="") as stream:
        truth = {row["text"]: row["topic"] for row in csv.DictReader(stream)}
    assert all(row["topic"] == truth[row["text"]] for row in rows)
    assert all(row["covered"] and row["rules"] and not row["given"] for row in rows)
    assert re.search(r"^card +card +\d+ ", result.stdout, re.MULTILINE)
    assert f"{len(rows)} of 64 texts written" in result.stdout
    assert [name for name in listing(folder) if "weak" in name] == ["weak.jsonl"]


def test_labels_of_the_data_measure_the_rules(scaffold, folder):
    result = scaffold(
        "rules", "label", "toy", "--rules", "rules.yaml", "--data", "some.csv", "--out", "weak.jsonl", "--all"
    )
    assert result.exit_code == 0, result.output
    rows = lines(folder / "weak.jsonl")
    assert len(rows) == 64
    assert sum(row["given"] for row in rows) == 48
    assert re.search(r"login .* \d+ of \d+: 1\.00 \(0\.\d\d to 1\.00\)", result.stdout)


def test_lines_go_to_standard_output_and_the_table_does_not(scaffold, folder):
    result = scaffold(
        "rules", "label", "--rules", "rules.yaml", "--data", "texts.csv", "--out", "-", "--model", "majority"
    )
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["probability"] for row in rows} == {1.0}
    assert "COVERAGE" in result.stderr
    assert "退款" in result.stdout


def test_what_is_written_can_be_read_and_trained_on(scaffold, folder):
    from scaffold.data.load import load_dataset
    from scaffold.settings import DataSettings

    scaffold("rules", "label", "--rules", "rules.yaml", "--data", "texts.csv", "--out", "weak.jsonl", "--all")
    found = load_dataset(folder / "weak.jsonl", DataSettings(), ("topic",))
    assert (found.columns.text, dict(found.columns.labels), found.columns.id) == ("text", {"topic": "topic"}, "id")
    assert found.kinds == {"topic": "classification"}
    written = [row for row in lines(folder / "weak.jsonl") if row["topic"] is not None]
    assert sum(map(len, found.splits.values())) == len(written)


def test_stretches_can_be_read_again(scaffold, folder):
    from scaffold.data.load import load_dataset
    from scaffold.settings import DataSettings

    (folder / "tag.yaml").write_text(
        "head: found\nrules: [{id: p, when: [pin, 卡], then: {label: secret}}]", encoding="utf-8"
    )
    texts = [{"text": f"my pin {n} and 卡"} for n in range(30)]
    (folder / "t.jsonl").write_text("".join(json.dumps(row) + "\n" for row in texts), encoding="utf-8")
    result = scaffold(
        "rules", "label", "--rules", "tag.yaml", "--data", "t.jsonl", "--out", "out.jsonl", "--kind", "tagging"
    )
    assert result.exit_code == 0, result.output
    found = load_dataset(folder / "out.jsonl", DataSettings(), ("found",))
    assert found.kinds == {"found": "tagging"}
    text, spans = next(found.splits["train"].iter_spans("found"))
    assert [text[span.start : span.end] for span in spans] == ["pin", "卡"]


def test_the_line_on_the_page_has_the_shape_of_a_real_one(scaffold, folder):
    shown = next(
        value
        for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
        if "covered" in (value := json.loads(block))
    )
    scaffold("rules", "label", "--rules", "rules.yaml", "--data", "texts.csv", "--out", "weak.jsonl")
    real = lines(folder / "weak.jsonl")[0]
    assert [name.replace("intent", "topic") for name in shown] == list(real)
    assert list(shown["rules"][0]) == list(real["rules"][0])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data", "texts.csv"], "Give a VERTICAL, or --rules FILE"),
        (["toy", "--data", "texts.csv"], "no rule speaks of the labels"),
        (["toy", "--rules", "rules.yaml", "--data", "none.csv"], "none.csv"),
        (["toy", "--rules", "rules.yaml", "--data", "texts.csv", "--head", "topik"], "did you mean 'topic'?"),
        (["--rules", "none.yaml", "--data", "texts.csv"], "there is no such file of rules"),
        (["--rules", "bare.yaml", "--data", "texts.csv"], "do not say which head"),
        (["--rules", "bare.yaml", "--data", "texts.csv", "--head", "rules"], "a field 'rules' of their own"),
        (["--rules", "rules.yaml", "--data", "texts.csv", "--head", "tone"], "Rules in force speak of topic."),
    ],
)
def test_what_cannot_be_labelled_is_one_message_and_no_file(scaffold, folder, arguments, said):
    result = scaffold("rules", "label", *arguments, "--out", "weak.jsonl")
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not [name for name in listing(folder) if "weak" in name]


def test_rules_are_proposed_and_pass_the_check(scaffold, folder):
    result = scaffold(
        "rules", "suggest", "--vertical", "toy", "--data", "labelled.csv", "--out", "new.yaml", "--at-least", 0.3
    )
    assert result.exit_code == 0, result.output
    assert "scaffold rules check new.yaml" in result.stdout
    file = read_rule_file(folder / "new.yaml")
    assert file.document.head == "topic"
    assert "A person has to read every rule" in file.text
    assert {rule.source for rule in file.rules} == {"suggested from labelled.csv"}
    assert {"password", "退款"} & {phrase for rule in file.rules for phrase in rule.when.phrases}
    assert scaffold("rules", "check", "new.yaml").exit_code == 0


def test_texts_of_the_test_part_are_not_looked_at(scaffold, folder):
    rows = [{"text": f"my card {n}", "label": "card", "split": "train"} for n in range(20)]
    rows += [{"text": f"the pin {n}", "label": "login", "split": "train"} for n in range(20)]
    rows += [{"text": f"zebra {n}", "label": "card", "split": "test"} for n in range(20)]
    write_rows(folder / "split.csv", rows)
    scaffold("rules", "suggest", "--data", "split.csv", "--out", "new.yaml", "--at-least", 0.3)
    text = (folder / "new.yaml").read_text(encoding="utf-8")
    assert "zebra" not in text
    assert "when: card" in text
    # Nobody has named a head.
    assert "head:" not in text


def test_a_file_that_is_there_is_kept_unless_told_otherwise(scaffold, folder):
    arguments = ("rules", "suggest", "--vertical", "toy", "--data", "labelled.csv", "--out", "rules.yaml")
    result = scaffold(*arguments)
    assert (result.exit_code, "--force" in result.stderr) == (2, True)
    assert (folder / "rules.yaml").read_text(encoding="utf-8") == RULES
    assert scaffold(*arguments, "--force").exit_code == 0
    assert (folder / "rules.yaml").read_text(encoding="utf-8") != RULES


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data", "none.csv"], "none.csv"),
        (["--data", "texts.csv"], "texts.csv"),
        (["--vertical", "toy", "--data", "labelled.csv", "--head", "topik"], "did you mean 'topic'?"),
    ],
)
def test_what_nothing_can_be_learnt_from_is_one_message_and_no_file(scaffold, folder, arguments, said):
    result = scaffold("rules", "suggest", *arguments, "--out", "new.yaml")
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not (folder / "new.yaml").exists()
