"""A machine without a network, for a while."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def no_network() -> Iterator[list[Any]]:
    """Every connection is refused; gives the addresses that something tried to reach."""
    tried: list[Any] = []

    def refuse(_self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise OSError("no network in this test")

    before = socket.socket.connect, socket.socket.connect_ex
    socket.socket.connect = socket.socket.connect_ex = refuse  # type: ignore[method-assign, assignment]
    try:
        yield tried
    finally:
        socket.socket.connect, socket.socket.connect_ex = before  # type: ignore[method-assign]
