"""What the tests of alerts share: alerts to send, and servers on this machine that answer as a test says."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.alert import Alert
from scaffold_financial_sentiment.incidents.incident import Headline, Incident
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

NOON = 1_221_480_000.0


def make(key="i1:opened", kind="opened", *, time=NOON, company="Acme Motors", **changes):
    """An alert about an incident; `changes` are fields of the incident."""
    story = Headline("s1", "Acme recalls cars", NOON - 7000, ("Reuters", "AP"), 3, -0.8, "https://news.example/1")
    values = {
        "id": "i1",
        "keys": (Key("ACME"), Key("ACME", "recall")),
        "status": "closed" if kind == "closed" else "open",
        "severity": "high",
        "opened": NOON,
        "began": NOON - 7000,
        "updated": NOON,
        "closed": NOON if kind == "closed" else None,
        "seen": 13.0,
        "expected": 0.8,
        "window": 7200.0,
        "p": 2.5e-5,
        "how": "burst",
        "stories": (story,),
    }
    return Alert(key, kind, time, company, Incident(**{**values, **changes}))


@pytest.fixture(scope="session")
def make_alert():
    return make


@pytest.fixture
def settings():
    return FinancialSentimentSettings(allow_private=True)


@dataclass
class Hook:
    """A receiver of webhooks: `answers` are given in turn, the last one again and again."""

    answers: deque = field(default_factory=deque)
    requests: list = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def next(self):
        return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def hook():
    told = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append((self.path, dict(self.headers), body))
            status, headers, *words = told.next()
            if status == "wait":
                told.gate.wait(10)
                return
            content = words[0].encode() if words else b""
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/alerts"
    with serving(server):
        yield told
        told.gate.set()


@dataclass
class Post:
    """A mail server: `codes` says what it answers to a command or a receiver, once each."""

    codes: dict = field(default_factory=dict)
    letters: list = field(default_factory=list)
    logins: list = field(default_factory=list)
    tls: object = None
    port: int = 0

    def code(self, name, default):
        codes = self.codes.get(name, [])
        return codes.pop(0) if codes else default


class MailHandler(socketserver.StreamRequestHandler):
    """One SMTP dialogue (RFC 5321), as far as a sink needs it."""

    def say(self, code, words="so be it"):
        self.wfile.write(f"{code} {words}\r\n".encode())

    def handle(self):
        self.told = self.server.told
        self.to, self.secure = [], False
        with contextlib.suppress(OSError):
            self.say(self.told.code("hello", 220))
            while line := self.rfile.readline():
                command, _, rest = line.decode().strip().partition(" ")
                if getattr(self, f"on_{command.lower()}")(rest) == "end":
                    return

    def on_ehlo(self, rest):
        starttls = "250-STARTTLS\r\n" if self.told.tls and not self.secure else ""
        self.wfile.write(f"250-here\r\n{starttls}250 AUTH PLAIN\r\n".encode())

    def on_starttls(self, rest):
        self.say(220)
        self.connection = self.told.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.secure = True

    def on_auth(self, rest):
        self.told.logins.append((rest, self.secure))
        self.say(self.told.code("auth", 235))

    def on_mail(self, rest):
        self.to = []
        self.say(self.told.code("mail", 250))

    def on_rcpt(self, rest):
        address = rest.partition("<")[2].partition(">")[0]
        code = self.told.code(address, 250)
        if code == 250:
            self.to.append(address)
        self.say(code)

    def on_data(self, rest):
        self.say(354)
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        code = self.told.code("data", 250)
        if code == 250:
            self.told.letters.append((self.to, b"".join(lines)))
        self.say(code)

    def on_rset(self, rest):
        self.say(250)

    def on_quit(self, rest):
        self.say(self.told.code("quit", 221))
        return "end"


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def post():
    server = MailServer(("127.0.0.1", 0), MailHandler)
    server.told = Post(port=server.server_address[1])
    with serving(server):
        yield server.told


@contextlib.contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
