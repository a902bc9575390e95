"""What experts know of labels themselves: one brings another with it, or keeps it out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.rules.language.rule import LabelOf
    from scaffold.rules.language.rule_file import RuleFile, RuleSet


@dataclass(frozen=True)
class HeadLabel:
    """A label of a head."""

    head: str
    label: str


@dataclass(frozen=True)
class Bond:
    """`first` implies `second`, or keeps it out."""

    first: HeadLabel
    second: HeadLabel
    excludes: bool = False

    @property
    def both(self) -> tuple[HeadLabel, HeadLabel]:
        """The two of them."""
        return self.first, self.second

    @property
    def gist(self) -> str:
        """In a few words."""
        return f"{self.first.label} {'excludes' if self.excludes else 'implies'} {self.second.label}"

    def is_broken(self, first: bool, second: bool) -> bool:
        """Whether the two labels, given or not, are at odds with it."""
        return first and (second if self.excludes else not second)


def bonds_of(rules: RuleSet, only_head: str | None) -> tuple[Bond, ...]:
    """Those of all files, in the order they are written; of labels whose head is known.

    :param only_head: head of labels for which neither they nor their file name one.
    """
    return tuple(dict.fromkeys(bond for file in rules.files for bond in _of_file(file, only_head)))


def _of_file(file: RuleFile, only_head: str | None) -> Iterator[Bond]:
    def named(label: LabelOf) -> HeadLabel | None:
        head = label.head or file.document.head or only_head
        return HeadLabel(head, label.label) if head else None

    for implication in file.document.implies:
        first, second = named(implication.if_), named(implication.then)
        if first and second:
            yield Bond(first, second)
    for group in file.document.excludes:
        known = [each for each in map(named, group) if each]
        for first, second in combinations(known, 2):
            yield Bond(first, second, excludes=True)
