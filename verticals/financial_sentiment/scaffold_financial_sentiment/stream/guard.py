"""Which addresses may be asked for news or sent alerts: the web, and nothing inside a network unless that is allowed.

A feed that someone else controls may point anywhere, also at servers that only this machine can reach (server-side
request forgery). So a name is looked up once, every address it has is checked, and a connection is made only to an
address that was checked (see `connection.py`); a name that changes its address in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from urllib.parse import urlsplit

from scaffold.errors import DataError, SettingsError
from scaffold_financial_sentiment.stream.address import without_secrets

_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_DIGITS = {16: re.compile(r"[0-9a-f]*"), 8: re.compile(r"[0-7]+"), 10: re.compile(r"[0-9]+")}
_LAST_IS_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_ALLOWED_V6 = ipaddress.IPv6Network("2000::/3")
_EMBEDS_V4 = {
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,
    ipaddress.IPv6Network("::/96"): 0,
    ipaddress.IPv6Network("64:ff9b::/96"): 0,
    ipaddress.IPv6Network("2002::/16"): 80,
}
"""Networks whose addresses hold an IPv4 address, by the number of bits behind it (RFC 4291, 6052, 3056)."""
_CLOSED_V4 = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10")))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_address(url: str, allow_private: bool) -> tuple[str, ...]:
    """The IP addresses at which a URL may be asked; looks its name up.

    :param allow_private: addresses of this machine and of its networks are fine too.
    :raises SettingsError: if the URL is none of `http` or `https`, or leads to an address that is not allowed.
    :raises DataError: if its name is not known.
    """
    host, port = check_url(url, allow_private)
    return find_addresses(host, port, allow_private)


def check_url(url: str, allow_private: bool) -> tuple[str, int]:
    """Host and port of a URL; looks nothing up, so a name is judged only by its letters.

    :raises SettingsError: if the URL cannot be used, or names an address that is not allowed.
    """
    shown = without_secrets(url)[:300]
    if _UNSAFE.search(url):
        raise SettingsError("a URL holds no blanks, control characters or backslashes", where=shown)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsError(f"this is no URL: {error}", where=shown) from None
    if parts.scheme not in _PORTS or not host:
        raise SettingsError("only http:// and https:// addresses may be asked", where=shown)
    literal = _literal(host)
    if not allow_private:
        _refuse_inside(host, [literal] if literal else [])
    return host, port or _PORTS[parts.scheme]


def find_addresses(host: str, port: int, allow_private: bool) -> tuple[str, ...]:
    """The IP addresses of a host, all of them checked.

    :raises SettingsError: if one of them is not allowed.
    :raises DataError: if the name is not known.
    """
    literal = _literal(host)
    if literal is not None:
        found = [literal]
    else:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise DataError(f"the name {host!r} cannot be found: {error}", where=host) from None
        found = [ipaddress.ip_address(answer[4][0]) for answer in answers]
    if not allow_private:
        _refuse_inside(host, found)
    return tuple(dict.fromkeys(map(str, found)))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet; one that holds an IPv4 address is judged by that too.

    >>> is_public(ipaddress.ip_address("8.8.8.8")), is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
    (True, False)
    """
    if isinstance(address, ipaddress.IPv4Address):
        special = address.is_multicast or address.is_reserved or any(address in network for network in _CLOSED_V4)
        return address.is_global and not special
    for network, behind in _EMBEDS_V4.items():
        if address in network:
            return is_public(ipaddress.IPv4Address(int(address) >> behind & 0xFFFFFFFF))
    return address in _ALLOWED_V6 and address.is_global and not address.is_multicast


def _literal(host: str) -> Address | None:
    """The address that a host is, in any form that some resolver takes for one; None for a name.

    Follows the host parser of the URL standard (url.spec.whatwg.org, 3.5): decimal, octal and hexadecimal numbers.

    :raises SettingsError: for a host that ends in a number and is no address.
    """
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").lower().removesuffix(".")
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        pass
    parts = plain.split(".")
    if not _LAST_IS_NUMBER.fullmatch(parts[-1]):
        return None
    numbers = [_number(part) for part in parts]
    whole = [number for number in numbers if number is not None]
    most = [256] * (len(parts) - 1) + [256 ** (5 - len(parts))] if len(parts) <= 4 else []
    if len(whole) != len(most) or any(number >= bound for number, bound in zip(whole, most, strict=True)):
        raise SettingsError("this host is neither a name nor an address", where=host[:100])
    value = whole[-1] + sum(number << 8 * (3 - place) for place, number in enumerate(whole[:-1]))
    return ipaddress.IPv4Address(value)


def _number(part: str) -> int | None:
    if len(part) > 40:
        return None
    base, digits = (16, part[2:]) if part.startswith("0x") else (8, part[1:]) if part[:1] == "0" != part else (10, part)
    return int(digits or "0", base) if _DIGITS[base].fullmatch(digits) else None


def _refuse_inside(host: str, addresses: list[Address]) -> None:
    name = host.lower().removesuffix(".")
    inside = [address for address in addresses if not is_public(address)]
    if inside or name == "localhost" or name.endswith(".localhost"):
        spelled = f" ({inside[0]})" if inside and str(inside[0]) != host else ""
        raise SettingsError(
            f"{host}{spelled} is an address inside a network, not on the open internet",
            where=host,
            hint="Set allow_private = true under [financial-sentiment] if it is meant.",
        )
