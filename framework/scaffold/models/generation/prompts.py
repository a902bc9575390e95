"""What a model is asked: a template filled with the fields of a line."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scaffold.errors import DataError, SettingsError
from scaffold.text import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from scaffold.models.generation.generator import Generator
    from scaffold.settings import GenerationSettings

Task = Literal["summarise", "translate", "draft"]
_TEMPLATES = Path(__file__).parent / "templates"
_MEND = "Mend the template and run it again."


class PromptTemplate:
    """A Jinja template in a file; a field that it names and a line does not have is an error.

    :param path: it may include other files of its folder.
    :raises SettingsError: when the file is missing, not UTF-8 or not a template, with its line.
    """

    def __init__(self, path: Path) -> None:
        import jinja2
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        self.path = path
        environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader(path.parent),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        try:
            self._template: jinja2.Template = environment.get_template(path.name)
        except jinja2.TemplateNotFound as error:
            raise SettingsError("there is no such prompt template", where=str(path)) from error
        except jinja2.TemplateSyntaxError as error:
            where = f"{path.parent / (error.name or path.name)}:{error.lineno}"
            raise SettingsError(f"this is not a template: {error.message}", where=where, hint=_MEND) from error
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"the prompt template cannot be read: {error}", where=str(path)) from error

    def render(self, fields: Mapping[str, Any], place: str) -> str:
        """The prompt for one line.

        :param place: file and line of the fields, for messages.
        :raises DataError: when a field is missing or has not the form that the template wants.
        """
        import jinja2

        try:
            prompt = self._template.render(fields)
        except jinja2.UndefinedError as error:
            raise DataError(
                f"the prompt needs a field that this line does not have: {error.message} ({self._line(error)})",
                where=place,
                hint=_advice(str(error.message)),
            ) from error
        except Exception as error:
            # Filters and methods raise whatever they like when a field is of another type than they expect.
            raise DataError(
                f"the prompt cannot be made of this line: {error} ({self._line(error)})",
                where=place,
                hint="Mend the line or the template.",
            ) from error
        if not prompt.strip():
            raise DataError(f"the prompt of this line is empty ({self.path})", where=place, hint=_MEND)
        return prompt

    def _line(self, error: Exception) -> str:
        """File and line of the template, which Jinja puts into the traceback."""
        folder = self.path.parent
        frames = [
            each for each in traceback.extract_tb(error.__traceback__) if Path(each.filename).is_relative_to(folder)
        ]
        return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(self.path)


def _advice(message: str) -> str:
    if "'target_language'" in message:
        return "Set it for all lines with --set generation.target_language=LANGUAGE, or give each line the field."
    return "Add the field to the line, or give another template with --prompt."


@dataclass(frozen=True)
class Prompts:
    """The prompts of one run.

    :ivar templates: by language, `en` and `zh`.
    :ivar language: the one to take, or `auto`: Chinese for Chinese texts, else English.
    :ivar given: fields that every line has unless it brings its own.
    """

    templates: Mapping[str, PromptTemplate]
    language: Literal["auto", "en", "zh"]
    given: Mapping[str, str]

    def render(self, fields: Mapping[str, Any], place: str) -> str:
        """The prompt for a line with a `text` and other fields.

        :raises DataError: when a field is missing or has not the form that the template wants.
        """
        spoken = language(fields["text"]) if self.language == "auto" else self.language
        return self.templates["zh" if spoken == "zh" else "en"].render({**self.given, **fields}, place)


def prompts_for(
    task: Task | None, settings: GenerationSettings, generator: Generator, template: PromptTemplate | None = None
) -> Prompts:
    """The prompts of a task: `template` if there is one, else ours.

    A decoder-only model is given an instruction. An encoder-decoder is given the text itself, after the prefix that its
    configuration names, to summarise or to translate; for a draft it too is given the instruction with the passages.
    Without a task the prompt is the text.

    :raises SettingsError: for languages that the model has no prefix for, or that it has to be told.
    """
    if task == "translate" and generator.has_language_codes and settings.target_language is None:
        raise SettingsError(
            "this model has to be told which language to write",
            where="generation.target_language",
            hint="Set it to a code of the model, such as zh_CN; generation.source_language too.",
        )
    languages = {"source_language": settings.source_language, "target_language": settings.target_language}
    given = {name: value for name, value in languages.items() if value is not None}
    bare = task is None or (task != "draft" and generator.encoder_decoder)
    if template is None and not bare:
        ours = {spoken: PromptTemplate(_TEMPLATES / f"{task}.{spoken}.j2") for spoken in ("en", "zh")}
        return Prompts(ours, settings.prompt_language, given)
    if template is None:
        template = PromptTemplate(_TEMPLATES / "plain.j2")
        named = getattr(generator.model.config, "task_specific_params", None) or {}
        given["model_prefix"] = _prefix(task, settings, named)
    return Prompts({"en": template, "zh": template}, settings.prompt_language, given)


def _prefix(task: Task | None, settings: GenerationSettings, named: Mapping[str, Mapping[str, Any]]) -> str:
    """What the model was trained to see before a text, as the configuration of a T5 says (Raffel et al. 2020)."""
    if task == "summarise":
        return str(named.get("summarization", {}).get("prefix", ""))
    pairs = {name.removeprefix("translation_") for name in named if name.startswith("translation_")}
    if task != "translate" or not pairs:
        return ""
    wanted = f"{settings.source_language}_to_{settings.target_language}"
    if wanted not in pairs:
        raise SettingsError(
            f"this model translates {', '.join(sorted(pairs))}",
            where="generation.source_language, generation.target_language",
            hint="Set both to a pair that it knows, or give a prompt of your own with --prompt.",
        )
    return str(named[f"translation_{wanted}"].get("prefix", ""))
