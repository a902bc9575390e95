"""Serving the pages until somebody stops it."""

from __future__ import annotations

import errno
import socket
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scaffold.errors import SettingsError, UserError
from scaffold.web.hosts import is_everywhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

_WAITING = 128
_REASONS = {
    errno.EADDRINUSE: ("port {port} is in use", "Stop what uses it, or choose another one with --port."),
    errno.EACCES: ("port {port} may not be used", "Choose one above 1023 with --port."),
    errno.EADDRNOTAVAIL: ("this computer has no such address", "Choose one of its own with --host."),
}


def maker_of(module: str, what: str, hint: str) -> Callable[..., Any]:
    """`create_app` of a module, if the packages are there that serving its pages needs.

    :param what: how a message calls the pages.
    :param hint: what to do where a package is missing.
    :raises UserError: if one is.
    """
    try:
        import uvicorn  # noqa: F401

        create_app: Callable[..., Any] = import_module(module).create_app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "starlette", "uvicorn"):
            raise
        raise UserError(f"{what} needs the package {error.name!r}, which is not installed", hint=hint) from error
    return create_app


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; nothing is answered yet.

    :param port: 0 for any that is free.
    :raises SettingsError: when the host is none of this computer's.
    :raises UserError: when the port is taken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or "0.0.0.0",  # noqa: S104 - as the caller wishes
            port,
            type=socket.SOCK_STREAM,
            flags=socket.AI_PASSIVE,
        )[0]
    except (socket.gaierror, UnicodeError, OverflowError):
        raise SettingsError(
            f"there is no address {host!r}", where="--host", hint="Try 127.0.0.1, the default."
        ) from None
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        message, hint = _REASONS.get(error.errno or 0, (f"cannot listen: {error.strerror}", "Choose another --host."))
        raise UserError(message.format(port=port), where=f"{host}:{port}", hint=hint) from None
    return listening


def address_of(listening: socket.socket, host: str) -> str:
    """What to type into a browser."""
    port = listening.getsockname()[1]
    name = "localhost" if is_everywhere(host) else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Answer until SIGINT or SIGTERM; what is being answered is finished first."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=3,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        listening.close()
