"""Names of companies for people, kept in the state by whoever watches."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from scaffold.errors import DataError
from scaffold_financial_sentiment.state.notes import COMPANIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaffold_financial_sentiment.companies.company import Company
    from scaffold_financial_sentiment.state.store import Store

_MOST_NEAR = 20_000


def keep_names(store: Store, companies: Iterable[Company]) -> dict[str, str]:
    """Store the names of the companies that are watched from now on; those of earlier ones stay.

    :returns: the present ones by id.
    """
    names = {company.id: company.name for company in companies}
    known = names_in(store)
    if not names.items() <= known.items():
        store.notes.put({COMPANIES: {**known, **names}})
    return names


def names_in(store: Store) -> dict[str, str]:
    """Names by id; empty if nobody has watched yet."""
    names: dict[str, str] = store.notes.all().get(COMPANIES, {})
    return names


def company_of(written: str, names: Mapping[str, str]) -> str:
    """The id of a company that is given by its id or its name.

    :raises DataError: when there is none, with the nearest one.
    """
    if written in names:
        return written
    folded = written.strip().casefold()
    ids: dict[str, str] = {}
    for one, name in names.items():
        ids.setdefault(name.casefold(), one)
    ids |= {one.casefold(): one for one in names}
    if folded in ids:
        return ids[folded]
    raise DataError(
        f"no company {written[:60]!r} is watched{_nearest(folded, ids, names)}", hint="Give its id or its name."
    )


def _nearest(folded: str, ids: Mapping[str, str], names: Mapping[str, str]) -> str:
    near = get_close_matches(folded, ids, n=1) if len(ids) <= _MOST_NEAR else []
    return f", did you mean {ids[near[0]]} ({names[ids[near[0]]]})?" if near else ""
