"""From blocks to sentences: alternatives in square brackets, names in braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold_recommendation.sample_writing.seeded import pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([A-Za-z]+)\}")
_START = re.compile(r"(^|[.!?] )([a-z])")
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


def version(text: str, number: int) -> str:
    """The text with the alternative of that number wherever there is a choice."""
    return _CHOICE.sub(lambda match: match[1].split("|")[number], text)


def drawn(text: str, rng: Generator) -> str:
    """The text with any of the alternatives wherever there is a choice."""
    return _CHOICE.sub(lambda match: pick(rng, match[1].split("|")), text)


def slots(text: str) -> set[str]:
    """The names in braces."""
    return set(_SLOT.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values of the names in braces, each sentence with a capital.

    :raises KeyError: a name is not known: a slip in a block.
    """
    full = _SLOT.sub(lambda match: values[match[1]], text)
    return _START.sub(lambda match: match[1] + match[2].upper(), full)


def sentences(text: str) -> list[str]:
    """The sentences of a description, without the blanks between them."""
    return [part for part in _END.split(text) if part]
