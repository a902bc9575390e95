"""What a field of the metadata says, held against what a condition asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.rules.language.condition import FieldTest


def field_holds(test: FieldTest, value: object) -> bool:
    """Whether a field says what is asked; of several values one that does is enough.

    One that is missing or empty says nothing.
    """
    values = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    given = [each for each in values if each is not None and str(each).strip() != ""]
    if test.exists is not None and bool(given) != test.exists:
        return False
    if not given:
        return test.exists is False
    return any(_fits(test, each) for each in given)


def _fits(test: FieldTest, value: object) -> bool:
    said = str(value).strip().casefold()
    if test.is_ is not None and said != test.is_.casefold():
        return False
    if test.in_ and said not in {each.casefold() for each in test.in_}:
        return False
    return _is_between(value, test.above, test.below)


def _is_between(value: object, above: float | None, below: float | None) -> bool:
    if above is None and below is None:
        return True
    try:
        number = float(str(value))
    except ValueError:
        return False
    return (above is None or number > above) and (below is None or number < below)
