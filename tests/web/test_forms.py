"""Forms that are read, and those that are not."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from scaffold.web.forms import form_of, is_from_here
from scaffold.web.refusals import BadParameterError


def request(body: bytes, kind: str = "application/x-www-form-urlencoded; charset=UTF-8"):
    async def stream():
        for at in range(0, len(body), 1000):
            yield body[at : at + 1000]

    return SimpleNamespace(headers={"content-type": kind}, stream=stream)


def test_a_small_form_is_read():
    form = asyncio.run(form_of(request(b"who=%E6%9D%8E&empty=&who=other")))
    assert form == {"who": "李", "empty": ""}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1", "application/json"),
        (b"a=" + b"x" * 5000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(20)), "application/x-www-form-urlencoded"),
        ("a=李".encode(), "application/x-www-form-urlencoded"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
    ],
)
def test_anything_else_is_refused(body, kind):
    with pytest.raises(BadParameterError):
        asyncio.run(form_of(request(body, kind)))


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, True),
        ({"host": "localhost:1", "origin": "http://localhost:2"}, False),
        ({"host": "localhost:1", "origin": "null"}, False),
        ({"host": "localhost:1", "origin": "http://[", "sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
    ],
)
def test_where_a_form_comes_from(headers, ours):
    assert is_from_here(headers) is ours
