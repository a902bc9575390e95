"""The two decorators of the plugin interface."""

from __future__ import annotations

import pluggy

PROJECT = "scaffold"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
