"""A new project: rendered beside its place, and moved there when it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.files import new_folder
from scaffold.projects.manifest import FILE, Manifest
from scaffold.projects.rendering import Filling, render

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.projects.rendering import ProjectFile
    from scaffold.projects.template import Template


def check_target(target: Path) -> None:
    """Refuse a place where something is.

    :raises UserError: naming it.
    """
    if target.exists() or target.is_symlink():
        raise UserError("it exists already", where=str(target), hint="Give another name, or another folder: --into DIR")


def create(
    target: Path, template: Template, filling: Filling, *, source: str | None = None, sample: str | None = None
) -> dict[str, ProjectFile]:
    """Write a project to `target`, whole or not at all.

    :param source: where the template came from, as the user said it; None for our own.
    :param sample: rows of the user's file.
    :returns: the files by path.
    :raises UserError: for a target that exists, or cannot be written to.
    :raises TemplateError: for a template that cannot be rendered.
    """
    check_target(target)
    files = render(template, filling, sample)
    manifest = Manifest.of(filling.name, template, source, filling.answers, filling.data, files)
    with new_folder(target) as folder:
        for path, text in {**{path: file.text for path, file in files.items()}, FILE: manifest.dump()}.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode("utf-8"))
        check_target(target)
    return files
