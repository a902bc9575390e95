"""Conditions of business rules, split into what holds of an item at any time and what a request decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import RuleError
from scaffold.rules.firing.field_values import field_holds
from scaffold.rules.language.condition import AllOf, AnyOf, MetadataField, NotThat, has_place
from scaffold.rules.language.parts import conditions_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from scaffold.rules.language.condition import Element, FieldTest

SEEN, DAYS_SINCE, USER = "seen", "days_since", "user."
"""Fields that a request brings: of an item with a user, of an item at a time, and of the user."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What conditions are tried on at one request.

    :ivar parts: which part that concerns the item alone holds of which item, (parts, n).
    :ivar user: fields of the user, without `user.`.
    :ivar counts: `seen` and `days_since` of each item when they are asked for, (n,); NaN where it is not known.
    """

    parts: NDArray[np.bool_]
    user: Mapping[str, Any]
    counts: Mapping[str, Callable[[], NDArray[np.float64]]]


Test = Callable[[Asked], "NDArray[np.bool_]"]
"""Says of which items a condition holds, (n,)."""


def needs_request(condition: Element) -> bool:
    """Whether a condition looks at a field that a request brings."""
    return any(isinstance(each, MetadataField) and _is_brought(each.field) for each in conditions_of(condition))


def split(condition: Element, parts: list[Element], where: str) -> Test:
    """A test of the condition; what concerns the item alone is added to `parts`, of which it reads the results.

    :param where: `file:line` of the rule.
    :raises RuleError: where matches that must stand near each other hang on a field that a request brings.
    """
    if not needs_request(condition):
        parts.append(condition)
        number = len(parts) - 1
        return lambda asked: asked.parts[number]
    if isinstance(condition, MetadataField):
        return _test_of(condition.field)
    if isinstance(condition, NotThat):
        denied = split(condition.not_, parts, where)
        return lambda asked: ~denied(asked)
    if isinstance(condition, AnyOf):
        return _joined(np.logical_or, _grouped(condition, condition.any, "any"), parts, where)
    assert isinstance(condition, AllOf), condition
    if condition.has_places and any(has_place(each) and needs_request(each) for each in condition.all):
        raise RuleError(
            "what a request brings cannot decide about matches that must stand near each other",
            where=where,
            hint="Write the field into the outer `all`, beside the phrases.",
        )
    return _joined(np.logical_and, _grouped(condition, condition.all, "all"), parts, where)


def _grouped(condition: Element, inner: Sequence[Element], key: str) -> list[Element]:
    """The conditions inside, with those of the item alone as one."""
    alone = tuple(each for each in inner if not needs_request(each))
    others = [each for each in inner if needs_request(each)]
    return [condition.model_copy(update={key: alone}), *others] if alone else others


def _joined(how: Callable[..., Any], inner: Sequence[Element], parts: list[Element], where: str) -> Test:
    tests = [split(each, parts, where) for each in inner]
    return lambda asked: reduce(how, (test(asked) for test in tests))


def _is_brought(test: FieldTest) -> bool:
    return test.name in (SEEN, DAYS_SINCE) or test.name.startswith(USER)


def _test_of(test: FieldTest) -> Test:
    if test.name.startswith(USER):
        name = test.name.removeprefix(USER)
        return lambda asked: np.full(asked.parts.shape[1], field_holds(test, asked.user.get(name)))
    # Counts and days come again from request to request.
    holds = lru_cache(maxsize=65_536)(partial(field_holds, test))

    def test_counts(asked: Asked) -> NDArray[np.bool_]:
        values, number = np.unique(asked.counts[test.name](), return_inverse=True)
        answers = [holds(None if value != value else int(value)) for value in values.tolist()]
        return np.asarray(answers, dtype=bool)[number]

    return test_counts
