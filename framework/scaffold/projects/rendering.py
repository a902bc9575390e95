"""The files of a project, from a template and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold import __version__
from scaffold.errors import TemplateError
from scaffold.projects.sandbox import Sandbox
from scaffold.projects.template import DESCRIPTION, inside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.projects.naming import ProjectName
    from scaffold.projects.questions import Answer
    from scaffold.projects.template import Template

SUFFIX = ".jinja"
"""Files whose name ends so are rendered; others are copied."""


@dataclass(frozen=True)
class ProjectFile:
    """A file to be written.

    :ivar data: the user's from the first day; an update leaves it alone.
    """

    path: str
    text: str
    data: bool = False


@dataclass(frozen=True)
class Filling:
    """Everything that a template is filled with.

    :ivar data: what was found in the user's file, as `looking.Look.as_dict` gives it; empty without one.
    """

    name: ProjectName
    answers: Mapping[str, Answer]
    data: Mapping[str, Any]

    def values(self, template: Template) -> dict[str, Any]:
        """The names that the template's texts may use.

        :raises TemplateError: when an answer hides one of the others.
        """
        names = {form: getattr(self.name, form) for form in ("slug", "identifier", "package", "distribution", "title")}
        task = self.answers.get("task")
        own = {
            "project": names,
            "data": dict(self.data),
            "scaffold": {"version": __version__},
            "template": {"name": template.about.name, "version": template.about.version},
            "of_task": template.description.tasks.get(task, {}) if isinstance(task, str) else {},
        }
        hidden = sorted(own.keys() & self.answers.keys())
        if hidden:
            where = str(template.folder / DESCRIPTION)
            raise TemplateError(f"a question may not be called {hidden[0]!r}", where=where, hint="Rename it.")
        return {**self.answers, **own}


def render(template: Template, filling: Filling, sample: str | None = None) -> dict[str, ProjectFile]:
    """The project's files by path.

    :param sample: rows of the user, in place of the files that the template marks as data.

    :raises TemplateError: for a path that leaves the project, two files of one path, and whatever Jinja refuses.
    """
    sandbox, values = Sandbox(template.sources), filling.values(template)
    where = str(template.folder / DESCRIPTION)
    files: dict[str, ProjectFile] = {}
    for rule in template.description.files:
        if rule.tasks and filling.answers.get("task") not in rule.tasks:
            continue
        path = str(inside(sandbox.text(rule.target, values, where), where))
        source = sandbox.text(rule.source, values, where)
        if source not in template.sources:
            raise TemplateError(f"there is no text {source!r} in the template", where=where)
        if path.lower() in (known.lower() for known in files):
            raise TemplateError(f"two files of the template go to {path!r}", where=where)
        text = sandbox.file(source, values) if source.endswith(SUFFIX) else template.sources[source]
        text = sample if rule.data and sample is not None else text
        files[path] = ProjectFile(path, text, rule.data)
    _check_folders(files, where)
    return files


def _check_folders(files: Mapping[str, ProjectFile], where: str) -> None:
    """No file may stand where another needs a folder."""
    for path in files:
        parts = path.split("/")
        for end in range(1, len(parts)):
            if "/".join(parts[:end]) in files:
                raise TemplateError(f"{'/'.join(parts[:end])!r} is a file and a folder of the template", where=where)
