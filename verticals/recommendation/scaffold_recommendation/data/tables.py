"""One file with rows of any known format, and the columns it has."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.readers.delimited import open_delimited
from scaffold.data.readers.open import KNOWN, open_source
from scaffold.data.textfile import inspect, open_bytes, plain_name
from scaffold.errors import DataError
from scaffold_recommendation.data.plain_tables import ATOMIC, open_plain

if TYPE_CHECKING:
    from scaffold.data.readers.row import Source
    from scaffold.settings import DataSettings
    from scaffold_recommendation.data.settings import ReadingSettings

_TABLES = (".dat", ".data", ".txt", *ATOMIC)
"""Endings beside the core's that stand for tables here."""
_ABOUT = re.compile(r"(readme|licen[cs]e|copying|source|notice|changelog|citation)\b.*", re.IGNORECASE)
_LOOKED_AT = 1000


@dataclass(frozen=True)
class Table:
    """A file that is ready to be read.

    :ivar columns: names of its columns; of JSON those of its first rows.
    """

    source: Source
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the file without that of a packer."""
        return plain_name(self.source.path)

    @property
    def words(self) -> tuple[str, ...]:
        """Words of its name, in lower case.

        `game_play.dat` has `game` and `play`.
        """
        return tuple(word for word in re.split(r"[\W_]+", Path(self.name).stem.casefold()) if word)


def is_table(path: Path) -> bool:
    """Whether a file of this name may hold events, items or users; what is about the data does not.

    >>> is_table(Path("events.csv.gz")), is_table(Path("ml.inter")), is_table(Path("README.txt"))
    (True, True, False)
    """
    name = plain_name(path).lower()
    return name.endswith((*KNOWN, *_TABLES)) and not name.startswith(".") and not _ABOUT.fullmatch(name)


def open_table(path: Path, settings: ReadingSettings, data: DataSettings) -> Table:
    """Settle format, encoding and columns of a file.

    :raises DataError: if it is empty, no table, or of a format that is not known.
    """
    source = _open(path, settings, data)
    found = [list(row.values) for row in itertools.islice(source.rows(), _LOOKED_AT)]
    if not found:
        raise _empty(path)
    return Table(source, tuple(dict.fromkeys(itertools.chain.from_iterable(found))))


def _open(path: Path, settings: ReadingSettings, data: DataSettings) -> Source:
    named = settings.named_columns
    # What is named here settles for the core, too, whether the first row is a header.
    data = data.model_copy(update={"id": named.get("user"), "group": named.get("item"), "time": named.get("time")})
    name = plain_name(path).lower()
    if name.endswith(".parquet"):
        return open_source(path, data)
    with open_bytes(path) as stream:
        if not stream.read(4096).strip():
            raise _empty(path)
    if not name.endswith(_TABLES):
        return open_source(path, data)
    file = inspect(path, data)
    return open_plain(file) or open_delimited(file, data)


def _empty(path: Path) -> DataError:
    return DataError("the file is empty", where=str(path), hint="Give a table with a user and an item in each row.")
