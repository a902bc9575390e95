"""Taking an incident from its page: the one thing that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from scaffold.text import normalise
from scaffold_financial_sentiment.alerts.clean import LONGEST_NAME, clean
from scaffold_financial_sentiment.dashboard.one_incident import found
from scaffold_financial_sentiment.dashboard.refusals import (
    BadParameterError,
    ForbiddenError,
    NotFoundError,
    TooLateError,
)
from scaffold_financial_sentiment.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from scaffold_financial_sentiment.dashboard.session import Sessions
    from scaffold_financial_sentiment.dashboard.site import Site

_LARGEST = 4096
_TYPE = "application/x-www-form-urlencoded"


class Taking:
    """Notes in the state who has taken an incident, for forms of our own pages."""

    def __init__(self, site: Site, sessions: Sessions) -> None:
        self._site = site
        self._sessions = sessions

    @property
    def is_possible(self) -> bool:
        """Whether the state can be written to, and may be."""
        return self._site.can_take and self._site.reader.is_writable

    def take(self, name: str, session: str | None, headers: Mapping[str, str], form: Mapping[str, str]) -> None:
        """Take an incident.

        :param form: `who` takes it, and the `token` of the page.
        :raises ForbiddenError: for a form that did not come from a page of this session.
        :raises BadParameterError: for a name that is none.
        :raises NotFoundError: when there is no such incident.
        :raises TooLateError: when it has closed.
        :raises UserError: when the state cannot be written.
        """
        if not self.is_possible:
            raise ForbiddenError("incidents cannot be taken here: the state is opened for reading only")
        if not (_is_own(headers) and self._sessions.is_token(session, form.get("token", ""))):
            raise ForbiddenError(
                "this form is too old, or did not come from this dashboard",
                hint="Go back, load the page of the incident again, and send it once more.",
            )
        who = normalise(form.get("who", ""))
        if not who or clean(who) != who:
            raise BadParameterError(f"the name of who takes it has to be 1 to {LONGEST_NAME} characters of plain text")
        with self._site.reader.reading() as snapshot:
            if snapshot is None:
                raise NotFoundError("there is no state here any more")
            incident = found(snapshot, name)
        if incident.closed is not None:
            raise TooLateError("this incident has closed meanwhile: there is nothing to take")
        with Store.open(self._site.reader.target, must_exist=True) as store:
            store.incidents.acknowledge(incident.id, who, self._site.now())


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a small form, the first of each name.

    :raises BadParameterError: for anything else.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise BadParameterError("this is no form as a browser sends it")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise BadParameterError("this form is too long")
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=10, errors="strict", keep_blank_values=True)
    except ValueError as error:
        raise BadParameterError("this form cannot be read") from error
    return {name: values[0] for name, values in fields.items()}


def _is_own(headers: Mapping[str, str]) -> bool:
    """What a browser says of the page that sent a form; an old one may say nothing, then the token decides alone."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold()
    except ValueError:
        return False
