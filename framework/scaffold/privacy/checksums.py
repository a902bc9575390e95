"""Check digits of numbers that are given to people."""

from __future__ import annotations

_IBAN_LENGTH = range(15, 35)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"


def luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B, as on payment cards."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def iban(number: str) -> bool:
    """Whether the check digits are right (ISO 13616, modulo 97)."""
    plain = number.replace(" ", "").upper()
    moved = plain[4:] + plain[:4]
    return len(plain) in _IBAN_LENGTH and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def nhs(number: str) -> bool:
    """Whether this is a number of the British health service: ten digits, the last by modulo 11."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    return (11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11) % 11 == digits[9]


def resident(number: str) -> bool:
    """Whether this is a Chinese resident identity number: 18 places, the last by modulo 11-2 (GB 11643)."""
    if len(number) != 18 or not number[:17].isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _RESIDENT_WEIGHTS, strict=False))
    return _RESIDENT_CHECKS[total % 11] == number[17].upper()
