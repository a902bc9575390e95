"""Reasons as sentences, in English and Chinese."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError
from scaffold.evaluation.environment import template_environment
from scaffold.text import normalise
from scaffold_recommendation.reasons.explanation import decisive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Environment, Template

    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.ordering.placed import Move
    from scaffold_recommendation.reasons.explanation import Explanation
    from scaffold_recommendation.reasons.reason import Reason

LANGUAGES = ("en", "zh")
SENTENCES = 2

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = 60
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, so that a title could turn the sentence around it."""


def in_words(reasons: Sequence[Reason], catalogue: Catalogue, language: str) -> str:
    """One or two sentences of plain text; empty without reasons.

    :param catalogue: knows the titles of items.
    :raises SettingsError: for a language that there is none for.
    """
    others = [reason for reason in reasons if reason.kind != "rule"]
    # A rule that moved an item down is no reason why it is there; it has its say where there is no other.
    rules = [reason for reason in reasons if reason.move is not None and (not others or not _is_down(reason.move))]
    chosen = [*others[: SENTENCES - bool(rules)], *rules[:1]]
    if not chosen:
        return ""

    def name(item: str) -> str:
        number = catalogue.ids.number(item)
        return plain(item if number is None else catalogue[number].name)

    return _lines(_template("reasons", language).render(reasons=chosen, name=name), language)


def fate_in_words(explanation: Explanation, language: str) -> str:
    """How an item that is asked about fared, in sentences of plain text."""
    template = _template("fate", language)
    return _lines(template.render(explanation=explanation, move=explanation.kept_out_by), language)


def left_out_in_words(moves: Sequence[Move], language: str) -> str:
    """What keeps an item from a list that its score would have put it on, as a part of a sentence in plain text."""
    return _template("left_out", language).render(move=decisive(moves)).strip()


def plain(text: str, longest: int = _LONGEST) -> str:
    """A title on one line, clipped, without what steers terminals or turns the direction of writing.

    >>> plain("The  Sea\\u202e\\n(a novel)")
    'The Sea (a novel)'
    """
    line = normalise(_TURNING.sub("", text))
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def listed(names: Iterable[str], glue: str, last: str) -> str:
    """Names as a list within a sentence.

    >>> listed(["harbour", "winter", "ice"], ", ", " and ")
    'harbour, winter and ice'
    """
    *first, final = names
    return f"{glue.join(first)}{last}{final}" if first else final


def _is_down(move: Move) -> bool:
    return move.effect != "pin" and None not in (move.before, move.after) and (move.after or 0) > (move.before or 0)


def _lines(text: str, language: str) -> str:
    """Sentences, one a line in the template, as one line."""
    glue = "" if language == "zh" else " "
    return glue.join(line.strip() for line in text.splitlines() if line.strip())


@cache
def _environment() -> Environment:
    environment = template_environment(html=False, folder=_TEMPLATES)
    environment.filters |= {"listed": listed, "plain": plain}
    return environment


def _template(name: str, language: str) -> Template:
    if language not in LANGUAGES:
        raise SettingsError(
            f"there are no reasons in the language {language[:20]!r}", hint=f"Choose one of {', '.join(LANGUAGES)}."
        )
    return _environment().get_template(f"{name}.{language}.jinja")
