"""All words and patterns that the conditions of many rules look for, found in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.rules.language.condition import Lexicon, Number, Phrases, Regex
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.matching.comparison import read_comparison
from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.patterns import Pattern, PatternIndex
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.rules.firing.material import Span
    from scaffold.rules.language.condition import Element
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleFile


@dataclass
class WordsIndex:
    """Numbers the conditions on words of rules that its owner keeps, and finds the matches of all of them."""

    # By identity: two files may have a lexicon of one name.
    _numbers: dict[int, int] = field(default_factory=dict)
    _phrases: list[Phrase] = field(default_factory=list)
    _patterns: list[Pattern] = field(default_factory=list)
    _phrase_index: PhraseIndex | None = None
    _pattern_index: PatternIndex | None = None

    def add(self, rule: Rule, file: RuleFile) -> None:
        """Take in the words of a rule."""
        for condition in conditions_of(rule.when):
            if id(condition) not in self._numbers:
                self._add(condition, len(self._numbers), file)

    def _add(self, condition: Element, number: int, file: RuleFile) -> None:
        if isinstance(condition, Phrases):
            self._add_phrases(condition.phrases, number, condition)
        elif isinstance(condition, Lexicon):
            terms = file.lexicons[condition.lexicon.file].of(condition.lexicon.category, file.name)
            self._add_phrases(terms, number, condition)
        elif isinstance(condition, Regex):
            self._patterns += [Pattern(each, number, condition.match_case) for each in condition.regex]
        elif isinstance(condition, Number):
            phrase = read_comparison(condition.number).phrase
            if phrase is None:
                return
            self._phrases.append(Phrase(phrase, number))
        else:
            return
        self._numbers[id(condition)] = number

    def _add_phrases(self, phrases: Iterable[str], number: int, how: Phrases | Lexicon) -> None:
        is_term = isinstance(how, Lexicon)
        self._phrases += [
            Phrase(each, number, how.inflect, how.match_case, how.whole_words, is_term) for each in phrases
        ]

    def number(self, condition: Element) -> int | None:
        """The number of a condition on words; None for any other."""
        return self._numbers.get(id(condition))

    def find(self, text: str) -> dict[int, list[Span]]:
        """Matches by the number of the condition, each once, from left to right."""
        if self._phrase_index is None or self._pattern_index is None:
            self._phrase_index, self._pattern_index = PhraseIndex(self._phrases), PatternIndex(self._patterns)
        found: dict[int, dict[Span, None]] = {}
        if self._phrases:
            for number, span in self._phrase_index.find(text, fold(text)):
                found.setdefault(number, {})[span] = None
        if self._patterns:
            for number, span in self._pattern_index.find(text):
                found.setdefault(number, {})[span] = None
        return {number: sorted(spans) for number, spans in found.items()}
