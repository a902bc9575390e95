"""What a page refuses, with the status that says so."""

from __future__ import annotations

from scaffold.errors import UserError


class RefusalError(UserError):
    """A request that is not answered.

    :ivar status: of the HTTP answer.
    :ivar title: of the page, a few words.
    """

    status = 400
    title = "This address cannot be read"


class BadParameterError(RefusalError):
    """A parameter of an address or a form that cannot be."""


class NotFoundError(RefusalError):
    """There is no such page."""

    status = 404
    title = "Not found"


class ForbiddenError(RefusalError):
    """A form that was not sent from a page of ours."""

    status = 403
    title = "Not taken"


class TooLateError(RefusalError):
    """Something changed meanwhile."""

    status = 409
    title = "Too late"
