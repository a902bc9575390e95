"""For authors of verticals: a battery of checks, packages that exist on disk only, and rendered projects.

pytest finds the fixtures by itself where Scaffold is installed: `fake_site`, `new_project`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.testing.battery import check_vertical, problems_of
    from scaffold.testing.fake_site import FakeSite
    from scaffold.testing.labels import labels_in

__all__ = ["FakeSite", "check_vertical", "labels_in", "problems_of"]

_HOME = {"FakeSite": "fake_site", "check_vertical": "battery", "labels_in": "labels", "problems_of": "battery"}


def __getattr__(name: str) -> Any:
    # pytest imports this package in every project where Scaffold is installed
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
