"""Names of people in Latin script: by the words around, by lists, by a small model, and by what was found before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.names.again import find_again
from scaffold.privacy.names.announced import is_announced, names_follow
from scaffold.privacy.names.described import is_described
from scaffold.privacy.names.fields import behind_fields
from scaffold.privacy.names.found import Names
from scaffold.privacy.names.headings import headings, last_line
from scaffold.privacy.names.learned import learn
from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.listed import is_listed
from scaffold.privacy.names.runs import Runs
from scaffold.privacy.names.titled import behind_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.privacy.finding import Finding


def english_names(text: str, known: Sequence[str] = ()) -> tuple[list[Finding], set[str]]:
    """Names of people in Latin script, and the words they are made of.

    :param known: words in lower case that are known to be names of people in this text.
    """
    names = Names(Runs(text), known)
    if names.runs.tokens:
        behind_fields(names)
        headings(names)
        last_line(names)
        for index in range(len(names.runs.tokens)):
            _look(names, index)
        learn(names)
        find_again(names)
    return list(names.findings()), names.words


def _look(names: Names, index: int) -> None:
    """Whether a name begins at one word, or behind it."""
    runs, token = names.runs, names.runs.tokens[index]
    if token.plain in words("titles"):
        behind_title(names, index)
    if index in runs.safe or token.plain in words("titles") or not (token.capital or token.sure):
        return
    if index and runs.tokens[index - 1].plain == "st" and token.joined:
        return
    if is_announced(runs, index):
        names.take(index, everything=names_follow(runs.tokens[index - 1].plain))
    elif is_listed(runs, index) or is_described(runs, index):
        names.take(runs.begins(index), everything=token.initial or token.everyday)
