"""One fresh plugin manager: imports the given plugins, checks them, and calls their hooks one by one."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pluggy
from pydantic import BaseModel

from scaffold.errors import SettingsError
from scaffold.plugins import hookspecs
from scaffold.plugins.blame import blaming, cause, fault
from scaffold.plugins.checks import check_plugin
from scaffold.plugins.markers import PROJECT
from scaffold.settings import Settings, validate

if TYPE_CHECKING:
    from scaffold.plugins.discovery import Provider


class HookRegistry(pluggy.PluginManager):
    """pluggy's manager, which in all its versions leaves properties of a plugin alone."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        """Options of the hook implementation `name` of `plugin`; None if it is none."""
        if isinstance(inspect.getattr_static(plugin, name, None), property):
            return None
        return super().parse_hookimpl_opts(plugin, name)


class Manager:
    """The plugins of one vertical, each with its provider and its own settings.

    Hooks are called in the order in which `providers` were given.

    :ivar configs: validated section of `scaffold.toml` by plugin name, None for a plugin without settings.
    :raises PluginError: naming the plugin that cannot be imported or is not a proper plugin.
    :raises SettingsError: for a section that its plugin does not accept.
    """

    def __init__(self, providers: Iterable[Provider], settings: Settings) -> None:
        self.providers = {provider.name: provider for provider in providers}
        self._pluggy = HookRegistry(PROJECT)
        self._pluggy.add_hookspecs(hookspecs)
        # pluggy calls the last registered first
        for provider in reversed(self.providers.values()):
            self._register(provider)
        self.configs = {provider.name: self._config(provider, settings) for provider in self.providers.values()}

    def implementations(self, hook: str) -> list[tuple[Provider, pluggy.HookImpl]]:
        """Who implements `hook`, in calling order."""
        found = reversed(getattr(self._pluggy.hook, hook).get_hookimpls())
        return [(self.providers[item.plugin_name], item) for item in found]

    def call(
        self, hook: str, arguments: Mapping[str, Any], *, user_errors_pass: bool = False
    ) -> Iterator[tuple[Provider, Any]]:
        """Call the implementations of `hook` one after the other and yield what each returns.

        `config` is filled in with each plugin's own; a returned generator is run to its end.

        :raises PluginError: naming the plugin whose implementation failed.
        """
        for provider, implementation in self.implementations(hook):
            given = {"config": self.configs[provider.name], **arguments}
            with blaming(provider, f"{hook} failed", user_errors_pass=user_errors_pass):
                result = implementation.function(*(given[name] for name in implementation.argnames))
                if isinstance(result, Iterator):
                    result = list(result)
            yield provider, result

    def hooks_of(self, provider: Provider) -> list[str]:
        """Names of the hooks that `provider` implements."""
        return sorted(
            name
            for name in vars(self._pluggy.hook)
            if any(owner == provider for owner, _ in self.implementations(name))
        )

    def _register(self, provider: Provider) -> None:
        plugin = import_plugin(provider)
        check_plugin(plugin, provider, self._pluggy)
        try:
            self._pluggy.register(plugin, name=provider.name)
            self._pluggy.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise fault(provider, cause(error)) from error

    def _config(self, provider: Provider, settings: Settings) -> BaseModel | None:
        values = settings.vertical.get(provider.name)
        for owner, implementation in self.implementations("scaffold_config_schema"):
            if owner != provider:
                continue
            with blaming(provider, "scaffold_config_schema failed"):
                schema = implementation.function()
            if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
                raise fault(provider, f"scaffold_config_schema must return a pydantic model class, not {schema!r}")
            return validate(schema, values or {}, where=f"settings of {provider.name}")
        if values:
            raise SettingsError(
                f"{provider.name} takes no settings", where=f"[{provider.name}]", hint="Remove this section."
            )
        return None


def import_plugin(provider: Provider) -> object:
    """Import the module or object that an entry point names.

    :raises PluginError: naming what is missing, and whether it is the plugin itself or something it needs.
    """
    if provider.fault:
        raise fault(provider, provider.fault)
    point = metadata.EntryPoint(provider.name, provider.value, provider.group)
    try:
        module = importlib.import_module(point.module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if point.module == missing or point.module.startswith(f"{missing}."):
            advice = f"Reinstall it: pip install --force-reinstall {provider.distribution}."
            raise fault(provider, f"there is no module {missing!r} that its entry point names", advice) from error
        advice = f"Install the package that brings {missing!r}."
        raise fault(provider, f"it cannot be imported: {cause(error)}", advice) from error
    except (Exception, SystemExit) as error:
        raise fault(provider, f"it cannot be imported: {cause(error)}") from error
    with blaming(provider, f"the module {point.module} has no {point.attr!r} that its entry point names"):
        return reduce(getattr, point.attr.split("."), module) if point.attr else module
