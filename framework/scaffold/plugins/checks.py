"""Is this object a plugin that every supported version of pluggy understands alike?"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.errors import ApiVersionError, did_you_mean
from scaffold.plugins.blame import fault, remedy
from scaffold.plugins.discovery import PLUGINS, Provider
from scaffold.plugins.specs import API_VERSION, VerticalInfo

if TYPE_CHECKING:
    import pluggy

PREFIX = "scaffold_"

_NOT_ALLOWED = {
    inspect.Parameter.VAR_POSITIONAL: "takes *{name}",
    inspect.Parameter.VAR_KEYWORD: "takes **{name}",
    inspect.Parameter.KEYWORD_ONLY: "takes {name} by keyword only",
}


def supported(current: int = API_VERSION) -> tuple[int, ...]:
    """The plugin interfaces a core with interface `current` loads: the previous one and its own."""
    return tuple(version for version in (current - 1, current) if version >= 1)


def check_plugin(plugin: object, provider: Provider, manager: pluggy.PluginManager) -> None:
    """Check every hook implementation of `plugin` against the specifications in `manager`.

    :raises PluginError: with all problems in one message.
    """
    if inspect.isclass(plugin):
        raise fault(
            provider,
            f"it points to the class {plugin.__name__}, not to a module or an instance",
            f"Its author: make an instance (plugin = {plugin.__name__}()) and point the entry point to it.",
        )
    hooks = {name: caller for name, caller in vars(manager.hook).items() if caller.spec is not None}
    known = {name: tuple(caller.spec.argnames) for name, caller in hooks.items()}
    problems = [text for name in dir(plugin) for text in _problems(plugin, name, provider, known, manager)]
    if problems:
        raise fault(provider, "; ".join(problems), "Its author: see docs/reference/hooks.md.")


def check_info(info: object, provider: Provider) -> VerticalInfo:
    """The vertical's own description, if it is one and this core supports its plugin interface.

    :raises PluginError: for anything but a `VerticalInfo`.
    :raises ApiVersionError: naming the supported versions.
    """
    if not isinstance(info, VerticalInfo):
        raise fault(provider, f"scaffold_vertical_info must return one VerticalInfo, not {type(info).__name__}")
    version = info.api_version
    if type(version) is int and version in supported():
        return info
    newer = type(version) is int and version > API_VERSION
    raise ApiVersionError(
        f"it was written for plugin interface {version!r}; this core supports {' and '.join(map(str, supported()))}",
        where=str(provider),
        hint="Upgrade the core: pip install -U vertical-scaffold" if newer else remedy(provider),
    )


def _problems(
    plugin: object,
    name: str,
    provider: Provider,
    known: Mapping[str, tuple[str, ...]],
    manager: pluggy.PluginManager,
) -> Iterator[str]:
    if isinstance(inspect.getattr_static(plugin, name, None), property):
        return
    function = getattr(plugin, name, None)
    if not inspect.isroutine(function):
        return
    options = manager.parse_hookimpl_opts(plugin, name)
    label = f"{name}{_place(function)}"
    if options is None:
        if name.startswith(PREFIX):
            yield f"{label} lacks the decorator @hookimpl; names that start with {PREFIX} are kept for hooks"
        return
    if options["specname"]:
        yield f"{label} uses specname; name the function as the hook instead"
    elif name not in known:
        if not options["optionalhook"]:
            yield f"{label} is not a hook{did_you_mean(name, known)}"
    elif name == "scaffold_vertical_info" and provider.group == PLUGINS:
        yield f"{label} is for verticals; a cross-cutting plugin has none"
    else:
        yield from _signature_problems(label, function, known[name])
    if options["wrapper"] or options["hookwrapper"]:
        yield f"{label} is a wrapper; Scaffold calls every implementation by itself, so wrappers are refused"


def _signature_problems(label: str, function: Callable[..., Any], allowed: tuple[str, ...]) -> Iterator[str]:
    takes = f"the hook gives: {', '.join(allowed)}" if allowed else "the hook gives no argument"
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in _NOT_ALLOWED:
            yield f"{label} {_NOT_ALLOWED[parameter.kind].format(name=parameter.name)}, which is not allowed; {takes}"
        elif parameter.default is not parameter.empty:
            yield f"{label} gives {parameter.name} a default, which is not allowed; {takes}"
        elif parameter.name not in allowed:
            yield f"{label} takes an unknown argument {parameter.name!r}; {takes}"


def _place(function: Callable[..., Any]) -> str:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return f" ({Path(code.co_filename).name}:{code.co_firstlineno})" if code else ""
