"""Identifiers that look real and belong to nobody: reserved telephone ranges, check digits that fail, example hosts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from random import Random

from scaffold_medical.sample_writing.people import Person, pool, spaced

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
HOSTS = ("example.org", "example.com", "example.net", "mail.example.org", "clinic.example.com", "nhs.example.net")


def written_date(rng: Random, day: date, *, full: bool = False) -> str:
    """A date in one of many ways; with `full` the year is always there."""
    month, year = MONTHS[day.month - 1], day.year
    suffix = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    ways = [
        f"{day.day} {month} {year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%y}",
        f"{day:%Y-%m-%d}",
        f"{month} {day.day}, {year}",
        f"{day.day} {month[:3]} {year}",
        f"{day:%d-%b-%Y}".upper(),
        f"{day.day}{suffix} {month} {year}",
        f"{day.day}.{day.month}.{year % 100:02d}",
        f"{month[:3]} {day.day}, {year}",
    ]
    if not full:
        ways += [
            f"{day.day} {month}",
            f"{day.day}{suffix} {month}",
            f"{month} {day.day}",
            f"the {day.day}{suffix} of {month}",
            f"{day.day}/{day.month}",
            f"{day.day} {month[:3]}",
        ]
    return rng.choice(ways)


def written_month(rng: Random, day: date) -> str:
    """A month of a year, or alone."""
    month = MONTHS[day.month - 1]
    return rng.choice([f"{month} {day.year}", month, f"{day:%m/%Y}", f"{month[:3]} {day.year}"])


def chinese_date(rng: Random, day: date, *, full: bool = False) -> str:
    """A date as Chinese records write it."""
    year = day.year
    ways = [f"{year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y.%m.%d}", f"{year}/{day.month}/{day.day}"]
    return rng.choice(ways if full else [*ways, f"{day.month}月{day.day}日", f"{day.month}月{day.day}号"])


def phone(rng: Random, language: str) -> str:
    """A number of a range that is kept for fiction, or (Chinese) of a prefix that is not given out."""
    tail = f"{rng.randrange(1000):03d}"
    if language == "zh":
        return rng.choice(
            [
                f"1540000{rng.randrange(10000):04d}",
                f"154-0000-{rng.randrange(10000):04d}",
                f"0000-5550{tail}",
                f"+86 154 0000 {rng.randrange(10000):04d}",
            ]
        )
    area = rng.choice(["212", "312", "415", "617", "808"])
    line = f"01{rng.randrange(100):02d}"
    return rng.choice(
        [
            f"07700 900{tail}",
            f"07700900{tail}",
            f"+44 7700 900{tail}",
            f"01632 960{tail}",
            f"(01632) 960 {tail}",
            f"020 7946 0{tail}",
            f"0117 496 0{tail}",
            f"({area}) 555-{line}",
            f"{area}-555-{line}",
            f"555-{line}",
            f"+1 {area} 555 {line}",
            f"01 99 00 {rng.randrange(100):02d} {rng.randrange(100):02d}",
            f"0491 570 {rng.choice(['006', '156', '157', '158', '159', '110'])}",
            f"0171 3920 0{rng.randrange(100):02d}",
        ]
    )


def email(rng: Random, given: str, surname: str) -> str:
    """An address at an example host, made from a name."""
    first, last = _plain(given) or "info", _plain(surname) or "post"
    local = rng.choice(
        [
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{last}{rng.randrange(40, 99)}",
            f"{first}_{last}",
            f"{first}-{last[0]}",
            f"{first}.{last}+clinic",
        ]
    )
    return f"{local}@{rng.choice(HOSTS)}"


def url(rng: Random) -> str:
    """A web address at an example host."""
    key = "".join(rng.choice("abcdefghkmnpqrstuvwxyz23456789") for _ in range(7))
    return rng.choice(
        [
            f"https://portal.example.org/r/{key}",
            f"www.example.com/patients/{key}",
            f"http://results.example.net/?id={key}",
            f"https://share.example.com/img/{key}.jpg",
            f"my-health.example.org/{key}",
            f"https://example.org/diary#{key}",
        ]
    )


def national_id(rng: Random, who: Person) -> str:
    """A number in the form of a national one, whose check digit is wrong or whose range was never issued."""
    if who.language == "zh":
        return _chinese_id(rng, who)
    digits = "999" + "".join(str(rng.randrange(10)) for _ in range(6))
    right = (11 - sum(int(d) * (10 - i) for i, d in enumerate(digits)) % 11) % 11
    nhs = digits + str((right + 1 + rng.randrange(8)) % 10 if right < 10 else 0)
    nhs = nhs[:-1] + str((int(nhs[-1]) + 1) % 10) if int(nhs[-1]) == right else nhs
    return rng.choice(
        [f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}", nhs, f"000-{rng.randrange(10, 99)}-{rng.randrange(1000, 9999)}"]
    )


def record_number(rng: Random) -> str:
    """A hospital's own number."""
    n = rng.randrange(10**6, 10**7)
    return rng.choice(
        [
            f"{n:08d}",
            f"H{n}",
            f"K{n % 10**6:06d}",
            f"{2000 + n % 26}-{n % 10**5:05d}",
            f"MR-{n}",
            f"{n}/B",
            f"RXQ{n % 10**5:05d}",
            f"{n % 1000:03d}.{n % 997:03d}.{n % 991:03d}",
        ]
    )


def address(rng: Random, language: str) -> str:
    """A place that is on no map."""
    if language == "zh":
        road = f"{rng.choice(pool('zh_street'))}{rng.randrange(1, 300)}号"
        flat = f"{rng.randrange(1, 20)}栋{rng.randrange(1, 28)}0{rng.randrange(1, 5)}室"
        city, district = rng.choice(pool("zh_city")), rng.choice(pool("zh_district"))
        return rng.choice([f"{city}{district}{road}", f"{city}{district}{road}{flat}", f"{district}{road}{flat}"])
    number, town = rng.randrange(1, 240), spaced_town(rng)
    road = f"{rng.choice(pool('street'))} {rng.choice(pool('street_kind'))}"
    code = f"Q{rng.choice('XVZ')}{rng.randrange(1, 30)} {rng.randrange(1, 9)}{rng.choice('CKM')}{rng.choice('IOV')}"
    return rng.choice(
        [
            f"{number} {road}, {town}",
            f"{number} {road}, {town} {code}",
            f"Flat {number % 9 + 1}, {number} {road}, {town}, {code}",
            f"{number * 7} {road}, Apt {number % 30 + 1}, {town} 00{number + 100}",
            f"{number}{rng.choice('abc')} {road}",
            f"P.O. Box {number + 300}, {town}",
            f"{spaced(rng.choice(pool('surname')))} House, {road}, {town}",
            f"{road} {number}, 00{number + 200} {town}",
        ]
    )


def spaced_town(rng: Random) -> str:
    """A town; its hyphens are spaces but in those that end in a preposition and a noun."""
    town = rng.choice(pool("town"))
    return town if "-on-" in town else town.replace("-", " ")


def _chinese_id(rng: Random, who: Person) -> str:
    body = f"99{rng.randrange(10)}1{rng.randrange(10, 30)}{who.born:%Y%m%d}{rng.randrange(100):02d}"
    body += str(rng.randrange(5) * 2 + (who.sex == "male"))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    right = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    return body + rng.choice([c for c in "0123456789X" if c != right])


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", folded)
