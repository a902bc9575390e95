"""Rules about labelled stretches of a text: a hard one sets or removes what a tagging head finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.decision.records import FoundSpan
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.weighing import standing_of
from scaffold.rules.weak.beliefs import STRENGTH, TRUST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.spans import TextSpan
    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold.rules.language.rule import Rule

    Found = Sequence[FoundSpan]


def weigh_spans(
    rules: Sequence[Rule],
    reader: RuleReader,
    labels: tuple[str, ...],
    fired: Sequence[Sequence[Firing]],
    truth: Sequence[Sequence[TextSpan]],
    found: Sequence[Found],
) -> HeadRules:
    """What each rule may do, from the stretches it matches in labelled texts.

    A rule is right about a stretch that has its label (of one that forbids it: has not), and the model is where it
    says the same. A match inside a longer one of the same rule does not count. Soft rules have no say: a stretch has
    no logit of its own that they could move.

    :param fired: of each text.
    :param truth: the true spans of each text; `found` those of the model alone.
    """
    standings = []
    for rule in rules:
        right, agreed = [], []
        for firings, true, given in zip(fired, truth, found, strict=True):
            known = {(span.start, span.end) for span in true if span.label in rule.then.labels}
            said = {(span.start, span.end) for span in given if span.label in rule.then.labels}
            for stretch in stretches_of(rule, firings):
                right.append((stretch in known) != bool(rule.then.not_label))
                agreed.append((stretch in known) == (stretch in said))
        counts = (sum(any(each.rule.id == rule.id for each in firings) for firings in fired), len(fired))
        accuracy = (TRUST * STRENGTH + sum(right)) / (STRENGTH + len(right))
        standings.append(standing_of(rule, 0.0, accuracy, counts, right, agreed))
    return HeadRules(reader, tuple(rules), tuple(standings), labels, unit=0.0)


def ruled_spans(rules: HeadRules, firings: Sequence[Firing], found: Found, text: str) -> tuple[FoundSpan, ...]:
    """The spans of one text after its hard rules; the best proven one comes last, so that it has the last word."""
    spans = list(found)
    numbers = {rule.id: number for number, rule in enumerate(rules.rules)}
    hard = [
        each for each in firings if each.rule.id in numbers and rules.standings[numbers[each.rule.id]].power == "hard"
    ]
    for firing in sorted(hard, key=lambda each: (rules.standings[numbers[each.rule.id]].low, -numbers[each.rule.id])):
        then, sure = firing.rule.then, rules.standings[numbers[firing.rule.id]].accuracy
        for start, end in firing.stretches:
            touched = [span for span in spans if span.start < end and start < span.end]
            gone = [span for span in touched if not then.not_label or span.label in then.not_label]
            spans = [span for span in spans if span not in gone]
            if then.label is not None:
                spans.append(FoundSpan(start, end, then.label, text[start:end], sure))
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def stretches_of(rule: Rule, firings: Sequence[Firing]) -> list[tuple[int, int]]:
    """Where a rule matched in a text, without matches inside a longer one."""
    return [span for firing in firings if firing.rule.id == rule.id for span in firing.stretches]
