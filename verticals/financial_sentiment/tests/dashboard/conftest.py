"""A state filled by hand, an application on it, and a real browser that is told what to do."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.dashboard.names import Names
from scaffold_financial_sentiment.dashboard.reader import StateReader
from scaffold_financial_sentiment.dashboard.site import Site
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.incidents.case import Case
from scaffold_financial_sentiment.incidents.incident import CLOSED, OPEN, Headline, Incident
from scaffold_financial_sentiment.state.hourly import Hour
from scaffold_financial_sentiment.state.sources import SourceState
from scaffold_financial_sentiment.state.store import Store

CLOCK = 1_741_780_800.0
"""Wednesday, 2025-03-12 12:00 UTC: up to when the news of the state is counted."""

HOUR = 3600.0
COMPANIES = (
    Company("ACME", "Acme Inc", ("Acme",), "ACM", "anvils"),
    Company("BEIJI", "北极科技", (), "", ""),
    Company("QUIET", "Quiet & Sons"),
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def headline(number, text, *, url="", copies=1, sources=("Reuters",), score=-0.6, ago=2.0):
    return Headline(f"s{number}", text, CLOCK - ago * HOUR, sources, copies, score, url)


def incident(name="FS-1", company="ACME", **changes):
    """An open incident of high severity with two stories."""
    made = Incident(
        id=name,
        keys=(Key(company, "legal"), Key(company)),
        status=OPEN,
        severity="high",
        opened=CLOCK - 3 * HOUR,
        began=CLOCK - 4 * HOUR,
        updated=CLOCK - HOUR,
        closed=None,
        seen=12.0,
        expected=0.75,
        window=7200.0,
        p=1 / 40_000,
        how="burst",
        stories=(
            headline(
                1, f"{company} sued over anvils", url="https://news.example/1", copies=4, sources=("Reuters", "AP")
            ),
            headline(2, f"{company} shares fall", url="https://news.example/2", ago=1.0),
        ),
        rules=("lawsuit-filed",),
        events=("lawsuit",),
        route="legal desk",
        trend=(0.1, float("nan"), -0.5),
        counts=(0, 0, 1, 5, 6),
    )
    if "closed" in changes:
        changes.setdefault("status", CLOSED)
    return replace(made, **changes)


def hours(company, topic=ALL_TOPICS, *, count=48, negative=1, total=3, score=-5000):
    """Stories in each of the last hours."""
    last = int(CLOCK // HOUR) - 1
    return [Hour(last - ago, Key(company, topic), negative, total, score * total) for ago in range(count)]


class State:
    """A file that a monitor could have written."""

    def __init__(self, path):
        self.path = path

    def write(self, *incidents, hourly=(), clock=CLOCK):
        with Store.open(self.path) as store, store.transaction():
            store.notes.put({"tick": 300.0, "next_tick": int(clock // 300), "detector": "burst"})
            store.incidents.put([Case(each) for each in incidents])
            store.hourly.add(hourly)
            store.sources.put([SourceState(1, "file:news.jsonl", {"at": 1}, clock - 60, True)])
        return self

    def usual(self):
        """Two open incidents, a closed one, and two days of news."""
        closed = incident("FS-3", "QUIET", closed=CLOCK - 10 * HOUR, severity="low", began=CLOCK - 20 * HOUR)
        news = [*hours("ACME", negative=2), *hours("ACME", "legal", total=1), *hours("BEIJI", negative=0, score=4000)]
        other = incident("FS-2", "BEIJI", severity="critical")
        return self.write(incident(), other, closed, hourly=news)

    def store(self):
        return Store.open(self.path)


@pytest.fixture(scope="session")
def made():
    """How to make incidents and news."""
    return SimpleNamespace(CLOCK=CLOCK, HOUR=HOUR, headline=headline, incident=incident, hours=hours)


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "news.sqlite")


@pytest.fixture
def site(state):
    made = Site(StateReader(state.path), Names(COMPANIES), now=lambda: CLOCK + 600)
    yield made
    made.reader.close()


@pytest.fixture
def open_client():
    """A client of the application of a site."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    from starlette.testclient import TestClient

    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions
    from scaffold_financial_sentiment.dashboard.app import create_app

    def make(site, **options):
        app = create_app(site, Hosts("127.0.0.1"), Sessions(8765))
        return TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, **options)

    return make


@pytest.fixture
def client(site, open_client):
    return open_client(site)


@pytest.fixture
def served(site):
    """Serve a site on a free port of this computer; gives its address without the last slash."""
    uvicorn = pytest.importorskip("uvicorn")
    pytest.importorskip("fastapi")
    from scaffold.web.hosts import Hosts
    from scaffold.web.serving import listen
    from scaffold.web.session import Sessions
    from scaffold_financial_sentiment.dashboard.app import create_app

    running = []

    def serve(**changes):
        listening = listen("127.0.0.1", 0)
        port = listening.getsockname()[1]
        app = create_app(replace(site, **changes), Hosts("127.0.0.1"), Sessions(port))
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield serve
    for server, thread in running:
        server.should_exit = server.force_exit = True
        thread.join(10)


_WITH_PIPES = """
import os, sys
from fcntl import F_DUPFD, fcntl
apart = [fcntl(int(number), F_DUPFD, 10) for number in sys.argv[1:3]]
for number, wanted in zip(apart, (3, 4)):
    os.dup2(number, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts a program with pipes at the numbers 3 and 4, where Chromium looks for them."""


class Browser:
    """A headless Chromium, driven through a pipe (Chrome DevTools Protocol)."""

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="chromium-"))
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        command += ["--remote-debugging-pipe", f"--user-data-dir={self._folder}", "--no-first-run", "--disable-sync"]
        command += ["--disable-extensions", "--disable-component-update", "--disable-background-networking"]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _WITH_PIPES, str(theirs_in), str(theirs_out), *command],
                pass_fds=(theirs_in, theirs_out),
                stdout=log,
                stderr=log,
            )
        os.close(theirs_in)
        os.close(theirs_out)
        self._read, self._write, self._buffer, self._number = ours_in, ours_out, b"", 0
        self._session = None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, address):
        """Go there, and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=address)
        self.wait_for_event("Page.loadEventFired")

    def wait_for_event(self, method):
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._next())

    def run(self, script):
        """The value of an expression in the page."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait_for(self, script, seconds=15.0):
        """Wait until an expression is true."""
        until = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < until, f"not within {seconds} s: {script}"
            time.sleep(0.05)

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=True)

    def prefer(self, theme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=9)

    def picture(self):
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def complaints(self):
        """What the console says, and what the policy forbade."""
        told = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [event["params"] for event in self.events if event.get("method") in told]

    def requested(self):
        """Addresses that were fetched since `open`."""
        sent = [event["params"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in sent]

    def close(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        os.close(self._write)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _next(self):
        while b"\0" not in self._buffer:
            assert select.select([self._read], [], [], 60)[0], "the browser says nothing"
            part = os.read(self._read, 1 << 20)
            assert part, (self._folder / "log").read_text(errors="replace")[-2000:]
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)


@pytest.fixture(scope="session")
def one_browser():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def browser(one_browser):
    """A browser as it is after a fresh start."""
    one_browser.size(1280, 900)
    one_browser.prefer("light")
    one_browser.call("Emulation.setScriptExecutionDisabled", value=False)
    one_browser.open("about:blank")
    return one_browser
