"""Whose data a database keeps, in the words that its messages need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """A program that keeps something.

    :ivar package: the distribution it comes in; its extra `postgresql` brings the driver of that database.
    :ivar what: what it keeps, one noun that "a" and "the" can stand before, such as `state`.
    :ivar example: a file that may be given as an address.
    :ivar setting: where people choose the address, such as "`state` in [financial-sentiment]".
    :ivar first: what makes one where there is none, as the beginning of a sentence.
    :ivar again: what to do once a full disk or a lost server is back.
    """

    package: str
    what: str
    example: str
    setting: str
    first: str
    again: str = "try it again: nothing is half stored"
