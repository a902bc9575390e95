"""Companies as people call them, and found again by what people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import did_you_mean
from scaffold.text import normalise
from scaffold_financial_sentiment.alerts.clean import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.companies.company import Company

_MOST_GUESSED = 5000
"""Companies among which a misspelt one is looked for; more would take too long."""


class Names:
    """The company table, looked up by id and by name; a state may know companies that it does not have."""

    def __init__(self, companies: Iterable[Company]) -> None:
        self._of = {company.id: company for company in companies}
        self._ids: dict[str, str] = {}
        for company in self._of.values():
            for name in (company.id, *company.names, company.ticker):
                self._ids.setdefault(_folded(name), company.id)
        self._ids.pop("", None)

    def __len__(self) -> int:
        return len(self._of)

    def name(self, company: str) -> str:
        """What people call it; its id where the table does not know it."""
        known = self._of.get(company)
        return clean(known.name if known else company)

    def get(self, company: str) -> Company | None:
        """What the table says of an id."""
        return self._of.get(company)

    def find(self, typed: str) -> str | None:
        """The id of what somebody typed: an id, a name, an alias or a ticker; None if the table has no such."""
        return typed if typed in self._of else self._ids.get(_folded(typed))

    def guess(self, typed: str) -> str:
        """A near name as the end of a sentence; empty where there are too many or none is near."""
        if len(self) > _MOST_GUESSED:
            return ""
        near = did_you_mean(typed, (company.name for company in self._of.values()))
        return near if near.startswith(",") else ""

    def listed(self, most: int) -> list[str]:
        """The names of the first companies, to choose from."""
        return [clean(company.name) for company, _ in zip(self._of.values(), range(most), strict=False)]


def _folded(name: str) -> str:
    return normalise(name).casefold()
