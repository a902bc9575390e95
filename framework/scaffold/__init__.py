"""Scaffold: labelled domain text in, a calibrated, explained industry model out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.errors import ScaffoldError, UserError
    from scaffold.plugins.markers import hookimpl

__all__ = ["ScaffoldError", "UserError", "__version__", "hookimpl"]

__version__ = "0.1.0"

_HOME = {"ScaffoldError": "scaffold.errors", "UserError": "scaffold.errors", "hookimpl": "scaffold.plugins.markers"}


def __getattr__(name: str) -> Any:
    # pluggy is imported when a plugin asks for the marker, not by `scaffold --help`
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
