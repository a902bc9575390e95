"""Numbers and codes of the same layout: a digit for a digit, a letter for a letter, and nobody's."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.privacy.checksums import iban, luhn, nhs, resident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.privacy.key import Key

_CHECKED = (iban, luhn, nhs, resident)
_TRIES = 64


@dataclass(frozen=True)
class Letters:
    """Chooses characters by key, patient, kind and the identifier without its separators."""

    key: Key = field(repr=False)
    patient: str
    kind: str

    def code(self, old: str) -> str:
        """Another code of the same layout; where the form has check digits they are wrong."""
        for attempt in range(_TRIES):
            new = self._filled(old, attempt)
            if new != old and not any(_holds(check, new) for check in _CHECKED):
                return _nobodys(new)
        return re.sub(r"\w", "0", old) if old.strip("0") else old + "0"

    def phone(self, old: str) -> str:
        """Another number of the same layout, out of ranges that nobody is given."""
        digits = re.sub(r"\D", "", old)
        stream = self._stream(digits, 0)
        new = "".join(str(next(stream) % 10) for _ in digits)
        return _laid_over(old, _reserved(digits, new, apart=digits not in old))

    def _filled(self, old: str, attempt: int) -> str:
        stream = self._stream("".join(filter(str.isalnum, old)).upper(), attempt)
        return "".join(_same_kind(char, next(stream)) for char in old)

    def _stream(self, plain: str, attempt: int) -> Iterator[int]:
        block = 0
        while True:
            yield from self.key.digest(self.patient, self.kind, plain, f"{attempt}.{block}")
            block += 1


def _same_kind(char: str, number: int) -> str:
    if char in string.digits:
        return str(number % 10)
    if char in string.ascii_uppercase:
        return string.ascii_uppercase[number % 26]
    return string.ascii_lowercase[number % 26] if char in string.ascii_lowercase else char


def _holds(check: object, number: str) -> bool:
    plain = re.sub(r"[^A-Za-z0-9]", "", number)
    if check is iban and not re.fullmatch(r"[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}", plain):
        return False
    return bool(check(plain)) if callable(check) else False


def _nobodys(new: str) -> str:
    """A number of the American social security begins with 000, which none of them does."""
    return "000" + new[3:] if re.fullmatch(r"\d{3}-\d{2}-\d{4}", new) else new


def _reserved(digits: str, new: str, *, apart: bool) -> str:
    """The figures of `new` in a range that is kept free of subscribers.

    Ofcom keeps 07700 900000-900999 and 01632 960000-960999 for drama, the North American plan 555-0100 to 555-0199;
    in other plans the number after the country's or trunk figure begins with zeros, which no subscriber's does.
    """
    if len(digits) == 11 and digits.startswith("07"):
        return "07700900" + new[-3:]
    if len(digits) == 11 and digits[0] == "0":
        return "01632960" + new[-3:]
    if len(digits) == 12 and digits.startswith("44"):
        return "447700900" + new[-3:]
    # Eleven figures in a row that begin with 1 are a Chinese mobile number.
    american = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1" and apart)
    if american and digits[-10] in "23456789":
        return f"{digits[:-10]}{2 + int(new[-10]) % 8}0055501{new[-2:]}"
    zeros = min(4, max(1, len(digits) - 4))
    lead = digits[0] if digits[0] in "01" else new[0]
    return lead + "0" * zeros + new[zeros + 1 :]


def _laid_over(old: str, figures: str) -> str:
    """The figures in the places of the old ones, with its blanks and brackets."""
    stream = iter(figures)
    return "".join(next(stream, "0") if char.isdigit() else char for char in old)
