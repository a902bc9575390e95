"""The web application: the list of cases, and the form that corrects one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from scaffold.web.forms import form_of, is_from_here
from scaffold.web.guard import Guard
from scaffold.web.problems import answer_problems
from scaffold.web.refusals import ForbiddenError
from scaffold_medical.review.rendering import Rendering

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from scaffold.web.hosts import Hosts
    from scaffold.web.problems import Problem
    from scaffold.web.session import Sessions
    from scaffold_medical.review.desk import Desk


def create_app(desk: Desk, hosts: Hosts, sessions: Sessions) -> ASGIApp:
    """The application of a desk, with the guard in front of it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    web = _Web(desk, sessions)
    app.add_api_route("/", web.cases, methods=["GET", "HEAD"], response_class=Response)
    app.add_api_route("/cases/{key}", web.correct, methods=["POST"], response_class=Response)
    answer_problems(app, web.problem, "This could not be done")
    return Guard(app, hosts)


class _Web:
    """Answers to requests; those that compute run in threads."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self._desk = desk
        self._sessions = sessions
        self._rendering = Rendering(desk)

    def cases(self, request: Request) -> Response:
        known = self._sessions.of(request.cookies)
        session = known or self._sessions.new()
        page, done = _place(request)
        response = self._page(self._rendering.served(page, done=done, token=self._sessions.token(session)))
        if known is None:
            response.headers["set-cookie"] = self._sessions.set_cookie(session)
        return response

    async def correct(self, request: Request, key: str) -> Response:
        form = await form_of(request)
        session = self._sessions.of(request.cookies)
        if not (is_from_here(request.headers) and self._sessions.is_token(session, form.get("token", ""))):
            raise ForbiddenError(
                "this form is too old, or did not come from this page",
                hint="Load the cases again and send it once more.",
            )
        await run_in_threadpool(self._desk.correct, key, form)
        page, done = _place(request)
        return RedirectResponse(f"/?page={page}{'&show=done' if done else ''}", 303)

    def problem(self, request: Request, problem: Problem) -> Response:
        """The page of something that could not be done."""
        return self._page(self._rendering.message(problem.title, problem.sentence, problem.hint), problem.status)

    def _page(self, content: bytes, status: int = 200) -> Response:
        headers = {"content-security-policy": self._rendering.policy}
        return Response(content, status, headers, "text/html; charset=utf-8")


def _place(request: Request) -> tuple[int, bool]:
    """The page that is asked for; the first one for what is no number."""
    written = request.query_params.get("page", "1")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 1
    return number, request.query_params.get("show") == "done"
