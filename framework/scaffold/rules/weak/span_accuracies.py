"""How often rules that label stretches are right, learnt from where they agree on one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    Found = tuple[str, int, int, str]
    Stretch = tuple[int, int, str]

OUTSIDE = "O"
"""What a candidate is if it is no stretch."""


def span_votes(texts: Sequence[Sequence[Found]], labels: Sequence[str]) -> tuple[Votes, list[tuple[int, int, int]]]:
    """Candidates, the distinct stretches that rules found, and what rules say about them.

    A rule says its label of what it found, and that it is no stretch of what it found only a part of, or more than.
    Each of the things a rule says votes on its own, under the id of the rule.

    :param texts: what was found in each: id of the rule, start, end, label.
    :param labels: of the head, without `O`.
    :returns: the votes, and text, start and end of each candidate.
    """
    candidates: list[tuple[int, int, int]] = []
    voters: dict[tuple[str, str], list[int]] = defaultdict(list)
    for text, found in enumerate(texts):
        for start, end in sorted({(start, end) for _, start, end, _ in found}):
            same = {(rule, label) for rule, first, last, label in found if (first, last) == (start, end)}
            near = {rule for rule, first, last, _ in found if first < end and start < last}
            for voter in same | {(rule, OUTSIDE) for rule in near - {rule for rule, _ in same}}:
                voters[voter].append(len(candidates))
            candidates.append((text, start, end))
    names = (*labels, OUTSIDE)
    columns = sorted(voters)
    fired = np.zeros((len(candidates), len(columns)), dtype=np.bool_)
    targets = np.zeros((len(columns), len(names)), dtype=np.float32)
    for column, (rule, label) in enumerate(columns):
        fired[voters[rule, label], column] = True
        targets[column, names.index(label)] = 1.0
    rules = tuple(rule for rule, _ in columns)
    return Votes(fired, targets, np.ones(len(columns), dtype=np.float32), rules, names), candidates


def span_accuracies(
    texts: Sequence[Sequence[Found]],
    labels: Sequence[str],
    *,
    gold: Sequence[Sequence[Stretch] | None] | None = None,
    trust: float = 0.7,
    strength: float = 4.0,
) -> dict[str, float]:
    """Learnt probability that what a rule found is a stretch of its label, by the id of the rule.

    :param texts: what was found in each: id of the rule, start, end, label.
    :param labels: of the head, without `O`.
    :param gold: true stretches of each text, None where they are not known.
    """
    votes, candidates = span_votes(texts, labels)
    truth = np.full(votes.n, -1, dtype=np.int64)
    if gold is not None:
        for row, (text, start, end) in enumerate(candidates):
            known = gold[text]
            if known is not None:
                label = next((label for first, last, label in known if (first, last) == (start, end)), OUTSIDE)
                truth[row] = votes.labels.index(label)
    accuracies = DawidSkene.fit(votes, gold=truth, trust=trust, strength=strength).accuracies
    right: dict[str, float] = defaultdict(float)
    found: dict[str, float] = defaultdict(float)
    outside = votes.said[:, -1]
    for column in np.flatnonzero(~outside):
        count = float(votes.fired[:, column].sum())
        right[votes.rules[column]] += count * float(accuracies[column])
        found[votes.rules[column]] += count
    return {rule: right[rule] / found[rule] for rule in found}
