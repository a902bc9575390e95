"""Parameters of addresses, read strictly: what cannot be is refused, and nothing is passed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.errors import did_you_mean
from scaffold.web.refusals import BadParameterError
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.detection.key import ALL_TOPICS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

DAYS = (1, 7, 30, 90)
LONGEST_TEXT = 200
MOST_PAGES = 1_000_000

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class Parameters:
    """The parameters of one request.

    :param pairs: names and values as they came.
    :param known: the names that this page knows.
    :raises BadParameterError: for another name, one that comes twice, and a value that is too long or no text.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]], known: Collection[str]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            if name not in known:
                raise BadParameterError(f"there is no parameter {clean(name)!r} here{did_you_mean(name, known)}")
            if name in self._values:
                raise BadParameterError(f"the parameter {name!r} is given twice")
            if len(value) > LONGEST_TEXT or not value.isprintable():
                raise BadParameterError(
                    f"{name!r} has to be at most {LONGEST_TEXT} characters of text, without control characters"
                )
            self._values[name] = value.strip()

    def text(self, name: str) -> str:
        """A text; empty if it is not given."""
        return self._values.get(name, "")

    def topic(self) -> str:
        """The parameter `topic`; all topics together if it is not given."""
        return self.text("topic") or ALL_TOPICS

    def number(self, name: str, usual: int, *, least: int = 1, most: int = MOST_PAGES) -> int:
        """A whole number.

        :raises BadParameterError: for anything else, and outside of `least` to `most`.
        """
        value = self.text(name)
        if not value:
            return usual
        if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
            raise BadParameterError(
                f"{name!r} has to be a whole number from {least} to {most:,}, and is {clean(value)!r}"
            )
        return int(value)

    def one_of(self, name: str, usual: str, allowed: Sequence[str]) -> str:
        """One of some words.

        :raises BadParameterError: for another one.
        """
        value = self.text(name) or usual
        if value not in allowed:
            raise BadParameterError(f"{name!r} has to be one of {', '.join(allowed)}, and is {clean(value)!r}")
        return value

    def days(self, usual: int = 7) -> int:
        """The parameter `days`, one of `DAYS`.

        :raises BadParameterError: for another one.
        """
        return int(self.one_of("days", str(usual), [str(days) for days in DAYS]))
