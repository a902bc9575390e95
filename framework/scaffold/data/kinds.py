"""The kinds of heads, as far as their labels differ."""

from __future__ import annotations

from scaffold.errors import SettingsError, did_you_mean

KINDS = (
    "classification",
    "multilabel",
    "tagging",
    "regression",
    "ordinal",
    "question_answering",
    "relation",
    "embedding",
    "image",
    "fusion",
)
OF_CLASSES = ("classification", "ordinal", "relation", "image", "fusion")
"""Kinds whose label is one of a few names."""


def check_kind(head: str, kind: str) -> str:
    """The kind, if it is a known one.

    :raises SettingsError: naming the head and the nearest known kind.
    """
    if kind not in KINDS:
        raise SettingsError(f"{kind!r} is no kind of head{did_you_mean(kind, KINDS)}", where=f"head {head!r}")
    return kind
