"""Without a network nothing is reached, and afterwards everything is as before."""

from __future__ import annotations

import socket

import pytest

from scaffold.testing.offline import no_network


def test_connections_are_refused_and_noted():
    with no_network() as tried, socket.socket() as one, pytest.raises(OSError, match="no network"):
        one.connect(("127.0.0.1", 9))
    assert tried == [("127.0.0.1", 9)]


def test_afterwards_there_is_a_network_again():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with pytest.raises(ValueError, match="on purpose"), no_network():
            raise ValueError("on purpose")
        with socket.socket() as one:
            one.connect(listening.getsockname())
