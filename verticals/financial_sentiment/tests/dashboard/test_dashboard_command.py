"""The command: what it says when it starts, and when it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from scaffold.errors import DataError, SettingsError, UserError
from scaffold_financial_sentiment.commands.dashboard import command
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

_RUN = """
import sys
from types import SimpleNamespace
from scaffold_financial_sentiment.commands.dashboard import command
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
command(sys.argv[1:], obj=SimpleNamespace(config=FinancialSentimentSettings()))
"""


@pytest.fixture
def run(monkeypatch):
    pytest.importorskip("uvicorn")
    pytest.importorskip("fastapi")
    served = []
    monkeypatch.setattr("scaffold.web.serving.serve", lambda app, _: served.append(app))

    def invoke(*arguments, **settings):
        vertical = SimpleNamespace(config=FinancialSentimentSettings(**settings))
        result = CliRunner().invoke(command, [str(each) for each in arguments], obj=vertical)
        result.served = len(served)
        return result

    return invoke


def test_it_says_where_it_is(run, state):
    state.usual()
    result = run("--state", state.path, "--port", 0)
    assert result.exception is None
    assert re.search(r"^Dashboard: http://127\.0\.0\.1:\d+/ \(Ctrl\+C ends it\)$", result.stdout, re.MULTILINE)
    assert result.stderr == f"State: {state.path}\n"
    assert result.served == 1


def test_the_state_is_that_of_the_settings(run, state):
    result = run("--port", 0, state=str(state.path))
    assert f"State: {state.path} (there is none yet: the page waits for it)" in result.stderr
    assert not state.path.exists()


def test_other_commands_are_shown_with_the_state_that_was_given(state, open_client):
    from scaffold_financial_sentiment.commands.dashboard import _site

    state.usual()
    settings = FinancialSentimentSettings(state=str(state.path))
    for given in (True, False):
        text = open_client(_site(settings, is_state_given=given, can_take=True)).get("/incidents/FS-1").text
        assert ("--for 1d --state /" in text) is given
        assert (f"ack FS-1 --state {state.path}" in text) is given


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_an_address_that_others_can_reach_is_warned_of(run, state, host):
    if host == "::" and not socket.has_dualstack_ipv6():
        pytest.skip("there is no IPv6 here")
    text = run("--state", state.path, "--port", 0, "--host", host)
    assert f"Warning: others can reach {host}, and there is no login: they may read this page and take" in text.stderr
    assert "http://localhost:" in text.stdout
    text = run("--state", state.path, "--port", 0, "--host", host, "--read-only")
    assert "no login: they may read this page." in text.stderr


def test_a_port_in_use_is_one_clear_line(run, state):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        error = run("--state", state.path, "--port", port).exception
    assert isinstance(error, UserError)
    assert str(error) == (
        f"127.0.0.1:{port}: port {port} is in use. Stop what uses it, or choose another one with --port."
    )


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (("--host", "no.such.host.invalid"), SettingsError, "there is no address 'no.such.host.invalid'"),
        (("--host", "192.0.2.1"), UserError, "this computer has no such address"),
        (("--host", "a..b"), SettingsError, "there is no address"),
        (("--companies", "nowhere.csv"), DataError, "there is no such file of companies"),
        (("--state", "mysql://x/y"), SettingsError, "cannot be kept in 'mysql'"),
        (("--state", "sqlite://"), SettingsError, "in memory cannot be shown"),
    ],
)
def test_a_mistake_is_one_message(run, state, arguments, kind, message):
    result = run("--state", state.path, "--port", 0, *arguments)
    assert isinstance(result.exception, kind)
    assert message in str(result.exception)
    assert result.served == 0


def test_a_damaged_state_is_told_at_once(run, state):
    state.path.write_bytes(b"nothing of the kind" * 100)
    assert "this file is no state" in str(run("--state", state.path, "--port", 0).exception)


def test_a_port_has_to_be_one(run, state):
    assert run("--port", 70000).exit_code == 2


@pytest.mark.parametrize("package", ["fastapi", "uvicorn", "starlette"])
def test_a_missing_package_is_named_with_what_to_install(run, state, monkeypatch, package):
    for name in [name for name in sys.modules if name.startswith("scaffold_financial_sentiment.dashboard.app")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Without(package), *sys.meta_path])
    error = run("--state", state.path).exception
    assert isinstance(error, UserError)
    assert 'pip install "scaffold-financial-sentiment[dashboard]"' in str(error)


class _Without:
    """Finds no module of a package."""

    def __init__(self, package):
        self._package = package

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == self._package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def test_help_needs_none_of_the_packages():
    script = (
        "import sys; sys.modules['fastapi'] = sys.modules['uvicorn'] = sys.modules['sqlalchemy'] = None\n"
        "from scaffold_financial_sentiment.commands.dashboard import command; command(['--help'])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert "There is no login" in shown.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(state, number):
    pytest.importorskip("uvicorn")
    pytest.importorskip("fastapi")
    state.usual()
    arguments = [sys.executable, "-c", _RUN, "--state", str(state.path), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            address = process.stdout.readline().split()[1]
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=20) as response:
                assert "2 open incidents" in response.read().decode()
                assert "server" not in response.headers
            process.send_signal(number)
            rest = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode in (0, -number)
    assert "Traceback" not in rest[1]
