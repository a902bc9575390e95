"""Random choices that are the same at every run."""

from __future__ import annotations

from random import Random

SEED = 20250707


def seeded(*name: object) -> Random:
    """A generator for what the parts of the name say; the same name gives the same choices."""
    return Random(" ".join(str(part) for part in (SEED, *name)))  # noqa: S311 - nothing secret is drawn
