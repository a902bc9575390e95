"""Servers on free ports of this machine, for the time of a test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class WebServer:
    """Answers each path as it is told to.

    :ivar asked: headers of the requests so far, with their path as `path`.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[dict[str, str]] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(
                    {"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}
                )
                try:
                    served.answers[self.path](self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://{host}:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def answer(self, path: str, content: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer a path with the same content each time; `_` in names of headers stands for `-`."""

        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content_Length": str(len(content)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(content)

        self.answers[path] = send

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server at an address of this machine."""
    server = WebServer()
    server.thread.start()
    yield server
    server.close()


@pytest.fixture
def public_web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server that passes for one on the open internet, with the name `news.example`."""
    from scaffold_financial_sentiment.stream import guard

    server = WebServer("127.0.0.2")
    server.thread.start()
    is_public, find = guard.is_public, socket.getaddrinfo

    def found(host: Any, *more: Any, **options: Any) -> Any:
        return find("127.0.0.2" if host == "news.example" else host, *more, **options)

    monkeypatch.setattr(guard, "is_public", lambda address: str(address) == "127.0.0.2" or is_public(address))
    monkeypatch.setattr(socket, "getaddrinfo", found)
    server.url = f"http://news.example:{server.port}"
    yield server
    server.close()


class RedisServer:
    """A redis-server that can be stopped and started again with what it has stored."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {"bind": "127.0.0.1", "port": self.port, "dir": self.folder, "appendonly": "yes", "save": ""}
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(7).startswith(b"+PONG"):
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError("redis-server does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    pytest.importorskip("redis")
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()
