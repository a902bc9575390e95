"""The rules of a shop about its lists, and on which candidates they fire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import RuleError
from scaffold.rules.firing.rule_reader import RuleReader
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.ordering.conditions import DAYS_SINCE, SEEN, Asked, Test, split
from scaffold_recommendation.ordering.item_columns import ItemColumns
from scaffold_recommendation.ordering.placed import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold.rules.language.condition import Element
    from scaffold.rules.language.effect import Effect
    from scaffold.rules.language.rule import Rule
    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.ordering.context import Context

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule with the candidates that it fires on, (n,)."""

    rule: Rule
    rows: NDArray[np.bool_]

    @property
    def id(self) -> str:
        """The rule's."""
        return self.rule.id

    @property
    def then(self) -> Effect:
        """What it says of them."""
        return self.rule.then

    @property
    def is_hard(self) -> bool:
        """Whether it holds even where places stay empty."""
        return self.rule.hardness == "hard"


class BusinessRules:
    """Rules with an effect on lists that are meant to decide; of the others nothing is asked.

    What hangs on the item alone is found once for each item. Fields that a request brings (`seen`, `days_since`,
    `user.*`) are looked at when it comes, for its candidates.
    """

    def __init__(self, rules: RuleSet, catalogue: Catalogue) -> None:
        """Split the conditions; items are read when they are first asked for.

        :raises RuleError: for a rule with the id of a built-in one, or with a condition that cannot be split.
        """
        kept = [rule for rule in rules if rule.then.about_lists and "decide" in rule.uses]
        parts: list[Element] = []
        owners: list[Rule] = []
        self._tests: list[tuple[Rule, Test]] = []
        for rule in kept:
            if rule.id in BUILT_IN:
                raise RuleError(
                    f"the id {rule.id!r} is that of a rule that is built in",
                    where=rules.where(rule),
                    hint="Give it another one.",
                )
            self._tests.append((rule, split(rule.when, parts, rules.where(rule))))
            owners += [rule] * (len(parts) - len(owners))
        self.columns = ItemColumns(catalogue, _reader_of(rules, owners, parts))

    def fired(self, items: NDArray[np.int64], context: Context) -> list[Fired]:
        """Those in force that fire on some of the items, which `columns` knows, in the order of the files."""
        found = []
        asked = self._asked(items, context)
        today = datetime.fromtimestamp(context.now, UTC).date()
        for rule, test in self._tests:
            if not rule.has_expired(today):
                rows = test(asked)
                if rows.any():
                    found.append(Fired(rule, rows))
        return found

    def pinned(self, context: Context) -> list[int]:
        """Numbers of the items known to `columns` that a rule in force pins."""
        pins = [(rule, test) for rule, test in self._tests if rule.then.pin is not None]
        if not pins:
            return []
        items = np.arange(len(self.columns), dtype=np.int64)
        asked = self._asked(items, context)
        today = datetime.fromtimestamp(context.now, UTC).date()
        found: NDArray[np.bool_] = np.zeros(len(items), dtype=bool)
        for rule, test in pins:
            if not rule.has_expired(today):
                found |= test(asked)
        return np.flatnonzero(found).tolist()

    def _asked(self, items: NDArray[np.int64], context: Context) -> Asked:
        def seen() -> NDArray[np.float64]:
            return np.fromiter((context.seen.get(item, 0) for item in items.tolist()), dtype=np.float64)

        def days_since() -> NDArray[np.float64]:
            since = self.columns.since[items]
            return np.floor((context.now - np.where(np.isfinite(since), since, np.nan)) / _DAY)

        return Asked(self.columns.holds[:, items], context.user, {SEEN: seen, DAYS_SINCE: days_since})


def _reader_of(rules: RuleSet, owners: Sequence[Rule], parts: Sequence[Element]) -> RuleReader:
    """Fires each part as a rule of its own, beside the lexicons of its file.

    :param owners: the rule of each part; both in the order of the files.
    """
    files = []
    for file in rules.files:
        own = {
            str(number): owner.model_copy(update={"id": str(number), "when": part})
            for number, (owner, part) in enumerate(zip(owners, parts, strict=True))
            if owner.id in file.places
        }
        places = {number: file.places[owners[int(number)].id] for number in own}
        document = file.document.model_copy(update={"rules": tuple(own.values())})
        files.append(replace(file, document=document, places=places))
    split_rules = RuleSet(tuple(files))
    return RuleReader(split_rules, list(split_rules))
