"""Rules about labelled stretches of a text: a hard one sets or removes what a tagging head finds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.decision.records import FoundSpan
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.weighing import LEAST_PROVING, standing_of
from scaffold.rules.weak.beliefs import STRENGTH, TRUST
from scaffold.rules.weak.interval import share_bounds
from scaffold.text import language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.spans import TextSpan
    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold.rules.language.rule import Rule

    Found = Sequence[FoundSpan]

_HALF = 0.5


def weigh_spans(
    rules: Sequence[Rule],
    reader: RuleReader,
    labels: tuple[str, ...],
    texts: Sequence[str],
    fired: Sequence[Sequence[Firing]],
    truth: Sequence[Sequence[TextSpan]],
    found: Sequence[Found],
) -> HeadRules:
    """What each rule may do, from the stretches it matches in labelled texts.

    A rule is right about a stretch that has its label (of one that forbids it: has not), and the model is where it
    says the same. A match inside a longer one of the same rule does not count. A stretch has no logit that a soft rule
    could move; it has a say where the model says nothing, in languages in which it is then right more often than not,
    such as one that the encoder cannot read. (A span more raises micro-F1 if it is right more often than half of it.)

    :param texts: the labelled ones; `fired` of each what fires on it.
    :param truth: the true spans of each text; `found` those of the model alone.
    """
    standings = []
    for rule in rules:
        right, agreed = [], []
        silent: dict[str, list[bool]] = defaultdict(list)
        for text, firings, true, given in zip(texts, fired, truth, found, strict=True):
            known = {(span.start, span.end) for span in true if span.label in rule.then.labels}
            said = {(span.start, span.end) for span in given if span.label in rule.then.labels}
            for stretch in stretches_of(rule, firings):
                right.append((stretch in known) != bool(rule.then.not_label))
                agreed.append((stretch in known) == (stretch in said))
                if rule.then.label is not None and not _touched(given, *stretch):
                    silent[language(text)].append(stretch in known)
        counts = (sum(any(each.rule.id == rule.id for each in firings) for firings in fired), len(fired))
        accuracy = (TRUST * STRENGTH + sum(right)) / (STRENGTH + len(right))
        standing = standing_of(rule, 0.0, accuracy, counts, right, agreed)
        standings.append(replace(standing, fills=_fills(silent)) if standing.power == "soft" else standing)
    return HeadRules(reader, tuple(rules), tuple(standings), labels, unit=0.0)


def _fills(silent: Mapping[str, Sequence[bool]]) -> dict[str, float]:
    """By language the share of right stretches, where its lower bound is above a half."""
    bounds = {name: share_bounds(sum(right), len(right)) for name, right in silent.items()}
    proven = {name for name, (low, _) in bounds.items() if low > _HALF and len(silent[name]) >= LEAST_PROVING}
    return {name: (TRUST * STRENGTH + sum(silent[name])) / (STRENGTH + len(silent[name])) for name in sorted(proven)}


def ruled_spans(rules: HeadRules, firings: Sequence[Firing], found: Found, text: str) -> tuple[FoundSpan, ...]:
    """The spans of one text after its hard rules; the best proven one comes last, so that it has the last word.

    Then soft ones fill what nobody says anything of, long stretches first.
    """
    spans = list(found)
    numbers = {rule.id: number for number, rule in enumerate(rules.rules)}
    hard = [
        each for each in firings if each.rule.id in numbers and rules.standings[numbers[each.rule.id]].power == "hard"
    ]
    for firing in sorted(hard, key=lambda each: (rules.standings[numbers[each.rule.id]].low, -numbers[each.rule.id])):
        then, sure = firing.rule.then, rules.standings[numbers[firing.rule.id]].accuracy
        for start, end in firing.stretches:
            touched = _touched(spans, start, end)
            gone = [span for span in touched if not then.not_label or span.label in then.not_label]
            spans = [span for span in spans if span not in gone]
            if then.label is not None:
                spans.append(FoundSpan(start, end, then.label, text[start:end], sure))
    for span in _of_soft(rules, firings, text, numbers):
        if not _touched(spans, span.start, span.end):
            spans.append(span)
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def _of_soft(rules: HeadRules, firings: Sequence[Firing], text: str, numbers: Mapping[str, int]) -> list[FoundSpan]:
    """What soft rules would say of a text in its language, long stretches first, then the likeliest."""
    written = language(text)
    made = []
    for firing in firings:
        number = numbers.get(firing.rule.id)
        sure = 0.0 if number is None else rules.standings[number].fills.get(written, 0.0)
        label = firing.rule.then.label
        if sure and label is not None:
            made += [FoundSpan(start, end, label, text[start:end], sure) for start, end in firing.stretches]
    return sorted(made, key=lambda span: (span.start - span.end, -span.probability, span.start))


def _touched(spans: Sequence[FoundSpan], start: int, end: int) -> list[FoundSpan]:
    return [span for span in spans if span.start < end and start < span.end]


def stretches_of(rule: Rule, firings: Sequence[Firing]) -> list[tuple[int, int]]:
    """Where a rule matched in a text, without matches inside a longer one."""
    return [span for firing in firings if firing.rule.id == rule.id for span in firing.stretches]
