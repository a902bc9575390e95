"""One label a text, from what rules say together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scaffold.labelling.by_rules.rows import known_of, rule_votes
from scaffold.rules.firing.material import KnownTexts
from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.majority import majority
from scaffold.rules.weak.summary import summarise, totals
from scaffold.rules.weak.targets import speaks_against
from scaffold.rules.weak.votes import Votes
from scaffold.rules.weak.voting import votes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from scaffold.data.example import Example
    from scaffold.labelling.by_rules.ruled_head import RuledHead
    from scaffold.progress import Stage
    from scaffold.rules.weak.summary import RuleSummary, Totals

LabelModel = Literal["dawid-skene", "majority"]

BLOCK = 4096
"""Texts that are held at a time."""

_LIKELIEST = 5


@dataclass(frozen=True, eq=False)
class TextLabels:
    """What rules say about texts, of which only what fired is held.

    :ivar votes: of all texts, in their order.
    :ivar truth: known class of each text, or -1.
    :ivar covered: texts to which rules give a label that is probable enough, shape (n,).
    :ivar probabilities: of each class for each covered text, (covered, labels).
    :ivar summary: a row a rule.
    :ivar notes: what was assumed.
    :ivar counted: what shares in the summary are of.
    """

    head: RuledHead
    votes: Votes
    truth: NDArray[np.int64]
    covered: NDArray[np.bool_]
    probabilities: NDArray[np.float64]
    summary: list[RuleSummary]
    notes: tuple[str, ...]
    counted: str = "texts"

    @classmethod
    def of(
        cls, head: RuledHead, parts: Sequence[Iterable[Example]], model: LabelModel, at_least: float, stage: Stage
    ) -> TextLabels:
        """Fire the rules on every text, and learn from all of them how far to trust each rule.

        :param parts: texts that can be read again and again; labels of the head that they bring are believed.
        :param at_least: probability that a label has to have; other texts count as not covered.
        """
        given: list[str | None] = []

        def texts() -> Iterator[KnownTexts]:
            for block in blocks_of(parts):
                given.extend(_class(example, head.name) for example in block)
                stage.advance(len(block))
                yield KnownTexts.of(block)

        blocks = list(head.reader.fired_blocks(texts()))
        fired = np.concatenate([np.zeros((0, len(head.rules)), dtype=np.bool_), *blocks])
        said = {label for rule in head.rules for label in rule.then.labels}
        foreign = not said & {label for label in given if label is not None} and any(given)
        if foreign:
            given[:] = [None] * len(given)
        labels = sorted(said | {label for label in given if label is not None})
        numbers = {label: number for number, label in enumerate(labels)}
        truth = np.array([-1 if label is None else numbers[label] for label in given], dtype=np.int64)
        votes = votes_of(head.rules, fired, labels)
        giving = np.array([not speaks_against(rule) for rule in head.rules], dtype=np.bool_)
        covered = np.asarray(fired[:, giving].any(axis=1))
        heard = Votes(fired[covered], votes.targets, votes.weights, votes.rules, votes.labels)
        fitted = DawidSkene.fit(heard, gold=truth[covered])
        found = fitted.probabilities if model == "dawid-skene" else majority(heard)
        sure = (found.max(axis=1, initial=0.0) >= at_least) | (truth[covered] >= 0)
        covered[covered] = sure
        notes = (_foreign(head.name),) if foreign else ()
        return cls(head, votes, truth, covered, found[sure], summarise(votes, fitted, truth), notes)

    @property
    def totals(self) -> Totals:
        """All rules together."""
        return totals(self.votes)

    def rows(self, parts: Sequence[Iterable[Example]], every: bool, stage: Stage) -> Iterator[dict[str, Any]]:
        """A JSON value a text, in the order of the texts.

        :param parts: the same texts again.
        :param every: also those that no rule gives a label.
        """
        start, at = 0, 0
        for block in blocks_of(parts):
            covered = self.covered[start : start + len(block)]
            kept = [number for number in range(len(block)) if every or covered[number]]
            fired = self.head.reader.read(KnownTexts.of([block[number] for number in kept]))
            for number, firings in zip(kept, fired, strict=True):
                row = known_of(block[number], self.head.name)
                shares = self.probabilities[at] if covered[number] else None
                row |= self._said(shares, int(self.truth[start + number]))
                at += int(covered[number])
                yield {**row, "rules": rule_votes(firings), "covered": bool(covered[number])}
            start += len(block)
            stage.advance(len(block))

    def _said(self, shares: NDArray[np.float64] | None, truth: int) -> dict[str, Any]:
        """The label with its probability, as it is written; that of the data where they have one."""
        labels = self.votes.labels
        if truth >= 0:
            name = labels[truth]
            return {self.head.name: name, "probability": 1.0, "probabilities": {name: 1.0}, "given": True}
        if shares is None:
            return {self.head.name: None, "probability": None, "probabilities": {}, "given": False}
        likely = np.argsort(-shares, kind="stable")[:_LIKELIEST]
        best = {labels[number]: round(float(shares[number]), 4) for number in likely}
        name = labels[likely[0]]
        return {self.head.name: name, "probability": best[name], "probabilities": best, "given": False}


def blocks_of(parts: Sequence[Iterable[Example]]) -> Iterator[list[Example]]:
    """All texts, some at a time."""
    texts = chain.from_iterable(parts)
    while block := list(islice(texts, BLOCK)):
        yield block


def _class(example: Example, head: str) -> str | None:
    label = example.labels.get(head)
    return label if isinstance(label, str) else None


def _foreign(head: str) -> str:
    return (
        f"The data seem to have labels for {head}, yet no rule speaks of any of them, so they are left alone; if "
        "another column holds the labels, name it: --set data.label=COLUMN"
    )
