"""What an audit found out: about a rule, about all rules of a head, and about a bundle's."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scaffold.scoring.audit.figures import LabelFigures
from scaffold.scoring.audit.verdict import TO_MEND, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.scoring.audit.figures import OrderFigures
    from scaffold.scoring.audit.verdict import Verdict, Word


@dataclass(frozen=True)
class Audited:
    """A rule, measured and judged."""

    figures: LabelFigures | OrderFigures
    verdict: Verdict

    @property
    def id(self) -> str:
        """Of the rule."""
        return self.figures.named.id

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        said = {"verdict": self.verdict.word, "reason": self.verdict.reason, "advice": self.verdict.advice}
        return {**self.figures.as_dict(), **said}


@dataclass(frozen=True)
class Totals:
    """All rules of a head together.

    :ivar labelled: of the `texts`, those whose label is known.
    :ivar with_rules: the metric, between 0 and 1, as the head decides; `without_rules` as the model alone does. None
        where no label is known.
    :ivar covered: texts that a rule fires on; `conflicts` where two fire that contradict each other.
    :ivar overridden: texts whose decision is another without any rule; `helped` and `hurt` as for one rule.
    """

    metric: str
    texts: int
    labelled: int
    with_rules: float | None
    without_rules: float | None
    covered: int
    overridden: int
    helped: int
    hurt: int
    conflicts: int


@dataclass(frozen=True)
class HeadAudit:
    """The rules about one head's labels, the worst first."""

    head: str
    kind: str
    totals: Totals
    rules: tuple[Audited, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"kind": self.kind, **asdict(self.totals), "rules": [each.as_dict() for each in self.rules]}


@dataclass(frozen=True)
class Audit:
    """All rules of a bundle on one split of labelled data.

    :ivar orders: rules that order something beside labels.
    :ivar notes: what was not looked at.
    """

    bundle: str
    data: str
    split: str
    texts: int
    heads: tuple[HeadAudit, ...]
    orders: tuple[Audited, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def verdicts(self) -> dict[str, Word]:
        """The worst that was said of each rule, by its id; those to mend first."""
        found: dict[str, Word] = {}
        for each in sorted(self._all(), key=lambda each: WORDS.index(each.verdict.word)):
            found.setdefault(each.id, each.verdict.word)
        return found

    @property
    def counts(self) -> dict[Word, int]:
        """How many rules each word was said of, without those said of none."""
        counted = Counter(self.verdicts.values())
        return {word: counted[word] for word in WORDS if counted[word]}

    @property
    def mend(self) -> tuple[str, ...]:
        """Ids of rules that somebody has to mend, the worst first."""
        return tuple(name for name, word in self.verdicts.items() if word in TO_MEND)

    def _all(self) -> Iterator[Audited]:
        for head in self.heads:
            yield from head.rules
        yield from self.orders

    def as_dict(self) -> dict[str, Any]:
        """Plain values: what `--json` writes."""
        return {
            "bundle": self.bundle,
            "data": self.data,
            "split": self.split,
            "texts": self.texts,
            "heads": {head.head: head.as_dict() for head in self.heads},
            "orders": [each.as_dict() for each in self.orders],
            "verdicts": dict(self.counts),
            "mend": list(self.mend),
            "notes": list(self.notes),
        }


def worst_first(found: Iterable[Audited]) -> tuple[Audited, ...]:
    """In the order of what was said of them; of two alike the one first that does more harm, or fires more often."""

    def order(each: Audited) -> tuple[int, int, int]:
        figures = each.figures
        harm = figures.hurt - figures.helped if isinstance(figures, LabelFigures) else 0
        return WORDS.index(each.verdict.word), -harm, -figures.rate.fired

    return tuple(sorted(found, key=order))
