"""Questions of users with the FAQ entry that answers each: what a confidence is learned from."""

from __future__ import annotations

from pathlib import Path

from scaffold.data.readers.open import read_rows
from scaffold.errors import DataError
from scaffold.settings import DataSettings


def read_queries(path: Path, split: str = "validation") -> list[tuple[str, str]]:
    """Pairs of query and entry id from a table with columns `query`, `faq_id` and, if it has one, `split`.

    :param split: the rows to take, where there is a column `split`.
    :raises DataError: for a missing file, column or cell, naming file and line.
    """
    if not path.is_file():
        raise DataError("there is no such file of queries", where=str(path), hint="Check the path.")
    pairs = []
    for row in read_rows(path, DataSettings()):
        query, name = (str(row.values.get(column) or "").strip() for column in ("query", "faq_id"))
        if not (query and name):
            raise DataError(
                "this row needs a `query` and a `faq_id`",
                where=f"{path}:{row.line}",
                hint="Give columns query, faq_id and, if only some rows are for learning, split.",
            )
        if row.values.get("split", split) == split:
            pairs.append((query, name))
    if not pairs:
        raise DataError(
            f"no row of these queries is of the split {split!r}", where=str(path), hint="Leave out `split`."
        )
    return pairs
