"""The command itself: light, helpful, and every error ends in one message and the right exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scaffold.cli.lazy_group import LazyGroup, with_global_options
from scaffold.cli.main import COMMANDS, cli

HEAVY = {"torch", "transformers", "sklearn", "faiss", "datasets", "numpy", "pandas", "pyarrow", "matplotlib"}
FRAMEWORK = str(Path(__file__).parents[2] / "framework")

COMMAND_FILE = """
import errno, os, sys
import click
from scaffold.errors import BelowLevelError, DataError

@click.command()
@click.argument("what")
def command(what):
    if what == "user":
        raise DataError("this file is empty", where="claims.csv", hint="Put rows in it")
    if what == "below":
        raise BelowLevelError("accuracy is 0.71, the demo promises 0.80")
    if what == "fault":
        raise RuntimeError("two\\nlines")
    if what == "interrupt":
        raise KeyboardInterrupt
    if what == "abort":
        raise click.Abort
    if what == "full":
        raise OSError(errno.ENOSPC, "No space left on device", "metrics.json")
    if what == "lines":
        for number in range(100_000):
            click.echo(number)
    if what == "unflushed":
        sys.stdout.write("x")
    if what == "wait":
        click.echo("waiting")
        import time
        time.sleep(30)
"""


@pytest.fixture
def shell(site):
    """A command line with one command `act` that fails as told."""
    (site.folder / "act_command.py").write_text(COMMAND_FILE, encoding="utf-8")
    (site.folder / "shell.py").write_text(
        "from scaffold.cli.lazy_group import LazyGroup, with_global_options\n"
        "group = with_global_options(LazyGroup('shell', table={'act': ('act_command', 'Act.')}))\n"
        "if __name__ == '__main__':\n    group(prog_name='shell')\n",
        encoding="utf-8",
    )
    return site


def act(shell, *arguments: str, **options):
    return subprocess.run(
        [sys.executable, "-m", "shell", *arguments],
        env=shell.environment(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


@pytest.mark.parametrize(
    ("what", "code", "message"),
    [
        ("user", 2, "Error: claims.csv: this file is empty. Put rows in it\n"),
        ("below", 1, "Error: accuracy is 0.71, the demo promises 0.80\n"),
        (
            "fault",
            3,
            "Error: this is a fault of ours, not yours: RuntimeError: two lines. To see where, add --traceback "
            "(or set SCAFFOLD_TRACEBACK=1) and run it again\n",
        ),
        ("interrupt", 130, "\nStopped.\n"),
        ("abort", 130, "\nStopped.\n"),
        (
            "full",
            2,
            "Error: metrics.json: cannot write: the disk is full. "
            "Free some space or choose another folder, then run it again.\n",
        ),
        ("nothing", 0, ""),
    ],
)
def test_error_is_one_message_and_an_exit_code(shell, what, code, message):
    group = LazyGroup("shell", table={"act": ("act_command", "Act.")})

    result = CliRunner().invoke(group, ["act", what])

    assert (result.exit_code, result.stderr, result.stdout) == (code, message, "")


@pytest.mark.parametrize("place", ["before", "after", "environment"])
def test_traceback_is_shown_on_request_only(shell, place, monkeypatch):
    group = with_global_options(LazyGroup("shell", table={"act": ("act_command", "Act.")}))
    if place == "environment":
        monkeypatch.setenv("SCAFFOLD_TRACEBACK", "1")
    arguments = {"before": ["--traceback", "act", "user"], "after": ["act", "user", "--traceback"]}

    result = CliRunner().invoke(group, arguments.get(place, ["act", "user"]))

    assert result.exit_code == 2
    assert "Traceback (most recent call last)" in result.stderr
    assert result.stderr.endswith("Error: claims.csv: this file is empty. Put rows in it\n")


def test_wrong_command_and_wrong_option_are_suggested_for():
    command = CliRunner().invoke(cli, ["verticls"])
    option = CliRunner().invoke(cli, ["verticals", "--jsn"])

    assert (command.exit_code, option.exit_code) == (2, 2)
    assert "'verticals'" in command.stderr.split("verticls", 1)[1]
    assert "--json" in option.stderr


def test_a_reader_that_goes_away_is_no_error(shell):
    process = subprocess.Popen(
        [sys.executable, "-m", "shell", "act", "lines"],
        env=shell.environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"0\n"
    process.stdout.close()

    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_on_a_full_disk_is_one_message(shell):
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "shell", "act", "unflushed"],
            env=shell.environment(os.environ),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert (result.returncode, result.stderr.count("Error: "), "Traceback" in result.stderr) == (2, 1, False)
    assert "the disk is full" in result.stderr


def test_interrupt_by_the_keyboard_ends_with_130_and_no_traceback(shell):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "shell", "act", "wait"],
        env=shell.environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test run in the background inherits that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)

    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (130, "\nStopped.\n")


def test_help_shows_every_command_and_imports_none(shell):
    result = act(shell, "--help")
    group = LazyGroup("shell", table={"act": ("no_such_module", "Act.")})

    assert (result.returncode, "act  Act." in result.stdout) == (0, True)
    assert CliRunner().invoke(group, ["--help"]).exit_code == 0
    assert all(name in CliRunner().invoke(cli, ["--help"]).output for name in COMMANDS)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["verticals"], ["verticals", "--json"], ["nonsense"]])
def test_light_commands_import_nothing_heavy(arguments):
    program = (
        "import sys\nfrom scaffold.cli.main import main\n"
        f"sys.argv = ['scaffold', *{arguments}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('MODULES', *sorted(name for name in sys.modules if '.' not in name))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": FRAMEWORK},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    loaded = set(result.stdout.rpartition("MODULES")[2].split())
    assert "click" in loaded
    assert loaded & HEAVY == set()
    if arguments == ["--help"]:
        assert loaded & {"rich", "pydantic", "pluggy", "jinja2", "yaml"} == set()


def test_version_is_the_version_of_the_package():
    import scaffold

    result = CliRunner().invoke(cli, ["--version"])

    assert (result.exit_code, result.output) == (0, f"scaffold {scaffold.__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_command_of_the_table_has_help_and_the_short_help_of_the_table(name):
    result = CliRunner().invoke(cli, [name, "--help"])

    assert result.exit_code == 0, result.output
    assert f"Usage: cli {name}" in result.output
    assert COMMANDS[name][1].endswith(".")


def test_package_exports_what_it_names():
    import scaffold

    assert [name for name in scaffold.__all__ if not hasattr(scaffold, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'hookimp'"):
        _ = scaffold.hookimp


def test_a_module_without_a_command_is_a_fault_of_ours(site):
    (site.folder / "odd_command.py").write_text("command = print\n", encoding="utf-8")

    result = CliRunner().invoke(LazyGroup("shell", table={"act": ("odd_command", "Act.")}), ["act"])

    assert result.exit_code == 3
    assert "odd_command.command is not a click command" in result.stderr


def test_a_command_keeps_its_own_quiet_option():
    @click.command()
    @click.option("--quiet", is_flag=True)
    def command(quiet: bool) -> None:
        click.echo(quiet)

    result = CliRunner().invoke(with_global_options(command), ["--quiet"])

    assert result.output == "True\n"
