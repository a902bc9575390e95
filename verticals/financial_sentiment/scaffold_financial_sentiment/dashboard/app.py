"""The web application: addresses, and what answers to each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from scaffold.web.forms import form_of
from scaffold.web.guard import Guard
from scaffold.web.problems import answer_problems
from scaffold.web.refusals import NotFoundError
from scaffold_financial_sentiment.alerts.as_json import one_line
from scaffold_financial_sentiment.dashboard import addresses, api
from scaffold_financial_sentiment.dashboard.home import KNOWN, home
from scaffold_financial_sentiment.dashboard.one_company import one_company
from scaffold_financial_sentiment.dashboard.one_incident import one_incident
from scaffold_financial_sentiment.dashboard.parameters import Parameters
from scaffold_financial_sentiment.dashboard.rendering import Rendering
from scaffold_financial_sentiment.dashboard.taking import Taking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from scaffold.web.hosts import Hosts
    from scaffold.web.problems import Problem
    from scaffold.web.session import Sessions
    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.dashboard.site import Site

_READ = ["GET", "HEAD"]
_EMPTY: dict[str, Any] = {
    "title": "No news has been watched yet",
    "text": "There is no state here so far. As soon as a monitor makes one, this page shows it by itself.",
    "commands": [
        "scaffold run financial-sentiment watch --help",
        "scaffold run financial-sentiment replay --help",
    ],
}


def create_app(site: Site, hosts: Hosts, sessions: Sessions) -> ASGIApp:
    """The application of a site, with the guard in front of it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    web = _Web(site, sessions)
    for path, handler in (
        ("/", web.home),
        ("/incidents/{name}", web.incident),
        ("/companies/{name:path}", web.company),
        ("/api/incidents", web.api_incidents),
        ("/api/incidents/{name}", web.api_incident),
        ("/api/trend", web.api_trend),
        ("/healthz", web.health),
    ):
        app.add_api_route(path, handler, methods=_READ, response_class=Response)
    app.add_api_route("/incidents/{name}/acknowledge", web.acknowledge, methods=["POST"], response_class=Response)
    answer_problems(app, web.problem, "The state cannot be read")
    return Guard(app, hosts)


class _Web:
    """Answers to requests; those that read run in threads."""

    def __init__(self, site: Site, sessions: Sessions) -> None:
        self._site = site
        self._sessions = sessions
        self._rendering = Rendering(site)
        self._taking = Taking(site, sessions)

    def home(self, request: Request) -> Response:
        with self._site.reading() as snapshot:
            if snapshot is None:
                Parameters(request.query_params.multi_items(), KNOWN)
                return self._page(request, "message", hint="", is_home=True, **_EMPTY)
            found = home(self._site, snapshot, request.query_params.multi_items())
        return self._page(request, "home", home=found, clock=found.clock)

    def incident(self, request: Request, name: str) -> Response:
        with self._there() as snapshot:
            Parameters(request.query_params.multi_items(), ())
            page = one_incident(self._site, snapshot, name)
        session, token = "", ""
        known = self._sessions.of(request.cookies)
        if page.card.is_open and self._taking.is_possible:
            session = known or self._sessions.new()
            token = self._sessions.token(session)
        response = self._page(request, "incident", page=page, clock=page.clock, token=token)
        if session and not known:
            response.headers["set-cookie"] = self._sessions.set_cookie(session)
        return response

    def company(self, request: Request, name: str) -> Response:
        with self._there() as snapshot:
            page = one_company(self._site, snapshot, name, request.query_params.multi_items())
        return self._page(request, "company", page=page, clock=page.clock)

    async def acknowledge(self, request: Request, name: str) -> Response:
        form = await form_of(request)
        await run_in_threadpool(self._taking.take, name, self._sessions.of(request.cookies), request.headers, form)
        return RedirectResponse(f"{addresses.incident(name)}#take", 303)

    def api_incidents(self, request: Request) -> Response:
        return self._json(lambda snapshot: api.incidents(self._site, snapshot, request.query_params.multi_items()))

    def api_incident(self, request: Request, name: str) -> Response:
        with self._there() as snapshot:
            Parameters(request.query_params.multi_items(), ())
            return _as_json(api.incident(self._site, snapshot, name))

    def api_trend(self, request: Request) -> Response:
        return self._json(lambda snapshot: api.trend(self._site, snapshot, request.query_params.multi_items()))

    def health(self) -> Response:
        """200 as long as the state can be read or does not exist yet; what is wrong is said with 503."""
        with self._site.reading() as snapshot:
            clock = None if snapshot is None else self._site.clock(snapshot)
        behind = None if clock is None or clock.time is None else round(clock.behind, 3)
        state = "missing" if clock is None else "ready"
        return _as_json({"status": "ok", "state": state, "behind": behind})

    def problem(self, request: Request, problem: Problem) -> Response:
        """Something that could not be done, as a page or as JSON."""
        if _is_for_programs(request):
            return _as_json({"status": "failed", "error": problem.text, "hint": problem.hint}, problem.status)
        values = {"title": problem.title, "text": problem.sentence, "hint": problem.hint}
        return self._page(request, "message", problem.status, **values, commands=(), is_home=False)

    @contextmanager
    def _there(self) -> Iterator[Snapshot]:
        with self._site.reading() as snapshot:
            if snapshot is None:
                raise NotFoundError("no news has been watched yet: there is no state here so far")
            yield snapshot

    def _json(self, gather: Callable[[Snapshot], dict[str, Any]]) -> Response:
        with self._site.reading() as snapshot:
            return _as_json(api.nothing_yet() if snapshot is None else gather(snapshot))

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        here, refreshes = f"{request.url.path}{query}", status == 200 or status >= 500
        content = self._rendering.page(template, here, refreshes=refreshes, **values)
        headers = {"content-security-policy": self._rendering.policy}
        return Response(content, status, headers, "text/html; charset=utf-8")


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/") or request.url.path == "/healthz"


def _as_json(record: dict[str, Any], status: int = 200) -> Response:
    return Response(f"{one_line(record)}\n".encode(), status, media_type="application/json")
