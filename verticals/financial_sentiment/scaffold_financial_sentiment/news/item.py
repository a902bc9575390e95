"""A news item: the record that everything downstream works on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One headline or post.

    :ivar id: what its source calls it; made from its content where the source gives none.
    :ivar text: the headline, normalised; never empty.
    :ivar time: when it was published, in seconds since 1970-01-01 UTC.
    :ivar source: who published it, such as `Reuters`; empty if unknown.
    :ivar url: where it can be read; empty if unknown.
    :ivar body: the beginning of the article, if there is one.
    """

    id: str
    text: str
    time: float
    source: str = ""
    url: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """Something in a source that is no usable item.

    :ivar where: file and line, or address and entry.
    :ivar reason: what is wrong with it, in words a person can act on.
    """

    where: str
    reason: str
