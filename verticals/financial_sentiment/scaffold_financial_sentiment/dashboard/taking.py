"""Taking an incident from its page: the one thing that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.text import normalise
from scaffold.web.forms import is_from_here
from scaffold.web.refusals import (
    BadParameterError,
    ForbiddenError,
    NotFoundError,
    TooLateError,
)
from scaffold_financial_sentiment.alerts.clean import LONGEST_NAME, clean
from scaffold_financial_sentiment.dashboard.one_incident import found
from scaffold_financial_sentiment.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.web.session import Sessions
    from scaffold_financial_sentiment.dashboard.site import Site


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
        if not (is_from_here(headers) and self._sessions.is_token(session, form.get("token", ""))):
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
