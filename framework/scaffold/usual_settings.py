"""Settings of the core that a vertical wants to be otherwise, where the user says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.errors import SettingsError
from scaffold.settings import Section, Settings, validate

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_usual(settings: Settings, usual: Mapping[str, Mapping[str, Any]]) -> Settings:
    """The settings with the usual values of a vertical for what the user has not set.

    :param usual: values by section and key, such as `{"decision": {"sets": "class-conditional"}}`.
    :raises SettingsError: for a section or a key that is not the core's, or a value it does not allow.
    """
    changed: dict[str, Section] = {}
    for name, values in usual.items():
        section = getattr(settings, name, None)
        if not isinstance(section, Section):
            raise SettingsError("this is no section of the core", where=f"[{name}]")
        given = {key: getattr(section, key) for key in section.model_fields_set}
        changed[name] = validate(type(section), {**values, **given}, where=f"[{name}]")
    return settings.model_copy(update=changed)
