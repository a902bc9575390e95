"""The language of rules as a JSON schema, for editors that check and complete while somebody types."""

from __future__ import annotations

from typing import Any

from scaffold.rules.language.rule import RuleDocument

_PLAIN: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_ONE_OR_SEVERAL = ("phrases", "regex", "unless", "only", "category", "not_label", "uses", "match", "no_match")
_BARE = {"lexicon": "its file alone", "entity": "its label alone", "if": "its name alone", "then": "its name alone"}


def rule_schema() -> dict[str, Any]:
    """The schema of a file of rules (JSON Schema, draft 2020-12), with everything that may be written shorter.

    A plain word of YAML may be a number or `no` to an editor: where text is expected, it accepts these, too.
    """
    schema = RuleDocument.model_json_schema(by_alias=True)
    kinds = schema["$defs"]["NotThat"]["properties"]["not"]["oneOf"]
    schema = _friendly(schema, kinds)
    schema["$defs"]["Condition"] = {
        "title": "Condition",
        "description": "What has to hold of a text; a phrase alone, or a list of phrases, is `phrases`.",
        "anyOf": [_PLAIN, {"type": "array", "items": _PLAIN, "minItems": 1}, *kinds],
    }
    _shorten(schema)
    effect = schema["$defs"]["Effect"]
    effect["anyOf"] = [{"required": [name]} for name in effect["properties"] if name != "head"]
    schema["$defs"]["FieldTest"]["minProperties"] = 2
    schema["properties"]["excludes"]["items"]["items"] = {"anyOf": [_PLAIN, {"$ref": "#/$defs/LabelOf"}]}
    within = schema["$defs"]["AllOf"]["properties"]["within"]
    within["anyOf"] = [*within["anyOf"], {"type": "string", "pattern": r"^\d+( words?)?$"}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Knowledge rules of Scaffold",
        "description": "Rules of domain experts: when something holds of a text, then something follows.",
        **{key: value for key, value in schema.items() if key not in ("title", "description")},
    }


def _friendly(value: Any, kinds: list[Any]) -> Any:
    """Every condition by one name, every text without a form of its own as what YAML may take it for."""
    if isinstance(value, list):
        return [_friendly(each, kinds) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("oneOf") == kinds:
        rest = {key: each for key, each in value.items() if key not in ("oneOf", "title")}
        return {**rest, "$ref": "#/$defs/Condition"}
    made = {key: _friendly(each, kinds) for key, each in value.items()}
    if made.get("type") == "string" and not {"enum", "format"} & set(made):
        made.update(_PLAIN)
    return made


def _shorten(schema: dict[str, Any]) -> None:
    """Let one thing stand for a list of it, and a name for what is said about it."""
    for definition in schema["$defs"].values():
        for name, field in definition.get("properties", {}).items():
            if name in _ONE_OR_SEVERAL and field.get("type") == "array":
                several = {key: field.pop(key) for key in ("type", "items", "minItems") if key in field}
                field["anyOf"] = [several["items"], several]
            elif name in _BARE and "$ref" in field and field["$ref"] not in _NEVER_BARE:
                field["anyOf"] = [_PLAIN, {"$ref": field.pop("$ref")}]
                field.setdefault("description", f"or {_BARE[name]}")


_NEVER_BARE = ("#/$defs/Effect", "#/$defs/Condition")
