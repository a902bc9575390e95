"""What a page says where it cannot show what was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from scaffold.errors import UserError
from scaffold.web.refusals import RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True)
class Problem:
    """One answer that is none.

    :ivar status: of the HTTP answer, and `headers` that belong to it.
    :ivar text: what is wrong, as programs are told it.
    :ivar hint: what to do next; empty where there is nothing.
    """

    status: int
    title: str
    text: str
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The text as a sentence of a page."""
        return f"{self.text[:1].upper()}{self.text[1:]}{'' if self.text.endswith(('?', '.', '!')) else '.'}"

    @classmethod
    def of(cls, error: Exception, unreadable: str) -> Problem:
        """A refusal, a file that cannot be read or written, an address that nothing answers to, or a mistake of ours.

        :param unreadable: title where a file is the problem.
        """
        if isinstance(error, RefusalError):
            return cls(error.status, error.title, error.message, error.hint or "")
        if isinstance(error, UserError):
            return cls(503, unreadable, error.message, error.hint or "")
        if not isinstance(error, HTTPException):
            text = "This page cannot be made. The terminal it was started in says why."
            return cls(500, "A mistake of this program", text)
        found = ("Not possible", "This page does not take such a request.")
        if error.status_code == 404:
            found = ("Not found", "There is no such page.")
        return cls(error.status_code, *found, headers=error.headers or {})


def answer_problems(app: Any, answer: Callable[[Request, Problem], Response], unreadable: str) -> None:
    """Have `answer` make the page of every problem of a FastAPI application."""

    def answered(request: Request, error: Exception) -> Response:
        problem = Problem.of(error, unreadable)
        response = answer(request, problem)
        response.headers.update(problem.headers)
        return response

    for kind in (UserError, HTTPException, Exception):
        app.add_exception_handler(kind, answered)
