"""The address of a source as a user writes it: a place, and parameters behind a question mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from scaffold.errors import SettingsError, did_you_mean
from scaffold_financial_sentiment import durations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_USER = re.compile(r"(?<=//)[^/?#]*@")
_SECRET = re.compile(r"([?&][^=&#]*(?:key|token|secret|passw|pwd|auth|sig)[^=&#]*=)[^&#]*", re.IGNORECASE)
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def without_secrets(address: str) -> str:
    """The address without user and password, and with `***` for the value of every parameter that sounds like a secret.

    >>> without_secrets("https://me:pass@news.example/feed?lang=en&api_key=12ab")
    'https://news.example/feed?lang=en&api_key=***'
    """
    return _SECRET.sub(r"\1***", _USER.sub("", address))


@dataclass(frozen=True, slots=True)
class Address:
    """An address, read.

    :ivar place: the address without the parameters that are meant for us.
    :ivar values: those parameters by name.
    """

    place: str
    values: Mapping[str, str]

    @classmethod
    def of(cls, address: str, known: Sequence[str], *, keep_others: bool = False) -> Address:
        """Take the known parameters off an address.

        :param keep_others: unknown ones stay in `place`, since they are the server's.
        :raises SettingsError: for an unknown parameter, unless others are kept.
        """
        place, mark, query = address.partition("?")
        values: dict[str, str] = {}
        others: list[str] = []
        for part in filter(None, query.split("&")):
            name, _, value = part.partition("=")
            if name in known:
                values[name] = unquote_plus(value)
            elif keep_others:
                others.append(part)
            else:
                raise SettingsError(
                    f"there is no parameter {name!r}{did_you_mean(name, known)}",
                    where=without_secrets(address),
                    hint="Correct the address of this source.",
                )
        return cls(place + (mark + "&".join(others) if others else ""), values)

    def text(self, name: str, default: str) -> str:
        """A parameter as it is written; the default if it is not given or empty."""
        return self.values.get(name) or default

    def seconds(self, name: str, default: float, least: float) -> float:
        """A parameter that is a time such as `60s`.

        :raises SettingsError: if it is none, or less than `least` seconds.
        """
        if name not in self.values:
            return default
        try:
            value = durations.seconds(self.values[name])
        except ValueError as error:
            raise self._error(f"{name}: {error}") from None
        if value < least:
            raise self._error(f"{name}: at least {durations.written(least)} is needed, found {self.values[name]}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A parameter that is `yes` or `no`.

        :raises SettingsError: if it is neither.
        """
        if name not in self.values:
            return default
        value = _FLAGS.get(self.values[name].lower())
        if value is None:
            raise self._error(f"{name}: expected yes or no, found {self.values[name][:40]!r}")
        return value

    def _error(self, message: str) -> SettingsError:
        return SettingsError(message, where=without_secrets(self.place), hint="Correct the address of this source.")
