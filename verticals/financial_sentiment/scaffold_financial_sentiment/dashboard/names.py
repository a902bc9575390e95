"""Companies as people call them, and found again by what people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import did_you_mean
from scaffold.text import normalise
from scaffold_financial_sentiment.alerts.clean import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaffold_financial_sentiment.companies.company import Company

_MOST_GUESSED = 5000
"""Companies among which a misspelt one is looked for; more would take too long."""


class Names:
    """Companies by id and by name: those of a table, and those that the monitor has noted in the state.

    :param companies: the table; what it says counts more than what is noted.
    """

    def __init__(self, companies: Iterable[Company] = ()) -> None:
        self._table = {company.id: company for company in companies}
        self._noted: Mapping[str, str] = {}
        self._of, self._ids = self._made({})

    def learn(self, noted: Mapping[str, str]) -> None:
        """Be told the names that are noted now, by id; those of before are forgotten."""
        if noted != self._noted:
            self._of, self._ids = self._made(noted)
            self._noted = noted

    def __contains__(self, company: object) -> bool:
        return company in self._of

    def name(self, company: str) -> str:
        """What people call it; its id where no name is known."""
        return clean(self._of.get(company, company))

    def get(self, company: str) -> Company | None:
        """What the table says of an id."""
        return self._table.get(company)

    def find(self, typed: str) -> str | None:
        """The id of what somebody typed: an id, a name, an alias or a ticker; None if there is no such."""
        return typed if typed in self._of else self._ids.get(_folded(typed))

    def guess(self, typed: str) -> str:
        """A near name as the end of a sentence; empty where there are too many or none is near."""
        if len(self._of) > _MOST_GUESSED:
            return ""
        near = did_you_mean(typed, self._of.values())
        return near if near.startswith(",") else ""

    def listed(self, most: int) -> list[str]:
        """The names of the first companies, to choose from."""
        return [clean(name) for name, _ in zip(self._of.values(), range(most), strict=False)]

    def _made(self, noted: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        names = {**{company.id: company.name for company in self._table.values()}}
        names.update((one, name) for one, name in noted.items() if one not in names)
        ids: dict[str, str] = {}
        for one, name in names.items():
            known = self._table.get(one)
            more = (*known.aliases, known.ticker) if known else ()
            for each in (one, name, *more):
                ids.setdefault(_folded(each), one)
        ids.pop("", None)
        return names, ids


def _folded(name: str) -> str:
    return normalise(name).casefold()
