"""What stands in front of every page."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest


@pytest.mark.parametrize(
    "address", ["/", "/incidents/FS-1", "/incidents/none", "/?days=3", "/api/incidents", "/healthz", "/nowhere"]
)
def test_every_answer_ties_the_hands_of_a_browser(client, state, address):
    state.usual()
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_policy_allows_the_style_and_the_script_of_the_page_alone(client, state):
    response = client.get("/")
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", response.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}';" in response.headers["content-security-policy"]
    assert not re.findall(r"(?:src|@import|url\()", response.text)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "localhost.", "[::1]:8765"])
def test_our_own_names_are_answered_to(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8765", "192.168.1.5", "", "localhost:80:80", "[::1", "a b"]
)
def test_other_names_are_refused_on_every_page(client, state, host):
    state.usual()
    for address in ("/", "/api/incidents", "/healthz", "/nowhere"):
        response = client.get(address, headers={"host": host})
        assert response.status_code == 400
        assert "does not answer to that host name" in response.text
        assert "content-security-policy" in response.headers
    assert client.post("/incidents/FS-1/acknowledge", headers={"host": host}).status_code == 400
