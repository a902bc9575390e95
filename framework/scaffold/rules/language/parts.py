"""The conditions inside a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.language.condition import AllOf, AnyOf, NotThat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.rules.language.condition import Element


def conditions_of(condition: Element) -> Iterator[Element]:
    """The condition itself, then every one inside it, as they are written."""
    yield condition
    if isinstance(condition, AllOf):
        inner = condition.all
    elif isinstance(condition, AnyOf):
        inner = condition.any
    elif isinstance(condition, NotThat):
        inner = (condition.not_,)
    else:
        return
    for each in inner:
        yield from conditions_of(each)
