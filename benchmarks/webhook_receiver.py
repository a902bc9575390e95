"""A receiver of webhooks on this machine that fails now and then, and knows what it got."""

from __future__ import annotations

import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Shares of requests: refused; taken, then refused; taken, then no answer.
REFUSED, TAKEN_AND_REFUSED, TAKEN_AND_GONE = 0.08, 0.04, 0.04


class Receiver:
    """Keeps key and body of all requests that came whole, in their order.

    :ivar got: keys and bodies.
    :ivar is_reliable: whether all requests are answered well.
    :ivar resent: how often it took a message without saying so, and must get it again.
    """

    def __init__(self, seed: int) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.is_reliable = True
        self.resent = 0
        self._rng = random.Random(seed)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"receiver": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """For a sink."""
        return f"webhook:http://127.0.0.1:{self._server.server_address[1]}/alerts?unsigned=yes"

    def begin(self, *, is_reliable: bool) -> None:
        """Forget what came."""
        with self._lock:
            self.got, self.resent, self.is_reliable = [], 0, is_reliable

    def take(self, key: str, body: bytes) -> int | None:
        """Keep a message; the status to answer with, None for no answer."""
        with self._lock:
            chance = 1.0 if self.is_reliable else self._rng.random()
            if chance < REFUSED:
                return 500
            self.got.append((key, body))
            if chance < REFUSED + TAKEN_AND_REFUSED + TAKEN_AND_GONE:
                self.resent += 1
                return 503 if chance < REFUSED + TAKEN_AND_REFUSED else None
            return 200


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a whole message; a sender that was killed leaves half of one."""
        length = int(self.headers["Content-Length"])
        try:
            body = self.rfile.read(length)
        except OSError:
            body = b""
        status = self.receiver.take(self.headers["Idempotency-Key"], body) if len(body) == length else None
        if status is None:
            self.close_connection = True
            return
        try:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            self.close_connection = True  # its sender was killed

    def handle(self) -> None:
        """Serve a connection that may be cut at any moment."""
        try:
            super().handle()
        except OSError:
            return

    def log_message(self, *message: Any) -> None:
        """Say nothing."""
