"""One vertical, loaded alone: found by metadata, checked, its records merged with those of cross-cutting plugins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.errors import PluginError, SettingsError, did_you_mean
from scaffold.plugins.blame import fault, remedy
from scaffold.plugins.checks import check_info
from scaffold.plugins.collect import Collection, collect
from scaffold.plugins.discovery import PLUGINS, VERTICALS, Provider, discover, duplicates
from scaffold.plugins.hooks import Hooks
from scaffold.plugins.manager import Manager
from scaffold.plugins.private import private_corpus, private_loader
from scaffold.plugins.specs import (
    CommandSpec,
    DataLoaderSpec,
    DetectorSpec,
    MetricSpec,
    PretrainingSpec,
    RuleSource,
    SinkSpec,
    SourceSpec,
    TaskHeadSpec,
    VerticalInfo,
)
from scaffold.settings import PrivacySettings, Settings
from scaffold.usual_settings import with_usual


@dataclass(frozen=True, eq=False)
class Vertical:
    """A loaded vertical: what it and the cross-cutting plugins provide.

    :ivar provider: the distribution and entry point it comes from.
    :ivar plugins: the cross-cutting plugins that joined.
    :ivar settings: all settings it was loaded with.
    :ivar config: the vertical's own settings, validated; None if it declares none.
    :ivar hook: the hooks that a run calls while it goes.
    :ivar implemented: names of the hooks each provider implements.
    """

    provider: Provider
    plugins: tuple[Provider, ...]
    info: VerticalInfo
    settings: Settings
    config: Any
    loaders: Collection[DataLoaderSpec]
    pretraining: Collection[PretrainingSpec]
    heads: Collection[TaskHeadSpec]
    rules: Collection[RuleSource]
    metrics: Collection[MetricSpec]
    commands: Collection[CommandSpec]
    sources: Collection[SourceSpec]
    sinks: Collection[SinkSpec]
    detectors: Collection[DetectorSpec]
    hook: Hooks
    implemented: dict[Provider, list[str]]

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.provider.name

    @property
    def distribution(self) -> str:
        """Name of the package it comes from."""
        return self.provider.distribution

    @property
    def version(self) -> str:
        """Version of the package it comes from."""
        return self.provider.version

    @property
    def privacy(self) -> PrivacySettings | None:
        """How its texts are de-identified; None where they are not."""
        return self.settings.privacy.resolved(personal_data=self.info.personal_data)

    def loader(self, name: str) -> DataLoaderSpec:
        """The data loader of that name.

        :raises PluginError: with the nearest name, or all names.
        """
        return self.loaders.named(name)

    def head(self, name: str) -> TaskHeadSpec:
        """The task head of that name.

        :raises PluginError: with the nearest name, or all names.
        """
        return self.heads.named(name)


def load_vertical(name: str, settings: Settings | None = None, *, path: Sequence[str] | None = None) -> Vertical:
    """Load the installed vertical `name` with the cross-cutting plugins that are not switched off.

    No other vertical is imported, and nothing is shared with an earlier call.

    :param path: folders whose package metadata are read; None for `sys.path`.
    :raises PluginError: for a name that is not installed, and for everything wrong with a plugin that takes part.
    :raises SettingsError: for a section or a switched-off name that belongs to nothing installed.
    """
    settings = settings or Settings()
    verticals, plugins = discover(VERTICALS, path), discover(PLUGINS, path)
    provider = _one_of(name, verticals)
    _check_sections(settings, (*verticals, *plugins))
    return assemble(provider, _joining(plugins, settings), settings)


def assemble(provider: Provider, plugins: tuple[Provider, ...], settings: Settings) -> Vertical:
    """Import exactly these plugins and merge what they provide.

    :raises PluginError: naming the plugin at fault.
    :raises SettingsError: for settings that a plugin does not accept.
    """
    _check_distinct((provider, *plugins))
    manager = Manager((provider, *plugins), settings)
    answers = [answer for _, answer in manager.call("scaffold_vertical_info", {})]
    if len(answers) != 1:
        raise fault(provider, "it has no hook scaffold_vertical_info; a vertical has exactly one")
    info = check_info(answers[0], provider)
    try:
        settings = with_usual(settings, info.usual)
    except SettingsError as error:
        raise fault(provider, f"its usual settings are refused: {error}") from error
    privacy = settings.privacy.resolved(personal_data=info.personal_data)

    def merged(hook: str, kind: str, record: type[Any]) -> Collection[Any]:
        return collect(kind, provider.name, record, manager.call(hook, {}))

    vertical = Vertical(
        provider=provider,
        plugins=plugins,
        info=info,
        settings=settings,
        config=manager.configs[provider.name],
        loaders=merged("scaffold_data_loaders", "data loader", DataLoaderSpec).changed(private_loader(privacy)),
        pretraining=merged("scaffold_pretraining", "pretraining corpus", PretrainingSpec).changed(
            private_corpus(privacy)
        ),
        heads=merged("scaffold_task_heads", "task head", TaskHeadSpec),
        rules=merged("scaffold_knowledge_rules", "rule source", RuleSource),
        metrics=merged("scaffold_metrics", "metric", MetricSpec),
        commands=merged("scaffold_commands", "command", CommandSpec),
        sources=merged("scaffold_stream_sources", "source", SourceSpec),
        sinks=merged("scaffold_alert_sinks", "sink", SinkSpec),
        detectors=merged("scaffold_detectors", "detector", DetectorSpec),
        hook=Hooks(manager),
        implemented={each: manager.hooks_of(each) for each in (provider, *plugins)},
    )
    _check_references(vertical)
    return vertical


def _one_of(name: str, verticals: Sequence[Provider]) -> Provider:
    matching = [provider for provider in verticals if provider.name == name]
    if not matching:
        installed = did_you_mean(name, (provider.name for provider in verticals)) or "; none is installed"
        raise PluginError(f"there is no vertical {name!r}{installed}", hint="List them: scaffold verticals")
    _check_distinct(matching)
    return matching[0]


def _joining(plugins: Sequence[Provider], settings: Settings) -> tuple[Provider, ...]:
    known = {provider.name for provider in plugins}
    for name in settings.plugins.disabled:
        if name not in known:
            message = f"there is no cross-cutting plugin {name!r} to switch off"
            message += did_you_mean(name, known) or "; none is installed"
            raise SettingsError(message, where="plugins.disabled", hint="List them: scaffold verticals --plugins")
    return tuple(provider for provider in plugins if provider.name not in settings.plugins.disabled)


def _check_distinct(providers: Iterable[Provider]) -> None:
    for name, claimants in duplicates(providers).items():
        both = " and ".join(str(provider) for provider in claimants)
        raise PluginError(f"the name {name!r} is claimed twice: by {both}", hint=remedy(claimants[-1]))


def _check_sections(settings: Settings, installed: Sequence[Provider]) -> None:
    known = {provider.name for provider in installed}
    for section in settings.vertical:
        if section not in known:
            every = known | set(Settings.model_fields) - {"vertical"}
            raise SettingsError(
                f"[{section}] is neither a section of Scaffold nor an installed vertical or plugin"
                f"{did_you_mean(section, every)}",
                where="scaffold.toml or --set",
            )


def _check_references(vertical: Vertical) -> None:
    for head in vertical.heads:
        if head.loader not in vertical.loaders.names:
            unknown = f"its task head {head.name!r} names the data loader {head.loader!r}, which nobody provides"
            raise fault(vertical.heads.provider(head.name), unknown + did_you_mean(head.loader, vertical.loaders.names))
    for metric in vertical.metrics:
        if metric.head not in vertical.heads.names:
            unknown = f"its metric {metric.name!r} names the task head {metric.head!r}, which nobody provides"
            raise fault(
                vertical.metrics.provider(metric.name), unknown + did_you_mean(metric.head, vertical.heads.names)
            )
