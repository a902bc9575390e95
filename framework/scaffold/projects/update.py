"""A project brought up to its template: planned whole, then written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.projects.interview import answered
from scaffold.projects.locate import find_template
from scaffold.projects.manifest import FILE, Manifest, read_manifest
from scaffold.projects.merge import merge
from scaffold.projects.rendering import Filling, render
from scaffold.projects.replacing import recover, replace_files
from scaffold.projects.template import read_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Change:
    """What happens to one file.

    :ivar what: `new`, `replaced`, `merged`, `conflict`, `removed` or `kept`.
    :ivar before: its content now, `after` then; None where there is no file.
    """

    path: str
    what: str
    before: bytes | None
    after: bytes | None
    conflicts: int = 0
    note: str = ""

    @property
    def diff(self) -> str:
        """The difference as `diff -u` writes it."""
        (mine, my_name), (other, other_name) = (self._side(each) for each in (self.before, self.after))
        lines = unified_diff(mine, other, my_name, other_name)
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def _side(self, content: bytes | None) -> tuple[list[str], str]:
        if content is None:
            return [], "/dev/null"
        return content.decode("utf-8", "replace").splitlines(keepends=True), self.path


@dataclass(frozen=True)
class Plan:
    """All changes of one update.

    :ivar version: of the template that is brought in.
    :ivar manifest: the new `.scaffold.toml`.
    """

    project: Path
    version: str
    changes: tuple[Change, ...]
    manifest: str


def plan_update(project: Path, template: str | None = None) -> Plan:
    """What an update would do; nothing is changed but what an interrupted update left half done.

    :param template: where the template is now, if it moved.
    :raises UserError: for a folder that is no project, or whose files cannot be read.
    :raises TemplateError: for a template that is gone, or wrong.
    """
    recover(project)
    old = read_manifest(project)
    read = read_template(find_template(template or old.source))
    if read.about.name != old.template:
        raise UserError(
            f"the project was made from the template {old.template!r}, this is {read.about.name!r}",
            where=str(project),
            hint="Give the right one: --template DIR",
        )
    asked = {question.name for question in read.description.questions}
    kept = {name: answer for name, answer in old.answers.items() if name in asked}
    answers = answered(read, old.name, kept)
    files = render(read, Filling(old.name, answers, old.data))
    new = Manifest.of(old.name, read, template or old.source, answers, old.data, files)
    version = f"{read.about.name} {read.about.version}"
    changes = [change for path in _paths(old, new) if (change := _change(project, path, old, new, version))]
    added = [
        Change(path, "new", None, file.text.encode("utf-8"))
        for path, file in files.items()
        if file.data and not (project / path).exists() and path not in old.data_files
    ]
    known = tuple(dict.fromkeys((*old.data_files, *new.data_files)))
    return Plan(project, version, (*changes, *added), replace(new, data_files=known).dump())


def write_update(plan: Plan) -> None:
    """Do what was planned; when it is interrupted, the project is as it was.

    :raises UserError: when a file changed since the plan was made, or cannot be written.
    """
    for change in plan.changes:
        if _read(plan.project / change.path) != change.before:
            raise UserError("it was changed just now", where=str(plan.project / change.path), hint="Run it again.")
    files = {change.path: change.after for change in plan.changes if change.before != change.after}
    replace_files(plan.project, {**files, FILE: plan.manifest.encode("utf-8")})


def _paths(old: Manifest, new: Manifest) -> Iterator[str]:
    yield from new.baseline
    yield from (path for path in old.baseline if path not in new.baseline)


def _change(project: Path, path: str, old: Manifest, new: Manifest, version: str) -> Change | None:
    """What happens to a file, None for nothing."""
    before = _read(project / path)
    base, theirs = old.baseline.get(path), new.baseline.get(path)
    if base == theirs:
        return None
    if before is None:
        # What its people deleted stays away, what is new comes.
        return Change(path, "new", None, theirs.encode("utf-8")) if base is None and theirs is not None else None
    try:
        text = before.decode("utf-8")
    except UnicodeDecodeError:
        return Change(path, "kept", before, before, note="it is not UTF-8 text, so nothing was merged into it")
    lines = text.replace("\r\n", "\n")
    if theirs is None:
        if lines == base:
            return Change(path, "removed", before, None)
        return Change(path, "kept", before, before, note="the template has it no longer, and you changed it")
    merged = merge(base or "", lines, theirs, theirs_name=f"template {version}")
    ended = merged.text.replace("\n", "\r\n") if "\r\n" in text else merged.text
    after = ended.encode("utf-8")
    if after == before:
        return None
    what = "conflict" if merged.conflicts else "replaced" if lines == base else "merged"
    return Change(path, what, before, after, merged.conflicts)


def _read(path: Path) -> bytes | None:
    if path.is_dir():
        raise UserError("a folder is in the way of a file", where=str(path), hint="Rename it, then run it again.")
    return path.read_bytes() if path.exists() else None
