"""A template: a folder with `template.toml` and the files it names, read whole and never run."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from scaffold import __version__
from scaffold.errors import SettingsError, TemplateError, did_you_mean
from scaffold.projects.questions import Question
from scaffold.projects.record import record
from scaffold.projects.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Mapping

DESCRIPTION = "template.toml"


_NAME, _VERSION = re.compile(r"[a-z][a-z0-9-]*"), re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True)
class About:
    """`[template]`: what it is called, and `requires`, the oldest Scaffold that can render it."""

    name: str
    version: str
    summary: str
    requires: str = "0"

    def __post_init__(self) -> None:
        """Refuse names and versions that others cannot read.

        :raises ValueError: saying which.
        """
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"name {self.name!r} has others than small letters, digits and hyphens")
        for each in (self.version, self.requires):
            if not _VERSION.fullmatch(each):
                raise ValueError(f"{each!r} is no version, such as 1.2")


@dataclass(frozen=True)
class FileRule:
    """`[[files]]`: a file of the project.

    :ivar target: where it goes, below the project's folder; `source` where it comes from, below the template's. Both
        may hold Jinja.
    :ivar tasks: values of the answer `task` for which it is there; for all if empty.
    :ivar data: whether it is the user's from the first day: `scaffold update` never looks at it.
    """

    target: str
    source: str
    tasks: tuple[str, ...] = ()
    data: bool = False


@dataclass(frozen=True)
class Description:
    """The content of `template.toml`.

    :ivar tasks: values for the files by answer to the question `task`.
    """

    template: About
    questions: tuple[Question, ...]
    files: tuple[FileRule, ...]
    tasks: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, values: Mapping[str, Any], where: str) -> Description:
        """Read the tables of the file.

        :raises TemplateError: for a table or a key that is unknown, missing or wrong.
        """
        known = ("template", "questions", "files", "tasks")
        for name in values:
            if name not in known:
                raise TemplateError(f"there is no table {name!r}{did_you_mean(name, known)}", where=where)
        about = record(About, values.get("template"), where, "[template]")
        questions = tuple(record(Question, each, where, "[[questions]]") for each in values.get("questions", ()))
        files = tuple(record(FileRule, each, where, "[[files]]") for each in values.get("files", ()))
        tasks = values.get("tasks", {})
        if not files:
            raise TemplateError("it names no files", where=where, hint="Add [[files]] with target and source.")
        if not isinstance(tasks, dict) or not all(isinstance(each, dict) for each in tasks.values()):
            raise TemplateError("[tasks] is no table of tables", where=where, hint="Write [tasks.NAME].")
        return cls(about, questions, files, tasks)


@dataclass(frozen=True)
class Template:
    """What a folder holds."""

    folder: Path
    description: Description
    sources: Sources = field(repr=False)

    @property
    def about(self) -> About:
        """Name and version."""
        return self.description.template

    def question(self, name: str) -> Question:
        """The question of that name.

        :raises SettingsError: with the nearest name.
        """
        names = [question.name for question in self.description.questions]
        if name not in names:
            raise SettingsError(
                f"the template {self.about.name} does not ask for {name!r}{did_you_mean(name, names)}", where=name
            )
        return self.description.questions[names.index(name)]


def read_template(folder: Path) -> Template:
    """Read a template's folder.

    :raises TemplateError: for a folder that is none, a link in it, and a description that is wrong.
    """
    file = folder / DESCRIPTION
    if not file.is_file():
        raise TemplateError(f"there is no {DESCRIPTION}", where=str(folder), hint="Give the folder of a template.")
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(f"not TOML: {error}", where=str(file)) from error
    description = Description.of(values, str(file))
    _check_version(description.template, str(file))
    return Template(folder, description, Sources(folder))


def inside(path: str, where: str) -> PurePosixPath:
    """A path that stays below its folder.

    :raises TemplateError: for one that leads elsewhere, or into what tools run by themselves.
    """
    pure = PurePosixPath(path)
    parts = path.split("/")
    bad = not path or "\\" in path or pure.is_absolute() or re.match(r"[A-Za-z]:", path)
    if bad or any(not part.strip() or part in (".", "..") or not part.isprintable() for part in parts):
        raise TemplateError(f"{path!r} does not stay in the project's folder", where=where, hint="Do not use it.")
    if parts[0].lower() in (".git", ".scaffold.toml"):
        raise TemplateError(f"a template may not write {path!r}", where=where, hint="Do not use it.")
    return pure


def _check_version(about: About, where: str) -> None:
    needed, own = ([int(part) for part in version.split(".")] for version in (about.requires, __version__))
    if own < needed:
        raise TemplateError(
            f"the template {about.name} needs vertical-scaffold {about.requires} or newer, this is {__version__}",
            where=where,
            hint="Run: pip install --upgrade vertical-scaffold",
        )
