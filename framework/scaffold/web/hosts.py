"""Which names a browser may call this server by.

Otherwise a page of somebody else could read it (DNS rebinding): a name of his own leads to his server at first, and
then to this one.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HERE = ("localhost", "127.0.0.1", "::1")


class Hosts:
    """The names that are answered to.

    :param host: the address that is listened on. If it stands for all addresses of the machine, every numeric address
        is answered to, since no name leads there, and the name of the machine.
    :param more: further names, such as that of a proxy.
    """

    def __init__(self, host: str, more: Iterable[str] = ()) -> None:
        self._names = {_plain(name) for name in (host, *_HERE, *more)}
        self._takes_numbers = is_everywhere(host)
        if self._takes_numbers:
            self._names.add(_plain(socket.gethostname()))

    def allows(self, header: str) -> bool:
        """Whether a `Host` header, with or without a port, names this server."""
        name = host_of(header)
        if name is None:
            return False
        return name in self._names or (self._takes_numbers and _number(name) is not None)


def host_of(header: str) -> str | None:
    """The host of a `Host` header in small letters; None if it cannot be read.

    >>> host_of("Localhost:8765"), host_of("[::1]:8765"), host_of("a.b."), host_of("a:b:c")
    ('localhost', '::1', 'a.b', None)
    """
    if header.startswith("["):
        name, bracket, rest = header[1:].partition("]")
        port = rest.removeprefix(":")
        fits = bool(bracket) and (not rest or rest.startswith(":"))
    else:
        name, _, port = header.partition(":")
        fits = True
    if not fits or not name or (port and not (port.isascii() and port.isdecimal())):
        return None
    return _plain(name)


def is_everywhere(host: str) -> bool:
    """Whether an address to listen on stands for all addresses of the machine."""
    number = _number(host)
    return not host or (number is not None and number.is_unspecified)


def is_public(host: str) -> bool:
    """Whether others than this machine could reach an address to listen on."""
    number = _number(host)
    if number is not None:
        return not number.is_loopback
    return host.casefold() != "localhost"


def _plain(name: str) -> str:
    return name.strip().strip("[]").casefold().removesuffix(".")


def _number(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None
