"""Personal data in texts: found and masked, never shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.checksums import iban, luhn
from scaffold.privacy.codes import CARD, IBAN
from scaffold.privacy.contacts import EMAIL, PHONE, is_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _always(_: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email address", EMAIL, _always),
    ("IBAN", IBAN, iban),
    ("card number", CARD, luhn),
    ("phone number", PHONE, is_phone),
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
