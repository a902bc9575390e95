"""Random choices that are the same at every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scaffold_recommendation.simulation.session import SEED
from scaffold_recommendation.simulation.streams import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

T = TypeVar("T")


def seeded(*name: object) -> Generator:
    """A generator for what the parts of the name say; the same name gives the same choices."""
    return stream(SEED, *name)


def pick(rng: Generator, options: Sequence[T]) -> T:
    """One of the options."""
    return options[int(rng.integers(len(options)))]


def shuffled(rng: Generator, things: Sequence[T]) -> list[T]:
    """The things in another order."""
    return [things[int(place)] for place in rng.permutation(len(things))]
