"""What a file says about its labels: which bring others with them, which exclude each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING

from scaffold.rules.language.yaml_source import read_yaml
from scaffold.rules.lint.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scaffold.rules.language.rule import LabelOf
    from scaffold.rules.language.rule_file import RuleFile

    Node = tuple[str | None, str]


@dataclass
class LabelLogic:
    """Implications and exclusions of some files, with the places where they stand.

    :ivar given: labels that rules give.
    """

    given: set[Node] = field(default_factory=set)
    then: dict[Node, dict[Node, str]] = field(default_factory=lambda: defaultdict(dict))
    groups: list[tuple[tuple[Node, ...], str]] = field(default_factory=list)

    @classmethod
    def of(cls, files: Sequence[RuleFile]) -> LabelLogic:
        """Read what the files say."""
        made = cls()
        for file in files:
            document = file.document
            made.given.update(
                (rule.then.head or document.head, label)
                for rule in file.rules
                if not rule.then.not_label
                for label in rule.then.labels
            )
            if not (document.implies or document.excludes):
                continue
            source = read_yaml(file.text, file.name)
            for number, each in enumerate(document.implies):
                made.then[_node(each.if_, file)].setdefault(_node(each.then, file), source.where(("implies", number)))
            for number, group in enumerate(document.excludes):
                nodes = tuple(dict.fromkeys(_node(each, file) for each in group))
                made.groups.append((nodes, source.where(("excludes", number))))
        return made

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong with them."""
        yield from self._cycles()
        yield from self._contradictions()
        yield from self._strangers()

    def _reach(self, start: Iterable[Node]) -> set[Node]:
        """Labels that follow from some, themselves included."""
        found, waiting = set(start), list(start)
        while waiting:
            for node in self.then.get(waiting.pop(), {}):
                if node not in found:
                    found.add(node)
                    waiting.append(node)
        return found

    def _cycles(self) -> Iterator[Finding]:
        told: set[Node] = set()
        for node, followers in self.then.items():
            around = [node] if node in followers else []
            around += [each for each in self._reach(followers) - {node} if node in self._reach([each])]
            if around and node not in told:
                told.update(around)
                names = sorted({each[1] for each in [node, *around]})
                yield Finding(
                    "error",
                    "implication cycle",
                    f"labels that imply each other in a circle: {', '.join(names)}",
                    next(iter(followers.values())),
                    "Labels that always hold together are one label: delete one of the implications.",
                )

    def _contradictions(self) -> Iterator[Finding]:
        for node, followers in self.then.items():
            reached = self._reach([node])
            for group, where in self.groups:
                for pair in combinations(group, 2):
                    further = any(set(pair) <= self._reach([each]) for each in followers if each != node)
                    # Told once, where the implications begin to disagree.
                    if set(pair) <= reached and (node in pair or not further):
                        a, b = (_name(each, node) for each in pair)
                        yield Finding(
                            "error",
                            "implication against exclusion",
                            f"from {node[1]} follow both {a} and {b}, which exclude each other ({where})",
                            next(iter(followers.values())),
                            "Delete the implication, or take one of them out of `excludes`.",
                        )

    def _strangers(self) -> Iterator[Finding]:
        known = self._reach(self.given)
        spoken = {node: place for node, followers in self.then.items() for place in followers.values()}
        for followers in self.then.values():
            for node, place in followers.items():
                spoken.setdefault(node, place)
        for group, place in self.groups:
            for node in group:
                spoken.setdefault(node, place)
        for node, where in spoken.items():
            if node in known:
                continue
            near = get_close_matches(node[1], sorted({label for _, label in known}), n=1, cutoff=0.8)
            yield Finding(
                "warning" if near else "info",
                "label of no rule",
                f"no rule gives the label {_name(node, None)}" + (f", did you mean {near[0]!r}?" if near else ""),
                where,
                "" if near else "That is right if the data have it.",
            )


def _node(label: LabelOf, file: RuleFile) -> Node:
    return label.head or file.document.head, label.label


def _name(node: Node, beside: Node | None) -> str:
    """A label, with its head where that is another one."""
    head, label = node
    return f"{label!r} of {head}" if head is not None and (beside is None or beside[0] != head) else repr(label)
