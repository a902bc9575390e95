"""Where templates are: our own, a folder of the user, or an installed package. Nothing of a package is imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import scaffold
from scaffold.errors import TemplateError, did_you_mean

GROUP = "scaffold.templates"
"""Entry points whose value is the package that a template lies in, `package` or `package.folder`."""

BUILT_IN = "vertical"


def find_template(given: str | None) -> Path:
    """The folder of a template.

    :param given: a folder, or the name of an installed template; None for our own.
    :raises TemplateError: listing the installed ones.
    """
    if given is None or given == BUILT_IN:
        return _own() / BUILT_IN
    if Path(given).is_dir():
        return Path(given)
    from scaffold.plugins.discovery import discover

    installed = discover(GROUP)
    found = [provider for provider in installed if provider.name == given]
    if not found:
        known = [BUILT_IN, *(provider.name for provider in installed)]
        raise TemplateError(f"there is no folder and no installed template {given!r}{did_you_mean(given, known)}")
    if len(found) > 1:
        both = " and ".join(map(str, found))
        raise TemplateError(f"two packages bring a template {given!r}: {both}", hint="Uninstall one of them.")
    return _folder_of(found[0].value, str(found[0]))


def _own() -> Path:
    """In a wheel they lie in the package, in a checkout beside the framework."""
    package = Path(scaffold.__file__).parent
    shipped = package / "templates"
    return shipped if shipped.is_dir() else package.parents[1] / "templates"


def _folder_of(value: str, where: str) -> Path:
    top, *parts = value.split(".")
    spec = find_spec(top) if top.isidentifier() else None
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place).joinpath(*parts)
        if folder.is_dir():
            return folder
    raise TemplateError(f"there is no folder {value!r} in the package", where=where, hint="Reinstall it.")
