"""The table of companies to watch, read from a CSV file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.data.readers.open import open_source
from scaffold.errors import DataError, did_you_mean
from scaffold.rules.matching.folding import fold
from scaffold.settings import DataSettings
from scaffold.text import normalise
from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.companies.everyday import is_everyday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

COLUMNS = ("id", "name", "aliases", "ticker", "sector", "negative_context")
_NEEDED = ("id", "name")
_SEPARATOR = re.compile("[;；]")


class CompanyTable:
    """Companies by their ids, in the order of the file.

    :ivar notes: what a person should know about the file, a line each, such as an alias that is an everyday word.
    """

    def __init__(self, companies: Iterable[Company], notes: Iterable[str] = ()) -> None:
        self._companies = {company.id: company for company in companies}
        self.notes = tuple(notes)

    @classmethod
    def read(cls, path: Path) -> CompanyTable:
        """Read a CSV file with the columns `id`, `name`, `aliases`, `ticker`, `sector` and `negative_context`.

        All but the first two may be left out; several aliases and several contexts are divided by `;`.

        :raises DataError: naming file and line of what cannot be used.
        """
        if not path.is_file():
            raise DataError(
                "there is no such file of companies",
                where=str(path),
                hint=f"Write a CSV file with the columns {', '.join(COLUMNS)}.",
            )
        if not path.stat().st_size:
            raise DataError("the file is empty", where=str(path), hint=f"It needs the columns {', '.join(COLUMNS)}.")
        source = open_source(path, DataSettings(id="id"))
        reader = _Reader(str(path))
        for row in source.rows():
            reader.take(row.values, row.line)
        return cls(reader.companies, [*source.notes, *reader.notes])

    def company(self, company_id: str) -> Company:
        """The company of that id.

        :raises DataError: if there is none.
        """
        if company_id not in self._companies:
            near = did_you_mean(company_id, self._companies) if len(self) < 200 else ""
            raise DataError(f"the company table has no company {company_id!r}{near}")
        return self._companies[company_id]

    def __iter__(self) -> Iterator[Company]:
        return iter(self._companies.values())

    def __len__(self) -> int:
        return len(self._companies)

    def __contains__(self, company_id: object) -> bool:
        return company_id in self._companies


class _Reader:
    """Takes rows in, and remembers in which line each id and name stood."""

    def __init__(self, path: str) -> None:
        self.companies: list[Company] = []
        self.notes: list[str] = []
        self._path = path
        self._ids: dict[str, int] = {}
        self._names: dict[str, tuple[int, str]] = {}
        self._tickers: dict[str, int] = {}

    def take(self, values: Mapping[str, Any], line: int) -> None:
        """One row of the file."""
        if not self.companies:
            self._check_columns(list(values))
        cells = {column: normalise(str(values.get(column) or "")) for column in COLUMNS}
        company = Company(
            cells["id"],
            cells["name"],
            _listed(cells["aliases"]),
            cells["ticker"],
            cells["sector"],
            _listed(cells["negative_context"]),
        )
        self._check_id(company.id, line)
        if not company.name:
            raise DataError(f"the company {company.id} has no name", where=self._at(line), hint="Write one.")
        for name in company.names:
            self._check_name(name, company, line)
        self._check_ticker(company.ticker, line)
        self.companies.append(company)

    def _check_columns(self, columns: list[str]) -> None:
        for column in _NEEDED:
            if column not in columns:
                raise DataError(
                    f"there is no column {column!r} (found: {', '.join(columns)})",
                    where=self._at(1),
                    hint=f"The first line names the columns: {','.join(COLUMNS)}",
                )
        for column in columns:
            if column not in COLUMNS:
                self.notes.append(f"{self._at(1)}: the column {column!r} is not used{did_you_mean(column, COLUMNS)}")

    def _check_id(self, company: str, line: int) -> None:
        if not company:
            raise DataError("this company has no id", where=self._at(line), hint="Give every company one of its own.")
        first = self._ids.setdefault(company, line)
        if first != line:
            raise DataError(
                f"the id {company!r} is that of the company in line {first}, too",
                where=self._at(line),
                hint="Give every company an id of its own.",
            )

    def _check_name(self, name: str, company: Company, line: int) -> None:
        if not any(map(str.isalnum, name)):
            raise DataError(f"the name {name!r} has no letter and no digit", where=self._at(line), hint="Mend it.")
        first, owner = self._names.setdefault(fold(name).text.strip(), (line, company.id))
        if owner != company.id:
            raise DataError(
                f"{name!r} is a name of {owner} in line {first} and of {company.id} in line {line}",
                where=self._at(line),
                hint="Take it from one of them: a headline with it would count for both.",
            )
        if is_everyday(name) and not company.negative_context:
            self.notes.append(
                f"{self._at(line)}: {name!r} is an everyday word; it is found only with its capitals, so give "
                f"{company.id} the phrases in which it means something else as negative_context"
            )

    def _check_ticker(self, ticker: str, line: int) -> None:
        first = self._tickers.setdefault(ticker.casefold(), line)
        if ticker and first != line:
            raise DataError(
                f"the ticker {ticker} is that of the company in line {first}, too",
                where=self._at(line),
                hint="A ticker belongs to one company.",
            )

    def _at(self, line: int) -> str:
        return f"{self._path}:{line}"


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATOR.split(cell) if part.strip()))
