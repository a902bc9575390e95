"""Which verticals and plugins are installed: read from package metadata, nothing is imported."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata

VERTICALS = "scaffold.verticals"
PLUGINS = "scaffold.plugins"


@dataclass(frozen=True, order=True)
class Provider:
    """One entry point of one installed distribution.

    :ivar name: what the user calls it.
    :ivar value: the object it points to, `package.module` or `package.module:object`.
    :ivar summary: the distribution's own one-line description.
    :ivar fault: what is wrong with the distribution's metadata, empty if nothing is.
    """

    name: str
    distribution: str
    version: str
    value: str
    group: str = VERTICALS
    summary: str = ""
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.distribution} {self.version} (entry point {self.name} = {self.value})"


def discover(group: str, path: Sequence[str] | None = None) -> tuple[Provider, ...]:
    """Every entry point of `group`, sorted by name, then distribution.

    :param path: folders to look in, in the order of precedence; None for `sys.path`.
    """
    folders = list(sys.path if path is None else path)
    names = {_name(found) for found in metadata.distributions(path=folders) if group in _entry_points_text(found)}
    found: set[Provider] = set()
    for name in names - {""}:
        # of two with one name the first on the path is the one that Python imports
        first = next(iter(metadata.distributions(name=name, path=folders)))
        found.update(_providers(first, group))
    return tuple(sorted(found))


def duplicates(providers: Iterable[Provider]) -> dict[str, list[Provider]]:
    """Names that more than one entry point claims, with all their claimants."""
    providers = list(providers)
    count = Counter(provider.name for provider in providers)
    return {name: [p for p in providers if p.name == name] for name in sorted(count) if count[name] > 1}


def _name(distribution: metadata.Distribution) -> str:
    try:
        return str(distribution.metadata["Name"] or "")
    except Exception:  # a damaged distribution is nobody's plugin
        return ""


def _entry_points_text(distribution: metadata.Distribution) -> str:
    try:
        return distribution.read_text("entry_points.txt") or ""
    except (OSError, UnicodeDecodeError):
        return ""


def _providers(distribution: metadata.Distribution, group: str) -> Iterator[Provider]:
    name = _name(distribution)
    version = str(distribution.metadata["Version"] or "unknown")
    summary = str(distribution.metadata["Summary"] or "")
    try:
        points = [point for point in distribution.entry_points if point.group == group]
    except Exception as error:
        fault = f"its entry_points.txt cannot be read ({type(error).__name__}: {error})"
        yield Provider(name, name, version, "?", group, summary, fault)
        return
    for point in points:
        fault = "" if point.pattern.match(point.value) else "its entry point is not of the form module or module:object"
        yield Provider(point.name, name, version, point.value, group, summary, fault)
