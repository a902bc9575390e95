"""What is wrong with a file of rules, in the words of somebody who writes rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scaffold.errors import RuleError, did_you_mean
from scaffold.rules.language.condition import CONDITION_KEYS
from scaffold.rules.language.effect import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from scaffold.rules.language.yaml_source import YamlSource

# What was expected, by what the kind of error of pydantic begins with.
_EXPECTED = (
    ("string_too_long", "expected at most {max_length} characters"),
    ("string_pattern", "expected a name without blanks"),
    ("string", "expected a text"),
    ("bool", "expected true or false"),
    ("int", "expected a whole number"),
    ("float", "expected a number"),
    ("finite", "expected a number"),
    ("greater_than_equal", "expected a number that is at least {ge:g}"),
    ("less_than_equal", "expected a number that is at most {le:g}"),
    ("tuple", "expected a list"),
    ("too_short", "expected one at least"),
)
# Where keys belong that often stand one level too high or too low.
_PLACES = {
    **dict.fromkeys(CONDITION_KEYS, "when"),
    **dict.fromkeys(Effect.model_fields, "then"),
    **dict.fromkeys(("within", "ordered", "same_sentence"), "all"),
}
_LONGEST = 60
_SEVERAL = "Put conditions in a list under `all` or `any`."


def first_problem(error: ValidationError, source: YamlSource) -> RuleError:
    """Of all that is wrong, what stands first.

    :param source: what was validated.
    """
    item = error.errors(include_url=False)[0]
    context = item.get("ctx", {})
    path = _as_written(item["loc"])
    message, hint = _said_of(item, context)
    keys = [step for step in path if isinstance(step, str)]
    # A key that is missing is named by the message itself.
    named = keys[:-1] if item["type"] == "missing" else keys
    about = [f"the rule {rule!r}"] if (rule := _rule_at(source.values, path)) else []
    about += [f"`{named[-1]}`"] if named and named[-1] != "rules" else []
    path += [context["key"]] if item["type"] == "unknown_key" else []
    return RuleError(f"{', '.join(about)}{': ' if about else ''}{message}", where=source.where(path), hint=hint)


def _as_written(location: Iterable[str | int]) -> list[str | int]:
    """The keys that lead to a place; without the kinds of conditions, which pydantic puts between them."""
    path: list[str | int] = []
    is_kind = False
    for step in location:
        if not is_kind:
            path.append(step)
        of_several = isinstance(step, int) and path[-2:-1] in (["all"], ["any"])
        is_kind = not is_kind and (step in ("when", "not") or of_several)
    return path


def _said_of(item: ErrorDetails, context: dict[str, Any]) -> tuple[str, str | None]:
    kind, given = item["type"], item["input"]
    if kind == "unknown_key":
        return _about_key(context["key"], context["known"])
    if kind == "missing":
        return f"expected the key {str(item['loc'][-1])!r}", None
    if kind == "no_mapping":
        return f"expected the keys {_any_of(context['known'])}, found {_found(given)}", None
    if kind == "condition":
        return _about_condition(given)
    if kind == "literal_error":
        return _about_choice(given, re.findall("'([^']*)'", context["expected"]))
    if kind == "tuple_type" and item["loc"] == ("rules",) and isinstance(given, dict):
        return f"expected a list of rules, found {_found(given)}", "Begin every rule with `- `."
    for begins, expected in _EXPECTED:
        if kind.startswith(begins):
            return f"{expected.format(**context)}, found {_found(given)}", _about_text(item)
    message = str(item["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:], None


def _about_key(key: str, known: list[str]) -> tuple[str, str | None]:
    place = _PLACES.get(key)
    if place:
        return f"the key {key!r} does not belong here", f"Write it under `{place}`."
    return f"unknown key {_found(key)}{did_you_mean(key[:_LONGEST], known)}", None


def _about_condition(given: Any) -> tuple[str, str | None]:
    """Something in the place of a condition that has none of the keys of one, or several."""
    keys = [key for key in CONDITION_KEYS if isinstance(given, dict) and key in given]
    if keys:
        return f"expected one condition, found {' and '.join(keys)}", _SEVERAL
    if isinstance(given, dict) and given:
        strange = next(iter(given))
        return f"expected one of the keys {_any_of(CONDITION_KEYS)}, found {_near(strange, CONDITION_KEYS)}", None
    return f"expected a phrase, a list of phrases, or one of the keys {_any_of(CONDITION_KEYS)}, found nothing", None


def _about_choice(given: Any, known: list[str]) -> tuple[str, str | None]:
    found = _near(given, known) if isinstance(given, str) and given else _found(given)
    return f"expected {_any_of(known)}, found {found}", None


def _about_text(item: ErrorDetails) -> str | None:
    """What to do about a mapping where a text was expected."""
    given = item["input"]
    if item["type"] != "string_type" or not isinstance(given, dict) or not given:
        return None
    if any(key in CONDITION_KEYS for key in given):
        return _SEVERAL
    return "A text with a colon needs quotes around it."


def _found(given: Any) -> str:
    if given is None or given == "":
        return "nothing"
    if isinstance(given, str):
        return repr(given if len(given) <= _LONGEST else f"{given[:_LONGEST]}…")
    if isinstance(given, dict):
        return f"keys: {', '.join(list(given)[:3])}"[:_LONGEST] if given else "nothing"
    return "a list" if given else "an empty list"


def _near(word: str, known: Iterable[str]) -> str:
    near = did_you_mean(word[:_LONGEST], known)
    return _found(word) + (near if near.startswith(",") else "")


def _any_of(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _rule_at(values: Any, path: list[Any]) -> str:
    """The id of the rule that `path` leads into, if it has one."""
    try:
        found = values["rules"][path[1]]["id"] if path[0] == "rules" else ""
    except (IndexError, KeyError, TypeError):
        return ""
    return found[:_LONGEST] if isinstance(found, str) else ""
