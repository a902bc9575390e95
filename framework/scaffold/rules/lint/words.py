"""Phrases that say nothing new, or match nearly everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.language.condition import Lexicon, Phrases
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.lint.entailment import index_of
from scaffold.rules.lint.finding import Finding, some
from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.inflection import variants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.rules.language.condition import Words
    from scaffold.rules.lint.placed_rule import PlacedRule


def word_findings(placed: PlacedRule) -> Iterator[Finding]:
    """What there is to say about the phrases of one rule."""
    covered: dict[str, str] = {}
    short: list[str] = []
    for condition in conditions_of(placed.rule.when):
        if isinstance(condition, Phrases):
            covered.update(_covered(condition))
            short += [each for each in condition.phrases if _is_short(each, condition)]
        elif isinstance(condition, Lexicon):
            lexicon = condition.lexicon
            terms = placed.file.lexicons[lexicon.file].of(lexicon.category, placed.where)
            short += [each for each in terms if _is_short(each, condition)]
    if short:
        yield Finding(
            "warning",
            "short phrase",
            f"phrases of the rule {placed.rule.id!r} that stand in very many texts: {some(short)}",
            placed.where,
            "Write more of the words around them.",
        )
    if covered:
        pairs = ", ".join(f"{phrase!r} by {by!r}" for phrase, by in list(covered.items())[:3])
        more = f" and {len(covered) - 3} more" if len(covered) > 3 else ""
        yield Finding(
            "info",
            "redundant phrase",
            f"phrases of the rule {placed.rule.id!r} are covered by others of it: {pairs}{more}",
            placed.where,
            "They may go, unless it matters how long the match is.",
        )


def _covered(words: Phrases) -> Iterator[tuple[str, str]]:
    """Phrases that no text holds without another one of the same list, each with that one."""
    if words.unless or words.only or len(words.phrases) < 2:
        return
    index = index_of(words)
    covers: list[set[int]] = []
    for phrase in words.phrases:
        written = fold(phrase, keep_case=words.match_case).text.strip()
        forms = variants(written) if words.inflect else [written]
        covers.append(set.intersection(*({owner for owner, _ in index.find(form, fold(form))} for form in forms)))
    # Of two that cover each other the later one is too much.
    by = [
        {each for each in found if each < number or number not in covers[each]} for number, found in enumerate(covers)
    ]
    for phrase, found in zip(words.phrases, by, strict=True):
        if found:
            yield phrase, words.phrases[min(found, key=lambda each: (bool(by[each]), each))]


def _is_short(phrase: str, how: Words) -> bool:
    """One letter or one Chinese character; within longer words two letters are as few."""
    said = fold(phrase).text.strip()
    return len(said) < 2 or (not how.whole_words and said.isascii() and len(said) < 3)
