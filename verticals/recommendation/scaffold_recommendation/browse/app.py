"""The web application: users, their lists with reasons, and taking an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from scaffold.errors import DataError
from scaffold.text import normalise
from scaffold.web.forms import form_of, is_from_here
from scaffold.web.guard import Guard
from scaffold.web.problems import answer_problems
from scaffold.web.refusals import BadParameterError, ForbiddenError, NotFoundError
from scaffold_recommendation.browse import addresses
from scaffold_recommendation.browse.asked import Asked, page_of
from scaffold_recommendation.browse.rendering import Rendering

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from scaffold.web.hosts import Hosts
    from scaffold.web.problems import Problem
    from scaffold.web.session import Sessions
    from scaffold_recommendation.browse.shelf import Shelf

MOST_ITEMS = 50
"""Items of a history that is made up."""

_LONGEST_SEARCH = 200
_READ = ["GET", "HEAD"]


def create_app(shelf: Shelf, hosts: Hosts, sessions: Sessions) -> ASGIApp:
    """The application of a shelf, with the guard in front of it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    web = _Web(shelf, sessions)
    for path, handler in (("/", web.home), ("/user", web.user), ("/try", web.trying), ("/why", web.why)):
        app.add_api_route(path, handler, methods=_READ, response_class=Response)
    app.add_api_route("/take", web.take, methods=["POST"], response_class=Response)
    answer_problems(app, web.problem, "This could not be done")
    return Guard(app, hosts)


class _Web:
    """Answers to requests; those that compute run in threads."""

    def __init__(self, shelf: Shelf, sessions: Sessions) -> None:
        self._shelf = shelf
        self._sessions = sessions
        self._rendering = Rendering(shelf)

    def home(self, request: Request) -> Response:
        return self._page(self._rendering.home(_search(request), page_of(request.query_params)))

    def user(self, request: Request) -> Response:
        given = request.query_params
        name = given.get("id", "").strip()
        if not name:
            raise BadParameterError("no user is named", hint="Choose one from the list of users.")
        known = self._sessions.of(request.cookies)
        session = known or self._sessions.new()
        token = self._sessions.token(session)
        response = self._page(self._rendering.user(name, self._asked(request), token, given.get("taken", "")))
        if known is None:
            response.headers["set-cookie"] = self._sessions.set_cookie(session)
        return response

    def trying(self, request: Request) -> Response:
        return self._page(self._rendering.trying(_items(request), self._asked(request), _search(request)))

    def why(self, request: Request) -> Response:
        item, user = request.query_params.get("of", ""), request.query_params.get("user")
        self._check_item(item)
        return self._page(self._rendering.why(item, user, _items(request), self._asked(request)))

    async def take(self, request: Request) -> Response:
        form = await form_of(request)
        session = self._sessions.of(request.cookies)
        if not (is_from_here(request.headers) and self._sessions.is_token(session, form.get("token", ""))):
            raise ForbiddenError(
                "this form is too old, or did not come from this page",
                hint="Load the user's page again and send it once more.",
            )
        user, item, kind = form.get("user", "").strip(), form.get("item", ""), form.get("kind", "")
        self._check_item(item)
        if not user or kind not in self._shelf.kinds:
            raise BadParameterError("this form does not say who took it, or how")
        try:
            await run_in_threadpool(self._shelf.take, user, item, kind)
        except DataError as error:
            raise BadParameterError(error.message, hint=error.hint) from error
        return RedirectResponse(addresses.user(user, Asked.of(form, self._shelf.kinds), item), 303)

    def problem(self, request: Request, problem: Problem) -> Response:
        """The page of something that could not be done."""
        return self._page(self._rendering.message(problem.title, problem.sentence, problem.hint), problem.status)

    def _asked(self, request: Request) -> Asked:
        return Asked.of(request.query_params, self._shelf.kinds)

    def _check_item(self, item: str) -> None:
        if self._shelf.item(item) is None:
            raise NotFoundError("there is no such item in the catalogue", hint="Search for it by its title.")

    def _page(self, content: bytes, status: int = 200) -> Response:
        headers = {"content-security-policy": self._rendering.policy}
        return Response(content, status, headers, "text/html; charset=utf-8")


def _items(request: Request) -> list[str]:
    """The items of a history, each once, where it came last."""
    given = list(dict.fromkeys(reversed(request.query_params.getlist("item"))))[::-1]
    if len(given) > MOST_ITEMS:
        raise BadParameterError(f"a history on this page has at most {MOST_ITEMS} items, and this one {len(given):,}")
    return given


def _search(request: Request) -> str:
    return normalise(request.query_params.get("find", ""))[:_LONGEST_SEARCH]
