"""What tests of several rooms share: patience, and a PostgreSQL server of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def _program(name):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def _user():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return None


def _free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@pytest.fixture(scope="session")
def postgresql():
    """The URL of a real server without databases of interest; started once, stopped at the end."""
    pytest.importorskip("psycopg")
    initdb, server, user = _program("initdb"), _program("postgres"), _user()
    if not initdb or not server:
        pytest.skip("PostgreSQL is not installed (initdb and postgres)")
    if user is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        os.chown(folder, user["user"], user["group"])
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = [initdb, "-D", str(folder / "data"), "-U", "desk", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=plain, **user)
    port = _free_port()
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    options += ["-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [server, "-D", str(folder / "data"), *options], stdout=log, stderr=log, cwd=folder, env=plain, **user
        )
    try:
        _wait_for(port, process, folder / "log")
        yield f"postgresql://desk@127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGQUIT)  # At once: nothing of it is to be kept.
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port, process, log):
    import psycopg

    for _ in range(200):
        assert process.poll() is None, log.read_text()
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="desk", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


@pytest.fixture
def database_url(postgresql):
    """The URL of an empty database."""
    import psycopg

    url = f"{postgresql}/postgres"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url
