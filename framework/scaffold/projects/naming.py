"""What a new project is called: the name as typed, made regular, and refused where something else has it."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = "scaffold"
_LONGEST = 40
_FORM = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# Names of devices, which are no folders on Windows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(1, 10))}
_WHERE = "NAME"


@dataclass(frozen=True)
class ProjectName:
    """One name in the forms that are needed.

    :ivar slug: what the user types, `insurance-claims`.
    """

    slug: str

    @property
    def identifier(self) -> str:
        """As Python writes it, `insurance_claims`."""
        return self.slug.replace("-", "_")

    @property
    def package(self) -> str:
        """What is imported, `scaffold_insurance_claims`."""
        return f"{PREFIX}_{self.identifier}"

    @property
    def distribution(self) -> str:
        """What pip installs, `scaffold-insurance-claims`."""
        return f"{PREFIX}-{self.slug}"

    @property
    def title(self) -> str:
        """For people, `Insurance claims`."""
        return self.slug.replace("-", " ").capitalize()

    @classmethod
    def of(cls, given: str) -> ProjectName:
        """The name as typed, with small letters and hyphens.

        >>> ProjectName.of("Insurance_Claims").package
        'scaffold_insurance_claims'

        :raises UserError: when there is no way to write it as an identifier, or it is a word of Python's own.
        """
        plain = unicodedata.normalize("NFKC", given).strip().lower()
        slug = re.sub(r"[\s_-]+", "-", plain).strip("-").removeprefix(f"{PREFIX}-")
        if len(slug) > _LONGEST:
            raise UserError(f"the name has {len(slug)} characters, at most {_LONGEST} are allowed", where=_WHERE)
        if not _FORM.fullmatch(slug):
            raise UserError(f"{_shown(given)} cannot be a name: {_reason(slug)}", where=_WHERE, hint=_ALLOWED)
        name = cls(slug)
        if keyword.iskeyword(name.identifier) or keyword.issoftkeyword(name.identifier):
            raise UserError(f"{slug!r} is a word of the language Python", where=_WHERE, hint=_ANOTHER)
        if name.identifier in sys.stdlib_module_names:
            raise UserError(f"{slug!r} is a module of Python's standard library", where=_WHERE, hint=_ANOTHER)
        if slug in _DEVICES:
            raise UserError(f"{slug!r} is the name of a device on Windows", where=_WHERE, hint=_ANOTHER)
        return name

    def check_free(self, path: Sequence[str] | None = None) -> None:
        """Refuse a name that something installed has.

        :param path: folders whose package metadata are read; None for `sys.path`.
        :raises UserError: naming what has it.
        """
        folders = list(sys.path if path is None else path)
        if _may_be_there(folders, self.slug, self.distribution):
            self._check_packages(folders)
        for module in (self.identifier, self.package):
            found_module = find_spec(module)
            # A folder without code, such as one of the current directory, is no module.
            if found_module is not None and found_module.origin is not None:
                raise UserError(f"a module {module!r} is installed", where=_WHERE, hint=_FREE)

    def _check_packages(self, folders: Sequence[str]) -> None:
        from importlib import metadata

        from scaffold.plugins.discovery import VERTICALS, discover

        for provider in discover(VERTICALS, folders):
            if provider.name == self.slug:
                raise UserError(f"a vertical {self.slug!r} is installed already: {provider}", where=_WHERE, hint=_FREE)
        for distribution in (self.slug, self.distribution):
            for found in metadata.distributions(name=distribution, path=list(folders)):
                version = found.metadata["Version"]
                raise UserError(f"the package {distribution} {version} is installed", where=_WHERE, hint=_FREE)


_ALLOWED = "Give letters a to z, digits and hyphens, a letter first, such as insurance-claims."
_ANOTHER = "Say what it is about with one more word, such as insurance-desk."
_FREE = "Give another name, or uninstall what has it."


def _may_be_there(folders: Sequence[str], slug: str, distribution: str) -> bool:
    """Whether a package of that name, or one whose entry points name it, may lie in the folders.

    Looks at names of files alone: importing what reads metadata would take a tenth of the time of a whole new project.
    """
    for folder in map(Path, folders):
        if folder.is_file():
            return True  # an archive
        for found in folder.iterdir() if folder.is_dir() else ():
            if found.suffix not in (".dist-info", ".egg-info"):
                continue
            if re.sub(r"[-_.]+", "-", found.name).lower().startswith((f"{slug}-", f"{distribution}-")):
                return True
            points = found / "entry_points.txt"
            if points.is_file() and slug.encode() in points.read_bytes():
                return True
    return False


def _shown(given: str) -> str:
    return repr(given if len(given) <= _LONGEST else f"{given[:_LONGEST]}...")


def _reason(slug: str) -> str:
    if not slug:
        return "nothing is left of it"
    if slug[0].isdigit():
        return "it begins with a digit"
    strange = next((char for char in slug if not re.fullmatch(r"[a-z0-9-]", char)), "")
    if strange in ("/", "\\", "."):
        return f"it holds {strange!r}; the folder is said with --into DIR"
    return f"it holds {strange!r}" if strange else "it is no identifier"
