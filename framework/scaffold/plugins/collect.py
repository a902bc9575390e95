"""Merge what several plugins return into one sorted collection that remembers who provided what."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

from scaffold.errors import PluginError, did_you_mean
from scaffold.plugins.blame import fault, remedy
from scaffold.plugins.discovery import PLUGINS, Provider


class Named(Protocol):
    """A record with a name that is unique in its collection."""

    @property
    def name(self) -> str: ...

    @property
    def order(self) -> int: ...


Spec = TypeVar("Spec", bound=Named)


class Collection(Sequence[Spec], Generic[Spec]):
    """The merged records of one hook, sorted by `order`, then name.

    :param kind: what one record is called in messages, such as `task head`.
    :param owner: name of the vertical, for messages.
    """

    def __init__(self, kind: str, owner: str, entries: Iterable[tuple[Provider, Spec]]) -> None:
        self.kind = kind
        self.owner = owner
        ordered = sorted(entries, key=lambda entry: (entry[1].order, entry[1].name))
        self._specs = tuple(spec for _, spec in ordered)
        self._providers = {spec.name: provider for provider, spec in ordered}

    @overload
    def __getitem__(self, index: int) -> Spec: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Spec, ...]: ...

    def __getitem__(self, index: int | slice) -> Spec | tuple[Spec, ...]:
        return self._specs[index]

    def __len__(self) -> int:
        return len(self._specs)

    def __repr__(self) -> str:
        return f"Collection({self.kind}: {', '.join(self.names)})"

    def changed(self, change: Callable[[Spec], Spec]) -> Collection[Spec]:
        """The same records, each changed but for its name, by the same providers."""
        return Collection(self.kind, self.owner, [(self._providers[spec.name], change(spec)) for spec in self._specs])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the records, in order."""
        return tuple(spec.name for spec in self._specs)

    def named(self, name: str) -> Spec:
        """The record of that name.

        :raises PluginError: with the nearest name, or all names.
        """
        for spec in self._specs:
            if spec.name == name:
                return spec
        raise PluginError(f"{self.owner} has no {self.kind} {name!r}{did_you_mean(name, self.names)}")

    def provider(self, name: str) -> Provider:
        """Who provides the record of that name.

        :raises PluginError: with the nearest name, or all names.
        """
        return self._providers[self.named(name).name]


def collect(kind: str, owner: str, record: type[Spec], returned: Iterable[tuple[Provider, Any]]) -> Collection[Spec]:
    """Check and merge what the implementations of one hook returned.

    :param returned: each provider with what it returned; None counts as nothing.
    :raises PluginError: naming the provider of anything that is not an iterable of `record`, and both providers of a
        name that is given twice.
    """
    owners: dict[str, Provider] = {}
    entries: list[tuple[Provider, Spec]] = []
    for provider, result in returned:
        for spec in _records(kind, record, provider, result):
            if spec.name in owners:
                raise _clash(kind, spec.name, owners[spec.name], provider)
            owners[spec.name] = provider
            entries.append((provider, spec))
    return Collection(kind, owner, entries)


def _records(kind: str, record: type[Spec], provider: Provider, result: Any) -> Iterator[Spec]:
    if result is None:
        return
    if isinstance(result, str | bytes | record) or not isinstance(result, Iterable):
        raise fault(provider, f"its {kind}s must be an iterable of {record.__name__}, not {_shown(result)}")
    for item in result:
        if not isinstance(item, record):
            raise fault(provider, f"each {kind} must be a {record.__name__}, not {_shown(item)}")
        _check_fields(kind, provider, item)
        yield item


def _check_fields(kind: str, provider: Provider, item: Named) -> None:
    if not isinstance(item.name, str) or not item.name.strip():
        raise fault(provider, f"a {kind} has no name, but {item.name!r}")
    if not isinstance(item.order, int):
        raise fault(provider, f"the {kind} {item.name!r} has an order that is not a whole number: {item.order!r}")
    for field in dataclasses.fields(item):  # type: ignore[arg-type]
        value: Callable[..., Any] | Any = getattr(item, field.name)
        if str(field.type).startswith("Callable") and not callable(value):
            raise fault(provider, f"{field.name} of the {kind} {item.name!r} must be a function, not {_shown(value)}")


def _clash(kind: str, name: str, first: Provider, second: Provider) -> PluginError:
    if first == second:
        return fault(first, f"it gives two {kind}s the name {name!r}")
    to_go = first if first.group == PLUGINS else second
    return PluginError(
        f"two plugins provide the {kind} {name!r}: {first} and {second}",
        hint=f"One of them must give way, for example {to_go.distribution}. {remedy(to_go)}",
    )


def _shown(value: object) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"
