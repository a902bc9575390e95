"""Which names a page is asked for by, and who can ask."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.web.hosts import Hosts, host_of, is_public


def test_an_address_for_all_answers_to_numbers_and_its_own_name_only():
    hosts = Hosts("0.0.0.0", ["desk.bank.example"])
    assert all(map(hosts.allows, ("10.0.0.7:8765", "[fe80::1]:80", "Desk.Bank.Example", socket.gethostname())))
    assert not any(map(hosts.allows, ("evil.example", "10.0.0.7.evil.example")))


def test_an_address_of_the_network_answers_to_that_alone():
    hosts = Hosts("10.0.0.7")
    assert hosts.allows("10.0.0.7:8765")
    assert not hosts.allows("10.0.0.8:8765")
    assert Hosts("::").allows("[2001:db8::1]:80")


@pytest.mark.parametrize(
    ("hosts", "public"),
    [
        (("127.0.0.1", "127.9.9.9", "::1", "localhost"), False),
        (("0.0.0.0", "::", "10.0.0.7", "desk.example", ""), True),
    ],
)
def test_who_else_could_reach_it(hosts, public):
    assert {is_public(host) for host in hosts} == {public}


@given(st.text(max_size=30))
def test_any_host_header_can_be_read(header):
    name = host_of(header)
    assert name is None or name == name.casefold()
    assert not Hosts("127.0.0.1").allows(f"{header}.evil.example")
