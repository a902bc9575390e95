"""`scaffold check-data` reports on data, and refuses bad data with exit code 2."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli

CLAIMS = """
def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path, settings, ("kind",))

def load_notes(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path, settings, (), need_labels=False)

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("a-notes", "Notes.", load_notes), DataLoaderSpec("claims", "Claims.", load)]

@hookimpl
def scaffold_task_heads(): return [TaskHeadSpec("kind", "Kind.", loader="claims")]
"""
ROWS = "".join(
    f"the claim with number {i} is about {thing},{kind}\n"
    for i in range(20)
    for thing, kind in (("rain", "water"), ("a thief", "theft"))
)


@pytest.fixture
def claims(site, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    site.vertical("scaffold-claims", CLAIMS, name="claims")
    (tmp_path / "claims.csv").write_text("text,kind\n" + ROWS + "write to a@b.org,theft\n", encoding="utf-8")
    return tmp_path


def check(*arguments):
    return CliRunner().invoke(cli, ["check-data", "claims", *arguments])


def test_report_as_text(claims):
    result = check("--data", "claims.csv")
    assert result.exit_code == 0, result.output
    assert "labels.kind  kind  (the column is called 'kind', as the head)" in result.stdout
    assert "[personal_data]" in result.stdout
    assert "claims.csv:42" in result.stdout


def test_report_as_json_and_page(claims):
    result = check("--data", "claims.csv", "--json", "--html", "out/report.html")
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert sum(split["rows"] for split in shown["splits"].values()) == 41
    assert (claims / "out" / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_settings_are_followed(claims):
    (claims / "other.csv").write_text(
        "a,b,c\n" + "".join(f"{i} long text with {i},another text of {i},{'xy'[i % 2]}\n" for i in range(30)),
        encoding="utf-8",
    )
    refused = check("--data", "other.csv")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--set data.text=COLUMN" in refused.stderr
    accepted = check("--data", "other.csv", "--set", "data.text=b", "--set", "data.label=c")
    assert accepted.exit_code == 0, accepted.output
    assert "text         b  (as set)" in accepted.stdout


def test_another_loader_can_be_named(claims):
    result = check("--data", "claims.csv", "--loader", "a-notes")
    assert result.exit_code == 0, result.output
    assert "labels." not in result.stdout
    assert check("--data", "claims.csv", "--loader", "zzz").exit_code == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"text,kind\na\0,b\n", "claims.csv:2: there is a NUL byte"),
        (b"text,kind\n" + b"word,one\n" * 9, "one class only"),
        (b"text,text\na,b\n", "names the column 'text' twice"),
        (b"text,kind\n" + b"word,NaN\n" * 9, "no row has a label"),
        (b"text,kind\ncaf\xe9,a\n" + "café,b\n".encode(), "mixes encodings"),
        (b"text,kind\n" + b"x" * 1_000_000 + b",b\n", "data.max_text_length"),
    ],
)
def test_bad_data_end_in_one_message(claims, content, message):
    (claims / "claims.csv").write_bytes(content)
    result = check("--data", "claims.csv", "--html", "report.html")
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("Error:") == 1
    assert "Traceback" not in result.output
    assert not (claims / "report.html").exists()


def test_missing_file_suggests_the_right_one(claims):
    result = check("--data", "claim.csv")
    assert result.exit_code == 2
    assert "Did you mean 'claims.csv'?" in result.stderr


def test_vertical_without_loaders_is_explained(site, claims):
    site.vertical("scaffold-bare", name="bare")
    result = CliRunner().invoke(cli, ["check-data", "bare", "--data", "claims.csv"])
    assert result.exit_code == 2
    assert "no data loader" in result.stderr
