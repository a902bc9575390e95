"""Many strings looked for in one pass over a text (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scaffold.extras import need


def automaton(entries: Iterable[tuple[str, object]]) -> Any:
    """An automaton whose `iter(text)` gives the last position and the value of every key that occurs.

    :param entries: keys, each once and none empty, with their values.
    :returns: `None` without entries.
    """
    built = need("ahocorasick").Automaton()
    for key, value in entries:
        built.add_word(key, value)
    if not len(built):
        return None
    built.make_automaton()
    return built
