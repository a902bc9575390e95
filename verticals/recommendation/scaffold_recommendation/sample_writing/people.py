"""Names of authors, heroes and places, none of them real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_recommendation.sample_writing.blockfile import BLOCKS, headed
from scaffold_recommendation.sample_writing.seeded import pick

if TYPE_CHECKING:
    from numpy.random import Generator

PLACES = ("town", "island", "river", "land", "world", "ship")
_PRONOUNS = {
    ("en", "f"): {"he": "she", "his": "her", "him": "her", "himself": "herself"},
    ("en", "m"): {"he": "he", "his": "his", "him": "him", "himself": "himself"},
    ("zh", "f"): {"he": "她", "his": "她的", "him": "她", "himself": "她自己"},
    ("zh", "m"): {"he": "他", "his": "他的", "him": "他", "himself": "他自己"},
}


@dataclass(frozen=True)
class Person:
    """Somebody who never lived.

    :ivar sex: `f` or `m`, for the pronouns.
    """

    first: str
    surname: str
    sex: str
    language: str

    @property
    def name(self) -> str:
        """Both names, in the order of the language."""
        return self.surname + self.first if self.language == "zh" else f"{self.first} {self.surname}"

    @property
    def pronouns(self) -> dict[str, str]:
        """What stands for `he`, `his`, `him` and `himself`."""
        return _PRONOUNS[self.language, self.sex]


def pool(name: str) -> list[str]:
    """The names under a heading of `names.txt`."""
    lines = headed(BLOCKS / "names.txt")[name]
    return lines[0].split("|") if "|" in lines[0] or len(lines[0].split()) < 5 else lines[0].split()


def person(rng: Generator, language: str, sex: str = "", surnames: str = "surname") -> Person:
    """Anybody; of a sex if it is given."""
    prefix = "zh_" if language == "zh" else ""
    sex = sex or pick(rng, "fm")
    first = pick(rng, pool(prefix + {"f": "female", "m": "male"}[sex]))
    return Person(first, pick(rng, pool("zh_surname" if prefix else surnames)), sex, language)


def places(rng: Generator, language: str) -> dict[str, str]:
    """A place of each sort."""
    if language == "zh":
        return {sort: pick(rng, pool(f"zh_{sort}")) for sort in ("town", "island", "river")}
    return {sort: pick(rng, pool(sort)) for sort in PLACES}
