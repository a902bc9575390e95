"""Killed with SIGKILL at any point and started again, a monitor finds and tells what one left in peace does."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import scaffold_financial_sentiment

CHILD = Path(__file__).parent / "killed_child.py"
SAMPLE = Path(scaffold_financial_sentiment.__file__).parent / "sample" / "headlines.jsonl"
LINES = 480
SETTINGS = {"batch": 30, "false_alarms": 1000.0, "min_sources": 1, "quiet_for": 7200.0, "cool_down": 7200.0}
# Where the process kills itself, one start after the other.
PLACES = (
    ("after the commit", 1),
    ("batch judged", 3),
    ("transaction: incidents", 2),
    ("half a line", 1),
    ("after a webhook", 1),
    ("before the commit", 2),
    ("sent, not marked", 2),
)


class Receiver:
    """A webhook that fails at its second request, after it has taken it."""

    def __init__(self):
        self.got, self.requests = [], 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return  # Its sender was killed.
                receiver.requests += 1
                receiver.got.append((self.headers["Idempotency-Key"], body.decode()))
                with contextlib.suppress(OSError):
                    self.send_response(500 if receiver.requests == 2 else 200)
                    self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"webhook:http://127.0.0.1:{self.server.server_address[1]}/alerts?unsigned=yes"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def start():
    """Starts a monitor with a task, and says how it ended."""
    process = subprocess.Popen([sys.executable, str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def work(task, **how):
        print(json.dumps({**task, **how}), file=process.stdin, flush=True)
        return json.loads(process.stdout.readline())

    yield work
    process.communicate()


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Two files of the sample's news, some items twice."""
    folder = tmp_path_factory.mktemp("news")
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[:LINES]
    for number in (0, 1):
        own = lines[number::2]
        for again in range(20, len(own), 20):
            own.insert(again, own[again - 3])
        (folder / f"{number}.jsonl").write_text("\n".join([*own, ""]), encoding="utf-8")
    return [f"file:{path}?follow=no" for path in sorted(folder.iterdir())]


def shown(state):
    done = subprocess.run([sys.executable, str(CHILD), "show", state], check=True, capture_output=True, text=True)
    return {name: sorted(map(json.dumps, rows)) for name, rows in json.loads(done.stdout).items()}


def test_kills_change_nothing_that_is_found_or_told(start, sources, receiver, tmp_path):
    def task(name):
        sinks = [f"jsonl:{tmp_path / name}.jsonl"]
        return {"state": str(tmp_path / f"{name}.sqlite"), "sources": sources, "settings": SETTINGS, "sinks": sinks}

    assert start(task("whole"))["report"]["left"] == 0
    killed = task("killed")
    killed["sinks"].append(receiver.address)
    # From outside, wherever it is; then where it hurts.
    assert start(killed, after=0.15)["code"] == -signal.SIGKILL
    codes = [start(killed, die=place)["code"] for place in PLACES]
    # On a fast machine the news may have ended before the last of these places is met.
    assert set(codes) <= {-signal.SIGKILL, 0}
    assert codes.count(-signal.SIGKILL) >= 4
    for _ in range(20):
        ending = start(killed)
        assert ending["code"] == 0
        if not ending["report"]["left"]:
            break
    whole, found = shown(str(tmp_path / "whole.sqlite")), shown(str(tmp_path / "killed.sqlite"))
    assert found == whole
    assert len(found["incidents"]) > 2
    lines = [(tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() for name in ("whole", "killed")]
    assert lines[0] == lines[1]
    # What was not answered, or not noted in time, came again, as it was; nothing else did.
    assert set(receiver.got) == {(json.loads(line)["key"], line) for line in lines[0]}
    assert len(receiver.got) - len(lines[0]) <= 2 + len(PLACES)


def test_a_source_keeps_its_number_although_another_is_stored_first(make_world, news, tmp_path):
    world = make_world(tmp_path / "s.sqlite")
    for source in ("second", "first"):
        world.monitor.expect(["first", "second"])
        world.take([news.item(1, 0, "ACME neutral legal", source)], source=source)
        world.store.close()
        world.open()
    assert [(each.number, each.name) for each in world.store.sources.all()] == [(1, "first"), (2, "second")]
    assert world.store.counters.all()["items"] == 2
