"""Get one document from the web: checked at every redirect, bounded in size, unpacked and in time."""

from __future__ import annotations

import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

from scaffold.errors import DataError, UserError
from scaffold_financial_sentiment.stream.address import without_secrets
from scaffold_financial_sentiment.stream.connection import GuardedTransport
from scaffold_financial_sentiment.stream.guard import check_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_SILENCE = 10.0
"""Seconds that a server may say nothing."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered.

    :ivar headers: by name in lower case.
    :ivar content: unpacked; empty unless the status is 200.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes


def fetch(url: str, headers: Mapping[str, str], *, largest: int, allow_private: bool, within: float = 60.0) -> Fetched:
    """Get a document, following at most five redirects.

    :param largest: bytes of the unpacked document above which it is refused while it is read.
    :param within: seconds that one hop may take.
    :raises UserError: with address and reason, if there is no document or it may not be had.
    """
    transport = GuardedTransport(allow_private=allow_private, within=within)
    with httpx2.Client(transport=transport, timeout=_SILENCE, trust_env=False) as client:
        asked = {"Accept-Encoding": "gzip", "Connection": "close", **headers}
        for _ in range(1 + MOST_REDIRECTS):
            check_url(url, allow_private)
            with _as_data_error(url), client.stream("GET", url, headers=asked) as response:
                onward = response.headers.get("location") if response.status_code in _REDIRECTS else None
                if onward is None:
                    return _fetched(response, largest)
                url = str(response.url.join(onward))
    raise DataError(
        f"the server redirects more than {MOST_REDIRECTS} times",
        where=without_secrets(url),
        hint="Open the address in a browser and give the one that it ends at.",
    )


def _fetched(response: httpx2.Response, largest: int) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status_code != 200:
        return Fetched(response.status_code, headers, b"")
    if headers.get("content-length", "").isdecimal() and int(headers["content-length"]) > largest:
        raise _too_large(largest)
    content = bytearray()
    for block in _unpacked(response.iter_raw(), headers.get("content-encoding", ""), largest):
        content += block
        if len(content) > largest:
            raise _too_large(largest)
    return Fetched(200, headers, bytes(content))


def _unpacked(blocks: Iterator[bytes], encoding: str, largest: int) -> Iterator[bytes]:
    """The blocks of the document; a packed block is never unpacked to more than `largest` bytes at once."""
    if encoding.lower() in ("", "identity"):
        yield from blocks
        return
    if encoding.lower() not in ("gzip", "x-gzip"):
        raise DataError(f"the server sends {encoding[:40]!r}, which was not asked for")
    packed = zlib.decompressobj(wbits=31)
    for block in blocks:
        yield packed.decompress(block, largest + 1)
    if not packed.eof:
        raise DataError("the packed answer is cut short")


def _too_large(largest: int) -> DataError:
    return DataError(
        f"the answer is larger than {largest} bytes",
        hint="Raise largest_item under [financial-sentiment] if it is meant.",
    )


@contextmanager
def _as_data_error(url: str) -> Iterator[None]:
    """Every failure of the network as one message that names the address."""
    where = without_secrets(url)
    try:
        yield
    except UserError as error:
        error.where = error.where or where
        raise
    except zlib.error as error:
        raise DataError("the packed answer is damaged", where=where) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DataError(f"there is no answer: {error}", where=where) from error
