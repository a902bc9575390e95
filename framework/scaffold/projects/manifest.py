"""`.scaffold.toml` of a project: what it was made from, so that `scaffold update` can do its work without git."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scaffold.errors import TemplateError, UserError
from scaffold.projects.naming import ProjectName
from scaffold.projects.sandbox import toml
from scaffold.projects.template import inside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scaffold.projects.questions import Answer
    from scaffold.projects.rendering import ProjectFile
    from scaffold.projects.template import Template

FILE = ".scaffold.toml"
_LARGEST = 50_000_000
_HEADER = """\
# Written by `scaffold new-vertical`; `scaffold update` reads it. Keep it with the project, and do not edit it by hand.
"""


@dataclass(frozen=True)
class Manifest:
    """What a project was made from.

    :ivar template: its name, and `source` as it was given; None for our own.
    :ivar data: what was found in the user's file, for the template.
    :ivar baseline: the files as the template made them, by path, without the user's own data.
    :ivar data_files: paths of the user's own data.
    """

    name: ProjectName
    template: str
    version: str
    source: str | None
    answers: Mapping[str, Answer]
    data: Mapping[str, Any] = field(default_factory=dict)
    baseline: Mapping[str, str] = field(default_factory=dict)
    data_files: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        name: ProjectName,
        template: Template,
        source: str | None,
        answers: Mapping[str, Answer],
        data: Mapping[str, Any],
        files: Mapping[str, ProjectFile],
    ) -> Manifest:
        """What there is to say of freshly rendered files."""
        baseline = {path: file.text for path, file in files.items() if not file.data}
        of_user = tuple(path for path, file in files.items() if file.data)
        return cls(name, template.about.name, template.about.version, source, answers, data, baseline, of_user)

    def dump(self) -> str:
        """The content of `.scaffold.toml`."""
        lines = [_HEADER, "[project]", f"name = {toml(self.name.slug)}", ""]
        lines += ["[template]", f"name = {toml(self.template)}", f"version = {toml(self.version)}"]
        lines += [f"source = {toml(self.source)}"] if self.source else []
        lines += ["", "[answers]", *(f"{name} = {toml(value)}" for name, value in self.answers.items())]
        lines += ["", "[data]", f"files = {toml(self.data_files)}"]
        lines += [f"found = {toml(json.dumps(self.data, ensure_ascii=False))}"]
        lines += ["", "[files]  # SHA-256 of what the template made"]
        lines += [f"{toml(path)} = {toml(_sha256(text))}" for path, text in self.baseline.items()]
        return "\n".join([*lines, "", "[baseline]", f"files = {toml(_packed(self.baseline))}", ""])


def read_manifest(project: Path) -> Manifest:
    """The manifest of the project in a folder.

    :raises UserError: where there is none, or it was altered.
    """
    path = project / FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(
            f"this is no project of `scaffold new-vertical`: it has no {FILE}", where=str(project)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _altered(path, f"it is not TOML: {error}") from error
    try:
        baseline = {str(inside(name, FILE)): text for name, text in _unpacked(values["baseline"]["files"]).items()}
        template = values["template"]
        manifest = Manifest(
            ProjectName.of(values["project"]["name"]),
            template["name"],
            template["version"],
            template.get("source"),
            values["answers"],
            json.loads(values["data"]["found"]),
            baseline,
            tuple(values["data"]["files"]),
        )
        hashes = values["files"]
    except (KeyError, TypeError, AttributeError, ValueError, zlib.error, TemplateError) as error:
        raise _altered(path, f"{type(error).__name__}: {error}") from error
    if hashes != {name: _sha256(text) for name, text in baseline.items()}:
        raise _altered(path, "a hash is not that of its file")
    return manifest


def _altered(path: Path, reason: str) -> UserError:
    return UserError(f"it was altered ({reason})", where=str(path), hint=f"Bring back the {FILE} that came with it.")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _packed(files: Mapping[str, str]) -> str:
    return base64.b85encode(zlib.compress(json.dumps(files, ensure_ascii=False).encode("utf-8"), 9)).decode("ascii")


def _unpacked(text: str) -> dict[str, str]:
    """:raises ValueError: for what `_packed` never wrote."""
    opened = zlib.decompressobj()
    plain = opened.decompress(base64.b85decode(text), _LARGEST)
    if opened.unconsumed_tail:
        raise ValueError("the baseline is too large")
    files = json.loads(plain)
    if not isinstance(files, dict) or not all(isinstance(each, str) for pair in files.items() for each in pair):
        raise ValueError("the baseline does not hold files")
    return files
