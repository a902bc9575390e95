"""Answers from templates: one file an intent and language, `answers/<intent>.<language>.jinja`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2 import Template, TemplateError, meta
from pydantic import Field

from scaffold.errors import DataError, SettingsError, did_you_mean
from scaffold.settings import Section, validate
from scaffold_customer_service.dialogue.sandbox import environment
from scaffold_customer_service.slots.finding import RECOGNISERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FALLBACK = "en"


class SlotSpec(Section):
    """How an answer uses a slot."""

    required: bool = Field(False, description="ask for it before answering")
    ask: str = Field("", description="the question to ask when it is missing")


class Header(Section):
    """The YAML between the two `---` lines at the top of a template."""

    source: str = Field("", description="id of the FAQ entry that the answer rests on")
    slots: dict[str, SlotSpec] = Field(default_factory=dict, description="details the answer uses, by name")


@dataclass(frozen=True, eq=False)
class Answer:
    """A template, read and checked.

    :ivar source: id of the FAQ entry to quote; empty for none.
    """

    intent: str
    language: str
    path: Path
    source: str
    slots: Mapping[str, SlotSpec]
    template: Template = field(repr=False)

    def missing(self, known: Mapping[str, str]) -> str | None:
        """The first required slot without a value."""
        return next((name for name, spec in self.slots.items() if spec.required and name not in known), None)

    def render(self, known: Mapping[str, str]) -> str:
        """The text of the answer; slots without a value are None in the template.

        :raises DataError: naming the file, when the template fails.
        """
        try:
            text = self.template.render({name: known.get(name) for name in self.slots})
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise DataError(f"this answer cannot be filled in: {error}", where=str(self.path)) from error
        return text.strip()


class Answers:
    """The templates of several folders; one in an earlier folder goes before one of the same name in a later.

    :param folders: each may hold a folder `answers`.
    :raises DataError: for a template that cannot be used, naming file and line.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        paths: dict[str, Path] = {}
        for folder in reversed(folders):
            paths.update({path.name: path for path in sorted((folder / "answers").glob("*.jinja"))})
        read = [read_answer(path) for _, path in sorted(paths.items())]
        self._answers = {(answer.intent, answer.language): answer for answer in read}

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers.values())

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, intent: str, language: str) -> Answer | None:
        """The answer in that language, else in English, else None."""
        return self._answers.get((intent, language)) or self._answers.get((intent, FALLBACK))


def read_answer(path: Path) -> Answer:
    """Read one template and check it as far as that is possible without values.

    :raises DataError: for a wrong file name, header, slot or expression, naming file and line.
    """
    intent, dot, language = path.name.removesuffix(".jinja").rpartition(".")
    if not (intent and dot and language):
        raise DataError(
            "the file name does not say which intent and language the answer is for",
            where=str(path),
            hint="Call it like card_lost.en.jinja.",
        )
    raw, body, first = _parts(path)
    header = _header(raw, path)
    for name in header.slots:
        if name not in RECOGNISERS:
            unknown = f"there is no slot {name!r}{did_you_mean(name, RECOGNISERS)}"
            raise DataError(unknown, where=f"{path}:1", hint="Use the name of a slot that can be recognised.")
    return Answer(intent, language, path, header.source, header.slots, _compiled(body, first, header, path))


def _parts(path: Path) -> tuple[str, str, int]:
    """Header, body, and the line of the file the body starts on."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the template cannot be read as UTF-8 text: {error}", where=str(path)) from error
    if not lines or lines[0].strip() != "---":
        return "", "\n".join(lines), 1
    closing = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if closing is None:
        raise DataError("the header has no closing ---", where=f"{path}:1", hint="Close it before the answer's text.")
    return "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :]), closing + 2


def _header(raw: str, path: Path) -> Header:
    import yaml

    try:
        values = yaml.safe_load(raw) or {}
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0)
        raise DataError(
            f"the header is not YAML: {getattr(error, 'problem', error)}", where=f"{path}:{line + 2}"
        ) from error
    if not isinstance(values, dict):
        raise DataError("the header must be a list of `key: value`", where=f"{path}:1")
    try:
        header = validate(Header, values, where=f"{path}:1")
    except SettingsError as error:
        raise DataError(error.message, where=error.where, hint="Known: source, slots (required, ask).") from error
    for name, spec in header.slots.items():
        if spec.required and not spec.ask:
            raise DataError(f"the slot {name!r} is required, so it needs a question under `ask`", where=f"{path}:1")
    return header


def _compiled(body: str, first: int, header: Header, path: Path) -> Template:
    made = environment()
    try:
        used: set[Any] = meta.find_undeclared_variables(made.parse(body))
        template = made.from_string(body)
    except TemplateError as error:
        line = first - 1 + (getattr(error, "lineno", None) or 1)
        raise DataError(f"the template is not valid Jinja: {error}", where=f"{path}:{line}") from error
    for name in sorted(used - set(header.slots)):
        raise DataError(
            f"the template uses {name!r}, which its header does not declare{did_you_mean(name, header.slots)}",
            where=str(path),
            hint="Add it under `slots` in the header.",
        )
    if not body.strip():
        raise DataError("the template has no text", where=str(path), hint="Write the answer below the header.")
    return template
