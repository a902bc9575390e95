"""Which addresses may be asked, in whatever form they are written."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError, SettingsError, UserError
from scaffold_financial_sentiment.stream.guard import check_address, check_url, is_public

INSIDE_V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
INSIDE_V6 = [
    "::/128",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "2001:db8::/32",
    "100::/64",
    "64:ff9b:1::/48",
]


def in_network(network: str) -> st.SearchStrategy[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    net = ipaddress.ip_network(network)
    return st.integers(int(net[0]), int(net[-1])).map(lambda value: type(net[0])(value))


inside_v4 = st.sampled_from(INSIDE_V4).flatmap(in_network)
inside_v6 = st.sampled_from(INSIDE_V6).flatmap(in_network)
outside_v4 = st.sampled_from(["1.0.0.0/8", "8.8.8.0/24", "93.184.0.0/16", "151.101.0.0/16"]).flatmap(in_network)


@st.composite
def spellings(draw: st.DrawFn, addresses: st.SearchStrategy[ipaddress.IPv4Address]) -> tuple[str, str]:
    """An address, and a form in which some resolver takes it."""
    address = draw(addresses)
    value = int(address)
    parts = draw(st.integers(1, 4))
    numbers = [value >> 8 * (3 - place) & 0xFF for place in range(parts - 1)]
    numbers.append(value & (1 << 8 * (5 - parts)) - 1)
    forms = st.sampled_from(["{}", "0x{:x}", "0X{:X}", "0{:o}", "000{:o}", "0x000{:x}"])
    text = ".".join(draw(forms).format(number) for number in numbers)
    return str(address), text + draw(st.sampled_from(["", "."]))


@given(spellings(inside_v4))
def test_no_form_of_an_inner_address_is_let_through(spelled: tuple[str, str]) -> None:
    with pytest.raises(SettingsError):
        check_address(f"http://{spelled[1]}/feed", False)


@given(spellings(outside_v4))
def test_a_public_address_is_the_same_in_every_form(spelled: tuple[str, str]) -> None:
    assert check_address(f"https://{spelled[1]}:8443/feed", False) == (spelled[0],)


@given(inside_v4, st.sampled_from(["::ffff:{}", "::{}", "64:ff9b::{}"]))
def test_an_inner_address_inside_an_ipv6_address_is_refused(address: ipaddress.IPv4Address, form: str) -> None:
    with pytest.raises(SettingsError):
        check_address(f"http://[{form.format(address)}]/", False)


@given(inside_v4)
def test_an_inner_address_behind_6to4_is_refused(address: ipaddress.IPv4Address) -> None:
    assert not is_public(ipaddress.IPv6Address(0x2002 << 112 | int(address) << 80))


@given(inside_v6)
def test_inner_ipv6_addresses_are_refused(address: ipaddress.IPv6Address) -> None:
    for host in (address.compressed, address.exploded):
        with pytest.raises(SettingsError):
            check_address(f"http://[{host}]:80/", False)


@given(st.text(min_size=1, max_size=40))
def test_any_text_is_refused_or_is_a_web_address(text: str) -> None:
    try:
        host, port = check_url(text, False)
    except UserError:
        return
    assert text.lower().startswith(("http://", "https://"))
    assert host
    assert 0 <= port < 65_536


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://8.8.8.8/feed",
        "gopher://8.8.8.8/",
        "//8.8.8.8/",
        "http://",
        "http:///feed",
        "http://8.8.8.8@127.0.0.1/",
        "http://8.8.8.8\\@127.0.0.1/",
        "http://127.0.0.1\t/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://news.localhost/",
        "http://[::1%25lo]/",
        "http://[::1/",
        "http://8.8.8.8:99999/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://08.8.8.8/",
        "http://0x/",
        "http://news.example.1/",
    ],
)
def test_what_is_no_open_web_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        check_url(url, False)


@pytest.mark.parametrize(
    "url", ["http://news.example/", "https://新闻.example/feed", "http://a.b.c.example:8080/x?y=z"]
)
def test_names_are_fine_before_they_are_looked_up(url: str) -> None:
    assert check_url(url, False)[0]


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = ["93.184.216.34", "10.0.0.7"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (each, 80)) for each in addresses])
    with pytest.raises(SettingsError, match=r"10\.0\.0\.7") as refused:
        check_address("http://news.example/", False)
    assert "allow_private" in str(refused.value)
    assert check_address("http://news.example/", True) == ("93.184.216.34", "10.0.0.7")


def test_a_name_that_is_not_known_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DataError, match="nowhere"):
        check_address("http://nowhere.example/", False)


def test_private_addresses_are_fine_where_allowed() -> None:
    assert check_address("http://127.0.0.1:8000/", True) == ("127.0.0.1",)
    assert check_address("http://0x7f.1/", True) == ("127.0.0.1",)
    with pytest.raises(SettingsError):
        check_address("file:///etc/passwd", True)


def test_messages_hold_no_passwords() -> None:
    with pytest.raises(SettingsError) as refused:
        check_url("ftp://me:hunter2@news.example/?token=hunter2", False)
    assert "hunter2" not in str(refused.value)
