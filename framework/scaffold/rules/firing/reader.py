"""One text, looked at by conditions; what several of them ask for is found once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from scaffold.rules.firing.field_values import field_holds
from scaffold.rules.firing.together import WordCount, windows
from scaffold.rules.language.condition import (
    AllOf,
    AnyOf,
    Asserted,
    Date,
    Entity,
    MetadataField,
    NotThat,
    Number,
    OtherDecision,
    has_place,
)
from scaffold.rules.matching.comparison import read_comparison
from scaffold.rules.matching.context import Assertions
from scaffold.rules.matching.dates import dates, read_date_condition
from scaffold.rules.matching.quantities import quantities
from scaffold.rules.matching.sentences import sentence_spans

if TYPE_CHECKING:
    from scaffold.rules.firing.material import Material, Span
    from scaffold.rules.firing.words_index import WordsIndex
    from scaffold.rules.language.condition import Element
    from scaffold.rules.matching.dates import FoundDate
    from scaffold.rules.matching.quantities import Quantity

# Otherwise they were read again for every text.
_comparison = lru_cache(maxsize=4096)(read_comparison)
_date_condition = lru_cache(maxsize=4096)(read_date_condition)


class TextReader:
    """Says of a condition where it holds: its stretches, none (`[]`) where it has no place, None where it does not."""

    def __init__(self, material: Material, index: WordsIndex) -> None:
        self.material = material
        self._index = index
        self.found = index.find(material.text)

    @cached_property
    def _sentences(self) -> list[Span]:
        return sentence_spans(self.material.text)

    @cached_property
    def _assertions(self) -> Assertions:
        return Assertions(self.material.text)

    @cached_property
    def _words(self) -> WordCount:
        return WordCount(self.material.text)

    @cached_property
    def _quantities(self) -> list[Quantity]:
        return quantities(self.material.text)

    @cached_property
    def _dates(self) -> list[FoundDate]:
        return dates(self.material.text)

    def read(self, condition: Element) -> list[Span] | None:
        """Where `condition` holds."""
        if isinstance(condition, AllOf):
            return self._all(condition)
        if isinstance(condition, AnyOf):
            matches = [spans for each in condition.any if (spans := self.read(each)) is not None]
            return sorted({span for spans in matches for span in spans}) if matches else None
        if isinstance(condition, NotThat):
            return [] if self.read(condition.not_) is None else None
        if isinstance(condition, Asserted):
            spans = self._numbers(condition) if isinstance(condition, Number) else self._found(condition)
            return self._asserted(spans, condition) or None
        return self._beside_words(condition)

    def _found(self, condition: Element) -> list[Span]:
        number = self._index.number(condition)
        return [] if number is None else self.found.get(number, [])

    def _all(self, condition: AllOf) -> list[Span] | None:
        matches = []
        for each in condition.all:
            spans = self.read(each)
            if spans is None:
                return None
            matches.append(spans)
        if not condition.has_places:
            return sorted({span for spans in matches for span in spans})
        sentences = self._sentences if condition.same_sentence else None
        placed = [spans for each, spans in zip(condition.all, matches, strict=True) if has_place(each)]
        groups = windows(
            placed, ordered=condition.ordered, within=condition.within, words=self._words, sentences=sentences
        )
        return sorted({span for group in groups for span in group}) or None

    def _asserted(self, spans: list[Span], condition: Asserted) -> list[Span]:
        """Those of the stretches that are said as the condition asks."""
        if not spans or not (condition.unless or condition.only):
            return spans
        said = self._assertions.of(spans)
        unless, only = set(condition.unless), set(condition.only)
        return [span for span, how in zip(spans, said, strict=True) if not how & unless and only <= how]

    def _numbers(self, condition: Number) -> list[Span]:
        """A quantity that holds, or that is nearest to the phrase in its sentence and holds."""
        comparison = _comparison(condition.number)
        if comparison.phrase is None:
            return [each.span for each in self._quantities if comparison.holds(each)]
        fitting = [each for each in self._quantities if comparison.fits(each)]
        starts = [each.span[0] for each in fitting]
        spans: set[Span] = set()
        for start, end in self._found(condition):
            first, last = self._sentence_at(start)
            # The last one before the phrase, those it holds itself, and the first one after it.
            around = fitting[max(bisect_left(starts, start) - 1, 0) : bisect_left(starts, end) + 1]
            near = [each for each in around if first <= each.span[0] < last]
            # What follows a phrase is said of it more often than what stands before: "dose 5 mg".
            nearest = min(near, key=lambda q: (max(q.span[0] - end, 2 * (start - q.span[1])), q.span), default=None)
            if nearest is not None and comparison.holds(nearest):
                spans |= {(start, end), nearest.span}
        return sorted(spans)

    def _sentence_at(self, place: int) -> Span:
        number = bisect_right(self._sentences, (place, len(self.material.text))) - 1
        return self._sentences[number] if number >= 0 and place < self._sentences[number][1] else (0, 0)

    def _beside_words(self, condition: Element) -> list[Span] | None:
        if isinstance(condition, Date):
            test = _date_condition(condition.date)
            return [each.span for each in self._dates if test.holds(each.day, self.material.day)] or None
        if isinstance(condition, Entity):
            wanted = condition.entity
            heads = [wanted.head] if wanted.head else list(self.material.entities)
            found = [each for head in heads for each in self.material.entities.get(head, ())]
            return sorted({(start, end) for start, end, label in found if label == wanted.label}) or None
        if isinstance(condition, OtherDecision):
            decided = self.material.decisions.get(condition.decision.head, {})
            probability = decided.get(condition.decision.label)
            return None if probability is None or probability < condition.decision.at_least else []
        assert isinstance(condition, MetadataField), condition
        return [] if field_holds(condition.field, self.material.fields.get(condition.field.name)) else None
