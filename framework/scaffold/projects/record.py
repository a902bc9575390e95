"""Tables of `template.toml` as records: every key known, every value of its type, or one clear message.

Like pydantic, in little: importing that takes longer than making a whole project.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast

from scaffold.errors import TemplateError, did_you_mean

Record = TypeVar("Record")

# By the annotation of a field, as it is written.
_TYPES: dict[str, tuple[type, str]] = {
    "str": (str, "a text"),
    "bool": (bool, "true or false"),
    "int": (int, "a whole number"),
    "tuple[str, ...]": (list, "a list of texts"),
}


def record(kind: type[Record], values: Any, where: str, table: str) -> Record:
    """A frozen dataclass, whose fields are of the types above, from a table of TOML.

    :param table: what a message calls it, such as `[[files]]`.
    :raises TemplateError: naming the key and what was expected.
    """
    if not isinstance(values, dict):
        raise TemplateError(f"{table} is no table", where=where)
    known = {each.name: each for each in fields(cast("Any", kind))}
    for key in values:
        if key not in known:
            raise TemplateError(f"{table} has no {key!r}{did_you_mean(key, known)}", where=where)
    for name, each in known.items():
        if name not in values and each.default is MISSING:
            raise TemplateError(f"{table} needs {name!r}", where=where)
    given = {key: _value(value, str(known[key].type), f"{table} {key}", where) for key, value in values.items()}
    try:
        return kind(**given)
    except ValueError as error:
        raise TemplateError(f"{table} {error}", where=where) from error


def _value(value: Any, wanted: str, name: str, where: str) -> Any:
    plain, shown = _TYPES[wanted]
    own = type(value)
    right = own is plain and (plain is not list or all(isinstance(each, str) for each in value))
    if not right:
        raise TemplateError(f"{name} is {value!r}, and not {shown}", where=where)
    return tuple(value) if plain is list else value
