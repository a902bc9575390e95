"""Sources by their address: the scheme names the kind."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError, did_you_mean
from scaffold_financial_sentiment.stream.address import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Source

    Opener = Callable[[str, FinancialSentimentSettings], Source]

BUILT_IN = {
    "file": "file",
    "folder": "folder",
    "-": "stdin",
    "http": "feed",
    "https": "feed",
    "rss": "feed",
    "redis": "redis_stream",
    "rediss": "redis_stream",
}
"""Modules of `stream.sources` by scheme; each has `open(address, settings)`."""

# A single letter is the drive of a Windows path.
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):")


def open_source(address: str, settings: FinancialSentimentSettings, more: Mapping[str, Opener] | None = None) -> Source:
    """The source of an address: `news.jsonl`, `folder:DIR`, `https://...`, `redis://...`, `-`.

    A path without a scheme is a file to follow, or a folder.

    :param more: what opens the addresses of other schemes, by scheme; those of plugins.
    :raises SettingsError: for an unknown scheme, or an address that the source cannot use.
    """
    scheme = scheme_of(address)
    if address.lower().startswith(f"{scheme}:"):
        address = scheme + address[len(scheme) :]
    if more and scheme in more:
        return more[scheme](address, settings)
    if scheme not in BUILT_IN:
        raise SettingsError(
            f"there is no kind of source {scheme!r}{did_you_mean(scheme, {*BUILT_IN, *(more or ())})}",
            where=without_secrets(address),
            hint="If it is a file, write file: before its path.",
        )
    return built_in(scheme)(address, settings)


def scheme_of(address: str) -> str:
    """The scheme of an address in lower case; `file` or `folder` for a path, `-` for standard input.

    >>> scheme_of("Redis://localhost/0/news"), scheme_of("news.jsonl"), scheme_of("-")
    ('redis', 'file', '-')
    """
    if address.partition("?")[0] == "-":
        return "-"
    written = _SCHEME.match(address)
    if written:
        return written[1].lower()
    return "folder" if Path(address.partition("?")[0]).is_dir() else "file"


def built_in(scheme: str) -> Opener:
    """What opens the addresses of a scheme of `BUILT_IN`."""
    opener: Opener = import_module(f"scaffold_financial_sentiment.stream.sources.{BUILT_IN[scheme]}").open
    return opener
