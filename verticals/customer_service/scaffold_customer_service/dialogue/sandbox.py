"""The Jinja environment of answers and phrases: sandboxed, strict, plain text."""

from __future__ import annotations

from functools import cache

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scaffold_customer_service.slots.amounts import amount_value
from scaffold_customer_service.slots.countries import countries

_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Maldives", "Czech Republic", "Dominican Republic")


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Templates that can neither reach the program nor use a name that is not given.

    Filters: `number` is the value of an amount; of a country `area` is `euro`, `europe` or empty, `chinese` its
    Chinese name, and `with_article` its English name as it stands in a sentence.
    """
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        # the replies are shown in a terminal or as JSON, never as HTML
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = amount_value
    made.filters["area"] = _area
    made.filters["chinese"] = _chinese
    made.filters["with_article"] = _with_article
    return made


def _area(country: str) -> str:
    known = countries().get(country)
    return known.area if known else ""


def _chinese(country: str) -> str:
    known = countries().get(country)
    return known.chinese if known else country


def _with_article(country: str) -> str:
    return f"the {country}" if country.startswith(_WITH_ARTICLE) else country
