"""A file of rules with what belongs to it, and several of them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import RuleError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from scaffold.rules.language.lexicon import TermFile
    from scaffold.rules.language.rule import Rule, RuleDocument


FILE = "rules.yaml"
"""What a file of rules is called in a folder of several."""


def rule_folder(number: int) -> Path:
    """Where a file of rules and its lexicons lie in a folder of several, counted from 1."""
    return Path(f"{number:02d}")


@dataclass(frozen=True)
class RuleFile:
    """What was read from one file.

    :ivar text: the file as it was written.
    :ivar places: `file:line` of each rule, by its id.
    :ivar lexicons: by the name the rules give them.
    """

    name: str
    text: str
    document: RuleDocument
    places: dict[str, str]
    lexicons: dict[str, TermFile] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """In the order they are written."""
        return self.document.rules


@dataclass(frozen=True)
class RuleSet:
    """All rules of a vertical, in a fixed order: file by file, as they are written."""

    files: tuple[RuleFile, ...] = ()

    @classmethod
    def of(cls, files: Iterable[RuleFile]) -> RuleSet:
        """The rules of several files.

        :raises RuleError: for an id that two of them give.
        """
        kept = tuple(files)
        seen: dict[str, str] = {}
        for file in kept:
            for rule in file.rules:
                if rule.id in seen:
                    raise RuleError(
                        f"the id {rule.id!r} is that of a rule at {seen[rule.id]}, too",
                        where=file.places[rule.id],
                        hint="Give every rule an id of its own.",
                    )
                seen[rule.id] = file.places[rule.id]
        return cls(kept)

    def __iter__(self) -> Iterator[Rule]:
        return (rule for file in self.files for rule in file.rules)

    def __len__(self) -> int:
        return sum(len(file.rules) for file in self.files)

    def file_of(self, rule: Rule) -> RuleFile:
        """Where a rule is from."""
        return next(file for file in self.files if rule.id in file.places)

    def where(self, rule: Rule) -> str:
        """`file:line` of a rule."""
        return self.file_of(rule).places[rule.id]

    def head_of(self, rule: Rule) -> str | None:
        """The head its labels belong to; None where neither it nor its file says."""
        return rule.then.head or self.file_of(rule).document.head

    def about(self, head: str, only: bool, rules: Iterable[Rule]) -> list[Rule]:
        """Those of `rules` that say something about the labels of `head`.

        :param only: whether it is the only head, to which labels of no named head belong.
        """
        wanted = (head, None) if only else (head,)
        return [rule for rule in rules if rule.then.about_labels and self.head_of(rule) in wanted]

    def check_labels(self, heads: dict[str, Collection[str]]) -> None:
        """Every label that a rule speaks of is one that its head knows.

        :param heads: known labels by head; of a head without any nothing is asked.
        :raises RuleError: naming the rule and the nearest known name.
        """
        for rule in self:
            if not rule.then.about_labels:
                continue
            head = self.head_of(rule) or (next(iter(heads)) if len(heads) == 1 else None)
            if head is None:
                raise RuleError(
                    f"the rule {rule.id!r} does not say which head its labels belong to",
                    where=self.where(rule),
                    hint=f"Write `head: NAME` at the top of the file, one of: {', '.join(heads)}",
                )
            if head not in heads:
                # Data may have no labels for a head of the vertical: its rules wait.
                continue
            known = heads[head]
            for label in rule.then.labels:
                if known and label not in known:
                    raise RuleError(
                        f"the rule {rule.id!r} speaks of the label {label!r}, which {head} does not have"
                        + did_you_mean(label, known),
                        where=self.where(rule),
                    )

    def write(self, write_file: Callable[[Path, str], None]) -> None:
        """Hand out every file and lexicon, by its path in a folder of rules."""
        for number, file in enumerate(self.files, 1):
            folder = rule_folder(number)
            write_file(folder / FILE, file.text)
            for name, terms in file.lexicons.items():
                write_file(folder / name, terms.text)
