"""A real PostgreSQL server of its own in a temporary folder, started by a test or a benchmark."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scaffold.errors import UserError
from scaffold.extras import need

USER = "desk"
# Where Debian puts programs that are on nobody's path.
_INSTALLED = Path("/usr/lib/postgresql")
_HINT = "Install PostgreSQL's server, such as Debian's package postgresql, and psycopg."


class PostgreSQLMissingError(UserError):
    """There is no server that this user can start."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a running server; it is stopped and removed at the end.

    It waits for no disk: the server itself is not killed here.

    :raises PostgreSQLMissingError: when it is not installed, or refuses this user.
    :raises UserError: when it does not start.
    """
    initdb, server, user = _program("initdb"), _program("postgres"), _user()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    process = None
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
        plain: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}, **user}
        make = [initdb, "-D", str(folder / "data"), "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(make, check=True, capture_output=True, **plain)
        port = _free_port()
        options = [f"-p{port}", "-clisten_addresses=127.0.0.1", f"-cunix_socket_directories={folder}", "-cfsync=off"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([server, "-D", str(folder / "data"), *options], stdout=log, stderr=log, **plain)
        _wait_for(port, process, folder / "log")
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)  # At once: nothing of it is to be kept.
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def empty(url: str) -> None:
    """Drop all tables; waits until nobody uses them."""
    with need("psycopg").connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def _program(name: str) -> str:
    found = [*sorted(map(str, _INSTALLED.glob(f"*/bin/{name}"))), *filter(None, [shutil.which(name)])]
    if not found:
        raise PostgreSQLMissingError(f"PostgreSQL is not installed: there is no {name}", hint=_HINT)
    return found[0]


def _user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise PostgreSQLMissingError(
        "PostgreSQL does not run as root, and there is no other user", hint="Start it as another user."
    )


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    psycopg = need("psycopg")
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(host="127.0.0.1", port=port, user=USER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise UserError(f"PostgreSQL does not start: {log.read_text(encoding='utf-8').strip()}", hint=_HINT)
