"""Rules made ready to fire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.firing.firing import Firing
from scaffold.rules.firing.reader import TextReader
from scaffold.rules.firing.words_index import WordsIndex
from scaffold.rules.language.condition import AllOf, AnyOf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.rules.firing.material import Material
    from scaffold.rules.language.condition import Element
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleSet


class RuleMatcher:
    """Fires rules on texts. All phrases and lexicons are looked for in one pass; a rule is tried where one was found.

    Usage::

        matcher = RuleMatcher(rules)
        for firing in matcher.match(Material("The ATM swallowed my card.")):
            print(firing.rule.id, firing.spans)

    :ivar rules: in their order, which is that of what `match` gives.
    """

    def __init__(self, rules: RuleSet, chosen: Iterable[Rule] | None = None) -> None:
        self.rules = tuple(rules if chosen is None else chosen)
        self._index = WordsIndex()
        for rule in self.rules:
            self._index.add(rule, rules.file_of(rule))
        self._always: list[int] = []
        self._by_words: dict[int, list[int]] = {}
        for number, rule in enumerate(self.rules):
            needed = self._needed(rule.when)
            for each in needed or ():
                self._by_words.setdefault(each, []).append(number)
            if needed is None:
                self._always.append(number)

    def prepare(self) -> None:
        """Build what is looked up, which the first match would do; processes that are forked after it share it."""
        self._index.find("")

    def match(self, material: Material) -> list[Firing]:
        """The rules that fire on a text, in their order."""
        reader = TextReader(material, self._index)
        tried = set(self._always).union(*(self._by_words.get(each, ()) for each in reader.found))
        fired = []
        for number in sorted(tried):
            spans = reader.read(self.rules[number].when)
            if spans is not None:
                fired.append(Firing(self.rules[number], tuple(spans)))
        return fired

    def _needed(self, condition: Element) -> set[int] | None:
        """Conditions on words of which one at least must match; None if it can hold without any."""
        if isinstance(condition, AllOf):
            needs = [each for each in map(self._needed, condition.all) if each is not None]
            return min(needs, key=len, default=None)
        if isinstance(condition, AnyOf):
            parts = [self._needed(each) for each in condition.any]
            if any(part is None for part in parts):
                return None
            return set().union(*(part for part in parts if part))
        number = self._index.number(condition)
        return None if number is None else {number}
