"""A small world for the commands: two companies, months of quiet news, and one bad day."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli
from scaffold_financial_sentiment.understanding import opening, understanding
from scaffold_financial_sentiment.understanding.events import EventReader
from scaffold_financial_sentiment.understanding.word_list import WordListJudge

START = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
COMPANIES = "id,name,aliases,ticker\nACME,Acme Works,Acme,ACMW\nNADIR,Nadir Lines,,NDRL\n"
BAD = (
    "{} sued for fraud in Bremen",
    "Regulator fines {} over bribery",
    "{} shares plunge after profit warning",
    "{} recalls defective pumps",
    "Explosion at a {} plant kills two",
    "{} faces class action over pensions",
    "Boss of {} resigns amid scandal",
    "Auditor quits {} over false accounts",
    "Downgrade pushes {} bonds to junk",
    "{} defaults on a loan",
    "Strike halts the mills of {}",
    "{} loses its biggest contract",
)
PLAIN = (
    "{} opens an office in Turin",
    "{} names a new head of design",
    "{} to present at a trade fair in Lyon",
    "{} sells its old warehouse in Ghent",
)
PUBLISHERS = ("Reuters", "AP", "Bloomberg", "Handelsblatt")


def record(number, when, text):
    return {
        "id": f"n{number}",
        "time": when.isoformat(),
        "headline": text,
        "source": PUBLISHERS[number % len(PUBLISHERS)],
        "url": f"https://news.example/{number}",
    }


def quiet(days=40, first=0, start=START):
    """Some plain news every day."""
    records = []
    for day in range(days):
        for place, company in enumerate(("Acme Works", "Nadir Lines")):
            number = first + 2 * day + place
            text = f"{PLAIN[number % len(PLAIN)].format(company)}, chapter {number * 7919}"
            records.append(record(number, start + timedelta(days=day, hours=2 * place), text))
    return records


def bad_day(day=30, first=1000, company="Acme Works", start=START):
    """Twelve bad stories within two hours."""
    morning = start + timedelta(days=day, minutes=7)
    return [record(first + n, morning + timedelta(minutes=10 * n), text.format(company)) for n, text in enumerate(BAD)]


def year():
    """Forty days with one bad day, in order."""
    return sorted([*quiet(), *bad_day()], key=lambda each: each["time"])


class World:
    """A folder with companies and news, and the real command run in it."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "companies.csv").write_text(COMPANIES, encoding="utf-8")
        self.news = self.write("news.jsonl", year())
        self.quick = {
            "companies": folder / "companies.csv",
            "detector": "threshold",
            "quiet_for": "1h",
            "allow_private": "true",
        }

    def write(self, name, records):
        path = self.folder / name
        path.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
        return path

    def words(self, *words, **settings):
        chosen = {**self.quick, **settings}
        pairs = [f"financial-sentiment.{name}={value}" for name, value in chosen.items() if value is not None]
        sets = [word for pair in pairs for word in ("--set", pair)]
        return ["run", *sets, "financial-sentiment", *map(str, words)]

    def run(self, *words, **settings):
        """Run a command of the vertical in this process."""
        return CliRunner().invoke(cli, self.words(*words, **settings))

    def start(self, *words, **streams):
        """Start one as a process of its own."""
        program = "from scaffold.cli.main import main; main()"
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "300"}
        return subprocess.Popen(
            [sys.executable, "-c", program, *self.words(*words)], cwd=self.folder, env=environment, **streams
        )

    def played(self, state="s.sqlite"):
        """The name of a state in which the news was replayed."""
        path = self.folder / state
        result = self.run("replay", self.news, "--state", path)
        assert result.exit_code == 0, result.output
        return path

    def listed(self, state):
        """Its incidents as JSON."""
        return json.loads(self.run("incidents", "--all", "--json", "--state", state).stdout)


@pytest.fixture(scope="session", autouse=True)
def _read_once():
    """The word list and the rules are the same in all tests, and each command would read them anew."""
    judge, rules = WordListJudge(), opening.monitor_rules()
    reader = EventReader(rules)

    def read(given):
        return reader if len(given) == len(rules) else EventReader(given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "WordListJudge", lambda: judge)
        patch.setattr(understanding, "EventReader", read)
        yield


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return World(tmp_path)


@pytest.fixture(scope="session")
def played_once(tmp_path_factory):
    """A state in which the news was replayed, to be copied."""
    return World(tmp_path_factory.mktemp("played")).played()


@pytest.fixture(scope="session")
def sample():
    """Pieces of news that tests put together."""
    return type(
        "Sample",
        (),
        {"quiet": staticmethod(quiet), "bad_day": staticmethod(bad_day), "year": staticmethod(year), "START": START},
    )


@contextlib.contextmanager
def _answering(status):
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"webhook:http://127.0.0.1:{server.server_address[1]}/?unsigned=yes", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook():
    """A receiver of webhooks that answers with a status: `with hook(200) as (address, received)`."""
    return _answering


def fails(result, *parts):
    """Whether a user's mistake ended as it should: one line, with what is expected in it, and exit code 2."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert result.exit_code == 2, result.output
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    for part in parts:
        assert str(part) in lines[0]
    return True


@pytest.fixture(scope="session")
def refused():
    return fails
