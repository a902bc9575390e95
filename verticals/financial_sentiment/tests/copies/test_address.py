"""The same article has the same address, however it was linked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.copies.address import plain_address

PLAIN = "wire.example/2024/acme-recall?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.wire.example/2024/acme-recall?id=7",
        "http://wire.example/2024/acme-recall/?id=7#comments",
        "//m.wire.example/2024/acme-recall?id=7",
        "HTTPS://WWW.Wire.Example:443/2024/acme-recall?id=7&utm_source=rss&utm_medium=feed",
        "https://amp.wire.example/2024/acme-recall/amp/?fbclid=x&id=7",
        "https://www.wire.example/amp/2024/acme-recall?gclid=1&id=7&ref=home",
        "  wire.example/2024/acme-recall?id=7&UTM_Campaign=z ",
    ],
)
def test_variants_of_an_address_are_one(url):
    assert plain_address(url) == PLAIN


@pytest.mark.parametrize(
    "url",
    [
        "https://wire.example/2024/acme-recall?id=8",
        "https://wire.example/2024/bolt-recall?id=7",
        "https://other.example/2024/acme-recall?id=7",
        "https://wire.example:8443/2024/acme-recall?id=7",
        "https://news.wire.example/2024/acme-recall?id=7",
    ],
)
def test_other_articles_have_other_addresses(url):
    assert plain_address(url) not in ("", PLAIN)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "https://www.wire.example",
        "https://www.wire.example/?utm_source=rss",
        "urn:uuid:1234",
        "https://",
        "http://[::1",
        "mailto:a@b.example",
        "no address",
        "https://wire.example:port/a",
        "https://wire.example/" + "a" * 3000,
    ],
)
def test_what_names_no_article_has_no_address(url):
    assert plain_address(url) == ""


def test_order_of_parameters_does_not_matter():
    assert plain_address("https://a.example/x?b=2&a=1") == plain_address("https://a.example/x?a=1&b=2")


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://www.a.example/{text}"))
def test_anything_can_be_asked_and_a_plain_address_stays_one(url):
    plain = plain_address(url)
    assert plain == "" or plain_address(f"https://{plain}") in (plain, "")
