"""What is installed and in which state; one broken plugin is one line, never the end of the list."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Literal

from scaffold.errors import ApiVersionError, PluginError, SettingsError
from scaffold.plugins.discovery import VERTICALS, Provider, discover, duplicates
from scaffold.settings import Settings

State = Literal["installed", "ok", "broken", "duplicate", "incompatible"]


@dataclass(frozen=True)
class Listed:
    """One installed vertical or plugin.

    :ivar state: `installed` if it was not loaded to find out.
    :ivar reason: what is wrong, empty if nothing is.
    """

    provider: Provider
    state: State
    reason: str = ""


def listing(group: str, *, check: bool = False, path: Sequence[str] | None = None) -> list[Listed]:
    """All entry points of `group` with their state.

    :param check: load each one alone to see whether it works; otherwise nothing is imported.
    :param path: folders whose package metadata are read; None for `sys.path`.
    """
    providers = discover(group, path)
    twice = duplicates(providers)
    return [_listed(provider, twice.get(provider.name, []), check) for provider in providers]


def _listed(provider: Provider, claimants: list[Provider], check: bool) -> Listed:
    if claimants:
        others = " and ".join(str(other) for other in claimants if other is not provider)
        return Listed(provider, "duplicate", f"the name is also claimed by {others}")
    if provider.fault:
        return Listed(provider, "broken", provider.fault)
    return _checked(provider) if check else Listed(provider, "installed")


def _checked(provider: Provider) -> Listed:
    from scaffold.plugins.manager import Manager
    from scaffold.plugins.vertical import assemble

    try:
        # what a plugin prints must not mix with the list
        with redirect_stdout(sys.stderr):
            if provider.group == VERTICALS:
                assemble(provider, (), Settings())
            else:
                Manager([provider], Settings())
    except ApiVersionError as error:
        return Listed(provider, "incompatible", _without_place(error))
    except SettingsError as error:
        return Listed(provider, "ok", f"needs settings: {error.message}")
    except PluginError as error:
        return Listed(provider, "broken", _without_place(error))
    return Listed(provider, "ok")


def _without_place(error: PluginError) -> str:
    return str(PluginError(error.message, hint=error.hint))
