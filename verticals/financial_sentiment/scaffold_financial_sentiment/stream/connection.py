"""Connections that are made only to checked addresses and end in time: a transport for `httpx2.Client`."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2

from scaffold_financial_sentiment.stream.guard import check_url, find_addresses

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator


class GuardedTransport(httpx2.BaseTransport):
    """Sends each request over a connection of its own, to an address that `guard.py` allows.

    The URL stays as it is, and with it the Host header and the name that the certificate must carry.

        with httpx2.Client(transport=GuardedTransport(allow_private=False), trust_env=False) as client:
            client.get("https://news.example/feed")

    :param allow_private: addresses of this machine and of its networks may be asked too.
    :param within: seconds after which a request ends, the reading of its answer included.
    """

    def __init__(self, *, allow_private: bool, within: float = 60.0) -> None:
        self._allow_private = allow_private
        self._within = within
        self._tls: ssl.SSLContext | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        :raises UserError: if its address is not allowed.
        :raises httpx2.TransportError: if there is no answer.
        """
        check_url(str(request.url), self._allow_private)
        if self._tls is None and request.url.scheme == "https":
            self._tls = httpx2.create_ssl_context()
        pool = httpcore2.ConnectionPool(
            ssl_context=self._tls,
            max_keepalive_connections=0,
            network_backend=_CheckedNetwork(self._allow_private, time.monotonic() + self._within),
        )
        try:
            with _as_transport_error(request):
                answer = pool.handle_request(_plain(request))
        except BaseException:
            pool.close()
            raise
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, pool, request),
            extensions=answer.extensions,
        )


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response, pool: httpcore2.ConnectionPool, request: httpx2.Request) -> None:
        self._answer = answer
        self._pool = pool
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        with _as_transport_error(self._request):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
        self._pool.close()


class _CheckedNetwork(httpcore2.NetworkBackend):
    """Looks names up, checks what they are, and connects to that."""

    def __init__(self, allow_private: bool, end: float) -> None:
        self._allow_private = allow_private
        self._end = end
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: Exception | None = None
        for address in find_addresses(host, port, self._allow_private):
            left = _left(self._end, timeout, httpcore2.ConnectTimeout)
            try:
                stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = failed or error
            else:
                return _TimedStream(stream, self._end)
        raise failed or httpcore2.ConnectError("this name has no address")


class _TimedStream(httpcore2.NetworkStream):
    """A stream that ends at a moment, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end, timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end, timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._end, timeout, httpcore2.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(end: float, timeout: float | None, error: type[Exception]) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise error("the answer took too long")
    return left if timeout is None else min(timeout, left)


def _plain(request: httpx2.Request) -> httpcore2.Request:
    url = httpcore2.URL(
        scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
    )
    return httpcore2.Request(
        request.method,
        url,
        headers=request.headers.raw,
        content=request.read(),
        extensions=request.extensions,
    )


@contextmanager
def _as_transport_error(request: httpx2.Request) -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise httpx2.TimeoutException(str(error) or "no answer in time", request=request) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise httpx2.TransportError(str(error) or "the connection broke", request=request) from error
