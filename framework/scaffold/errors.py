"""Every error Scaffold raises on purpose.

ScaffoldError              base; exit code 3 unless a subclass says otherwise
├── BelowLevelError        a run finished below the level it promises (exit code 1)
└── UserError              the user can mend it (exit code 2)
    ├── DataError          a file or a row of the user's data
    ├── SettingsError      scaffold.toml, --set or a command's options
    ├── PluginError        an installed vertical or plugin
    │   └── ApiVersionError    written for another plugin interface
    ├── BundleError        a saved bundle
    ├── IndexStampError    a search index that another encoder built
    ├── EncoderError       encoder weights that are missing or not the pinned ones
    ├── GeneratorError     a model that is missing or does not write text
    ├── RuleError          a file of knowledge rules, or a lexicon of it
    ├── TemplateError      a project template that is wrong or not to be trusted
    └── MissingExtraError  an optional dependency that is not installed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ApiVersionError",
    "BelowLevelError",
    "BundleError",
    "DataError",
    "EncoderError",
    "GeneratorError",
    "IndexStampError",
    "MissingExtraError",
    "PluginError",
    "RuleError",
    "ScaffoldError",
    "SettingsError",
    "TemplateError",
    "UserError",
    "did_you_mean",
]


class ScaffoldError(Exception):
    """What went wrong, where, and what to do next, as one message.

    :param message: what happened, as a sentence without a final full stop.
    :param where: file, `file:line`, package or setting the message is about.
    :param hint: what to type or change next.
    """

    exit_code = 3

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.message = message
        self.where = where
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        stop = "" if self.message.endswith(("?", ".", "!")) else "."
        advice = f"{stop} {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class BelowLevelError(ScaffoldError):
    """A run finished, and its result is below the level it promises."""

    exit_code = 1


class UserError(ScaffoldError):
    """A mistake the user can mend."""

    exit_code = 2


class DataError(UserError):
    """A file or a row of the user's data cannot be used."""


class SettingsError(UserError):
    """A setting is unknown or has a value that is not allowed."""


class PluginError(UserError):
    """An installed vertical or plugin cannot be used."""


class ApiVersionError(PluginError):
    """An installed vertical was written for a plugin interface that this core does not support."""


class BundleError(UserError):
    """A saved bundle is incomplete, altered or of another format."""


class IndexStampError(UserError):
    """A search index was built by another encoder than the one in use."""


class EncoderError(UserError):
    """Encoder weights are missing, incomplete or not the pinned ones."""


class GeneratorError(UserError):
    """A model that is to write text is missing, incomplete or of another kind."""


class RuleError(UserError):
    """A file of knowledge rules cannot be read, or says what cannot be."""


class TemplateError(UserError):
    """A template of projects cannot be read, or does what templates may not."""


class MissingExtraError(UserError):
    """An optional dependency is not installed.

    :param package: the import that failed.
    :param extra: the extra of `vertical-scaffold` that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"this needs the package {package!r}, which is not installed",
            hint=f'Run: pip install "vertical-scaffold[{extra}]"',
        )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known name as the end of a sentence, or the list of all where none is near.

    >>> did_you_mean("trian", ["train", "verify"])
    ", did you mean 'train'?"
    >>> did_you_mean("x", ["train", "verify"])
    ' (known: train, verify)'
    """
    from difflib import get_close_matches

    names = sorted(set(known))
    near = get_close_matches(word, names, n=1)
    if near:
        return f", did you mean {near[0]!r}?"
    return f" (known: {', '.join(names)})" if names else ""
