"""Personal data in texts: found and masked, never shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_IBAN_LENGTH = range(15, 35)


def _luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(number: str) -> bool:
    """Whether the check digits are right (ISO 13616, modulo 97)."""
    plain = number.replace(" ", "").upper()
    moved = plain[4:] + plain[:4]
    return len(plain) in _IBAN_LENGTH and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _phone(number: str) -> bool:
    """Whether the number of digits is that of a telephone number (ITU-T E.164), and it is no date."""
    digits = sum(char.isdigit() for char in number)
    return 8 <= digits <= 15 and not re.fullmatch(r"\(?(19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?", number)


def _always(_: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email address", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII), _always),
    (
        "IBAN",
        re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"),
        _iban,
    ),
    ("card number", re.compile(r"(?<![\d.,])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![\d.,]\d|\d)"), _luhn),
    (
        "phone number",
        re.compile(
            r"(?<![\w.,-])(?:"
            r"\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}"
            r"|\(?0[1-9]\d{1,3}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}"
            r"|\(\d{3}\) ?\d{3}[ .-]?\d{4}|\d{3}[.-]\d{3}[.-]\d{4}"
            r"|1[3-9]\d{9})(?![\w-]|[.,]\d)",
            re.ASCII,
        ),
        _phone,
    ),
)


_HINT = re.compile(r"[@\d]")


def find_personal(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of every email address, IBAN, payment card number and phone number.

    Cards pass the Luhn check, IBANs their check digits; no piece of text is found twice.
    """
    if _HINT.search(text) is None:
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern, check in _KINDS:
        for match in pattern.finditer(text):
            start, end = match.span()
            free = all(end <= first or start >= last for first, last in taken)
            if free and check(match.group()):
                taken.append((start, end))
                yield kind, start, end


def mask(text: str, *, same_length: bool = False) -> str:
    """The text with every piece of personal data as stars.

    >>> mask("write to jane@example.org")
    'write to ****'

    :param same_length: a star for each character, so that offsets stay.
    """
    for _, start, end in sorted(find_personal(text), key=lambda found: -found[1]):
        text = text[:start] + "*" * (end - start if same_length else 4) + text[end:]
    return text
