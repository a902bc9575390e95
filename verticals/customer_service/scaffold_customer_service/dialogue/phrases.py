"""What the assistant says around its answers, and what it calls an intent; in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Template, TemplateError, meta

from scaffold.errors import DataError, did_you_mean
from scaffold_customer_service.dialogue.sandbox import environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LANGUAGES = ("en", "zh")

_VALUES = {
    "ask": set(),
    "which_one": set(),
    "narrow": {"topic"},
    "or_else": set(),
    "rephrase": set(),
    "ready": set(),
    "decline": {"examples"},
    "handoff_wanted": set(),
    "handoff_failed": set(),
    "handoff_no_answer": {"topic"},
    "slot_again": {"question"},
    "list_and": set(),
    "reason_wanted": {"topic"},
    "reason_failed": {"failures"},
    "reason_no_answer": {"topic"},
    "reason_rule": {"rules"},
    "summary_asked": {"question"},
    "summary_unclear": {"messages"},
    "summary_answered": {"intents"},
    "summary_intents": {"intents"},
    "summary_slots": {"slots"},
}
"""Every phrase, with the names it may use."""


class Phrases:
    """Phrases and names of intents from several folders; an earlier folder goes before a later one.

    :param folders: each may hold `phrases.<language>.yaml` and `intents.yaml`.
    :raises DataError: for a file that cannot be used, naming it and what is wrong.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._phrases: dict[tuple[str, str], Template] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._examples: list[str] = []
        for folder in reversed(folders):
            for language in LANGUAGES:
                self._read_phrases(folder / f"phrases.{language}.yaml", language)
            self._read_intents(folder / "intents.yaml")

    def say(self, name: str, language: str, **values: object) -> str:
        """The phrase with its values filled in."""
        template = self._phrases.get((name, language)) or self._phrases[name, "en"]
        return template.render(values).strip()

    def topic(self, intent: str, language: str) -> str:
        """What an intent is called; the label in words where it has no name."""
        names = self._names.get(intent, {})
        return names.get(language) or names.get("en") or intent.replace("_", " ")

    def examples(self, labels: Sequence[str], language: str, count: int = 3) -> str:
        """A few things the assistant knows about, as one enumeration.

        :param labels: intents of the model; those marked as examples in `intents.yaml` come first.
        """
        chosen = [label for label in self._examples if label in labels] or sorted(labels)
        names = [self.topic(label, language) for label in chosen[:count]]
        return self.enumerate(names, language)

    def enumerate(self, parts: Sequence[str], language: str) -> str:
        """`a, b and c`, or 一、二和三."""
        if len(parts) < 2:
            return "".join(parts)
        comma = "、" if language == "zh" else ", "
        return comma.join(parts[:-1]) + self._phrases["list_and", language].render() + parts[-1]

    def _read_phrases(self, path: Path, language: str) -> None:
        for name, text in _mapping(path).items():
            if name not in _VALUES:
                raise DataError(f"there is no phrase {name!r}{did_you_mean(name, _VALUES)}", where=str(path))
            self._phrases[name, language] = _compiled(name, text, path)

    def _read_intents(self, path: Path) -> None:
        for intent, entry in _mapping(path).items():
            names = {"en": entry} if isinstance(entry, str) else entry
            if not isinstance(names, dict) or not set(names) <= {*LANGUAGES, "example"}:
                raise DataError(
                    f"the intent {intent!r} needs names by language",
                    where=str(path),
                    hint=f"Write: {intent}: {{en: a lost card, zh: 银行卡丢失}}",
                )
            self._names[intent] = {language: str(names[language]) for language in LANGUAGES if language in names}
            if names.get("example"):
                self._examples.append(intent)


def _mapping(path: Path) -> dict[str, Any]:
    import yaml

    if not path.is_file():
        return {}
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise DataError(f"this is not YAML: {getattr(error, 'problem', error)}", where=where) from error
    if not isinstance(values, dict):
        raise DataError("this file must hold `name: value` pairs", where=str(path))
    return {str(name): value for name, value in values.items()}


def _compiled(name: str, text: object, path: Path) -> Template:
    if not isinstance(text, str):
        raise DataError(f"the phrase {name!r} must be a text", where=str(path))
    try:
        unknown = meta.find_undeclared_variables(environment().parse(text)) - _VALUES[name]
        template = environment().from_string(text)
    except TemplateError as error:
        raise DataError(f"the phrase {name!r} is not valid Jinja: {error}", where=str(path)) from error
    for variable in sorted(unknown):
        raise DataError(
            f"the phrase {name!r} uses {variable!r}{did_you_mean(variable, _VALUES[name])}", where=str(path)
        )
    return template
