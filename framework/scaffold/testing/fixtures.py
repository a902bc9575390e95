"""Fixtures that pytest finds by itself where Scaffold is installed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from scaffold.testing.browser import Browser
    from scaffold.testing.fake_site import FakeSite
    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions

    MakeApp = Callable[[Hosts, Sessions], ASGIApp]


@pytest.fixture
def fake_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSite]:
    """An empty fake `site-packages` that can be imported from; what was imported is forgotten afterwards."""
    from scaffold.testing.fake_site import FakeSite

    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    # Compiled modules would be files that a test did not put there.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    fake = FakeSite(folder)
    yield fake
    for name in fake.imported():
        del sys.modules[name]


@pytest.fixture
def new_project(tmp_path: Path) -> Callable[..., Path]:
    """Renders a project into a folder of the test: `new_project("claims", task="tagging", template=FOLDER)`.

    What is not said of the template's questions is answered by its defaults.
    """
    from scaffold.projects.create import create
    from scaffold.projects.interview import answered
    from scaffold.projects.locate import find_template
    from scaffold.projects.naming import ProjectName
    from scaffold.projects.rendering import Filling
    from scaffold.projects.template import read_template

    def render(name: str, *, template: Path | None = None, **answers: Any) -> Path:
        project, source = ProjectName.of(name), str(template) if template else None
        read = read_template(find_template(source))
        create(tmp_path / project.slug, read, Filling(project, answered(read, project, answers), {}), source=source)
        return tmp_path / project.slug

    return render


@pytest.fixture(scope="session")
def started_browser() -> Iterator[Browser]:
    """Chromium, started once; a test is skipped where there is none. Tests take `browser`."""
    from scaffold.testing.browser import Browser, chromium

    if chromium() is None:
        pytest.skip("Chromium is not installed")
    with Browser() as browser:
        yield browser


@pytest.fixture
def browser(started_browser: Browser) -> Browser:
    """A browser as it is after a fresh start."""
    started_browser.renew()
    return started_browser


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The URL of a PostgreSQL server without a database's name, started once; skips the test where there is none."""
    pytest.importorskip("psycopg")
    from scaffold.testing.postgresql import PostgreSQLMissingError, postgresql

    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql())
        except PostgreSQLMissingError as reason:
            pytest.skip(str(reason))
        yield url.removesuffix("/postgres")


@pytest.fixture
def database_url(database_server: str) -> str:
    """The URL of an empty database in PostgreSQL."""
    from scaffold.testing.postgresql import empty

    url = f"{database_server}/postgres"
    empty(url)
    return url


@pytest.fixture
def serve_app() -> Iterator[Callable[[MakeApp], str]]:
    """Serves an application, made of the hosts and sessions it is given, on a free port of this computer.

    Gives its address without the last slash; all are stopped after the test.
    """
    uvicorn = pytest.importorskip("uvicorn")
    from scaffold.web.hosts import Hosts
    from scaffold.web.serving import listen
    from scaffold.web.session import Sessions

    running = []

    def serve(make: MakeApp) -> str:
        listening = listen("127.0.0.1", 0)
        port = listening.getsockname()[1]
        app = make(Hosts("127.0.0.1"), Sessions(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield serve
    for server, thread in running:
        server.should_exit = server.force_exit = True
        thread.join(10)
