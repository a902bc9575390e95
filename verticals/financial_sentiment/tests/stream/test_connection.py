"""Connections: to checked addresses, under their own name, and in time."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import pytest

from scaffold.errors import DataError, SettingsError
from scaffold_financial_sentiment.stream import connection
from scaffold_financial_sentiment.stream.connection import GuardedTransport
from scaffold_financial_sentiment.stream.fetch import fetch

if TYPE_CHECKING:
    from conftest import WebServer


def client(*, allow_private: bool = True, within: float = 5.0) -> httpx2.Client:
    transport = GuardedTransport(allow_private=allow_private, within=within)
    return httpx2.Client(transport=transport, trust_env=False, timeout=2.0)


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    connected: list[str] = []

    def connect(_: object, host: str, *__: Any) -> None:
        connected.append(host)
        raise httpcore2.ConnectError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (next(answers), 80))])
    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    with client(allow_private=False) as asking, pytest.raises(httpx2.TransportError):
        asking.get("http://news.example/feed")
    assert connected == ["93.184.216.34"]
    with client(allow_private=False) as asking, pytest.raises(SettingsError, match=r"127\.0\.0\.1"):
        asking.get("http://news.example/feed")
    assert connected == ["93.184.216.34"]


def test_the_certificate_must_carry_the_name_of_the_url(
    public_web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=news.example"
    options = ["-addext", "subjectAltName=DNS:news.example", "-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run([*made.split(), *options], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    public_web.server.socket = context.wrap_socket(public_web.server.socket, server_side=True)
    public_web.answer("/feed", b"fine")
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(connection.httpx2, "create_ssl_context", lambda: trusting)
    with client(allow_private=False) as asking:
        assert asking.get(f"https://news.example:{public_web.port}/feed").text == "fine"
        with pytest.raises(httpx2.TransportError, match="certificate"):
            asking.get(f"https://127.0.0.2:{public_web.port}/feed")
    assert [asked["host"] for asked in public_web.asked] == [f"news.example:{public_web.port}"]


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_is_given_up(web: WebServer, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    web.answers["/feed"] = drip
    started = time.monotonic()
    with pytest.raises(DataError, match="no answer"):
        fetch(f"{web.url}/feed", {}, largest=1000, allow_private=True, within=0.2)
    assert time.monotonic() - started < 1.5


def test_what_is_sent_arrives(web: WebServer) -> None:
    web.answer("/feed", b"fine", status=201)
    with client() as asking:
        answer = asking.get(f"http://me:pass@127.0.0.1:{web.port}/feed", headers={"X-One": "1"})
    assert (answer.status_code, answer.text) == (201, "fine")
    assert web.asked[0]["x-one"] == "1"
    assert web.asked[0]["authorization"].startswith("Basic ")


def test_a_password_is_not_taken_along_to_another_host(web: WebServer, public_web: WebServer) -> None:
    web.answer("/feed", status=302, Location=f"{public_web.url}/feed")
    public_web.answer("/feed", b"fine")
    found = fetch(f"http://me:pass@127.0.0.1:{web.port}/feed", {}, largest=1000, allow_private=True)
    assert found.content == b"fine"
    assert "authorization" in web.asked[0]
    assert "authorization" not in public_web.asked[0]
