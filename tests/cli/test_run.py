"""`scaffold run` imports a vertical's command only when it is asked for."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli

ZOO = """
def load_feed():
    import zoo_feed
    return zoo_feed.feed

def load_broken():
    import a_package_nobody_has

@hookimpl
def scaffold_commands():
    return [
        CommandSpec("feed", "Feed an animal.", load_feed),
        CommandSpec("broken", "Does not load.", load_broken),
        CommandSpec("wrong", "Is no command.", lambda: print),
    ]
"""

FEED = """
import click
from scaffold.cli.console import current_progress
from scaffold.errors import DataError
from scaffold.progress import SILENT

@click.command()
@click.argument("animal")
@click.option("--amount", type=int, default=1)
@click.pass_obj
def feed(vertical, animal, amount):
    "Feed ANIMAL."
    if animal == "nobody":
        raise DataError("there is no such animal", where="zoo.csv")
    click.echo(f"{vertical.name}: {animal} x {amount}, silent {current_progress() is SILENT}")
"""


@pytest.fixture
def zoo(site, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    site.vertical("scaffold-zoo", ZOO, name="zoo")
    (site.folder / "zoo_feed.py").write_text(FEED, encoding="utf-8")
    return site


def run(*arguments: str):
    return CliRunner().invoke(cli, ["run", *arguments])


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_run_without_a_command_lists_them_and_imports_none(zoo, arguments):
    result = run("zoo", *arguments)

    assert result.exit_code == 0
    assert [line.split(maxsplit=1) for line in result.stdout.splitlines()[:4]] == [
        ["COMMAND", "WHAT IT DOES"],
        ["broken", "Does not load."],
        ["feed", "Feed an animal."],
        ["wrong", "Is no command."],
    ]
    assert "zoo_feed" not in zoo.imported()


def test_run_passes_arguments_and_the_vertical(zoo):
    result = run("zoo", "feed", "lion", "--amount", "3")

    assert (result.exit_code, result.stdout) == (0, "zoo: lion x 3, silent False\n")


def test_run_passes_help_through(zoo):
    result = run("zoo", "feed", "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: cli run zoo feed [OPTIONS] ANIMAL\n")
    assert "Feed ANIMAL." in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--quiet", "run", "zoo", "feed", "x"],
        ["run", "--quiet", "zoo", "feed", "x"],
        ["run", "zoo", "feed", "x", "--quiet"],
    ],
)
def test_quiet_reaches_the_command_from_everywhere(zoo, arguments):
    assert CliRunner().invoke(cli, arguments).stdout == "zoo: x x 1, silent True\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["zoo", "fed"], "Error: zoo has no command 'fed', did you mean 'feed'?\n"),
        (["zoo", "x"], "Error: zoo has no command 'x' (known: broken, feed, wrong)\n"),
        (["zo"], "Error: there is no vertical 'zo', did you mean 'zoo'? List them: scaffold verticals\n"),
        (["zoo", "feed", "nobody"], "Error: zoo.csv: there is no such animal\n"),
    ],
)
def test_run_ends_in_one_message(zoo, arguments, message):
    result = run(*arguments)

    assert (result.exit_code, result.stderr) == (2, message)


def test_run_names_the_package_of_a_command_that_does_not_load(zoo):
    broken, wrong = run("zoo", "broken"), run("zoo", "wrong")

    assert (broken.exit_code, wrong.exit_code) == (2, 2)
    assert broken.stderr.startswith(
        "Error: scaffold-zoo 1.0 (entry point zoo = scaffold_zoo): its command 'broken' cannot be loaded: "
        "ModuleNotFoundError: No module named 'a_package_nobody_has' ("
    )
    assert "its command 'wrong' is a builtin_function_or_method, not a click command" in wrong.stderr


def test_run_tells_wrong_arguments_with_the_usage_of_the_command(zoo):
    result = run("zoo", "feed")

    assert result.exit_code == 2
    assert "Usage: cli run zoo feed [OPTIONS] ANIMAL" in result.stderr
    assert "Missing argument 'ANIMAL'" in result.stderr


def test_run_says_when_a_vertical_brings_no_command(site):
    site.vertical("scaffold-bare", name="bare")

    assert run("bare").stdout == "bare brings no commands.\n"
