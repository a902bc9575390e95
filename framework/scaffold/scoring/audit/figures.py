"""What is measured of one rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from scaffold.decision.rules.standing import Power, Standing
    from scaffold.rules.in_force import RulesInForce
    from scaffold.rules.language.rule import Rule

_UNLIKELY = 0.01


@dataclass(frozen=True)
class Rate:
    """How often a rule fires, now and at training.

    :ivar fired: texts it fires on, of `texts` that there are.
    :ivar fired_then: the same at training, of `texts_then`; None where that is not known.
    :ivar chance: of a difference at least as large if nothing has changed (Fisher's exact test, two-sided); None
        where there is nothing to compare.
    :ivar drifted: whether that is too unlikely, given how many rules were looked at.
    """

    fired: int
    texts: int
    fired_then: int | None = None
    texts_then: int | None = None
    chance: float | None = None
    drifted: bool = False

    @property
    def now(self) -> float:
        """Share of the texts it fires on."""
        return self.fired / self.texts if self.texts else 0.0

    @property
    def then(self) -> float | None:
        """The same at training."""
        return self.fired_then / self.texts_then if self.fired_then is not None and self.texts_then else None

    @classmethod
    def of(cls, fired: int, texts: int, standing: Standing | None, rules: int) -> Rate:
        """How often a rule fires, held against what was counted at training.

        :param rules: how many are looked at: so many times likelier is it that one of them differs by chance.
        """
        if standing is None or not standing.texts or not texts:
            return cls(fired, texts)
        table = [[fired, texts - fired], [standing.fired, standing.texts - standing.fired]]
        chance = float(need("scipy.stats").fisher_exact(table).pvalue)
        return cls(fired, texts, standing.fired, standing.texts, chance, chance < _UNLIKELY / max(rules, 1))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, with both shares."""
        return {"coverage": self.now, "coverage_then": self.then, **asdict(self)}


@dataclass(frozen=True)
class Named:
    """A rule as its author wrote it.

    :ivar says: its effect in a few words.
    :ivar where: `file:line`.
    :ivar expired: its last day, if that is over.
    """

    id: str
    says: str
    where: str
    description: str = ""
    owner: str | None = None
    expired: str | None = None

    @classmethod
    def of(cls, rule: Rule, force: RulesInForce) -> Named:
        """A rule of a bundle."""
        over = str(rule.expires) if rule in force.expired else None
        # A bundle holds a copy of the file; the user mends the one it was made of.
        where = f"{force.rules.file_of(rule).name}:{force.rules.where(rule).rpartition(':')[2]}"
        return cls(rule.id, rule.gist, where, rule.description, rule.owner, over)


@dataclass(frozen=True)
class LabelFigures:
    """A rule about the labels of a head, on the texts at hand.

    :ivar labels: those it speaks of; as `evidence` it need not be right more often than not.
    :ivar power: what it may do, `weight` how much it counts, and `note` why it may not do what was declared.
    :ivar learnt: probability that it is right, as learnt at training; None where nothing was.
    :ivar correct: of the `judged` texts that it fires on and whose label is known; `low` and `high` bound the share
        (Wilson, 95%), and `least` is what it has to exceed.
    :ivar model_correct: of the same texts, those where the model without any rules is right about what the rule says.
    :ivar ahead: of them, those where the rule is right and the model is not; `behind` those the other way round.
    :ivar mostly: the label that most of these texts have, and how many do.
    :ivar overridden: texts whose decision is another without this rule; `helped` of them it puts right, `hurt` wrong.
    :ivar conflicts: texts where a rule that says otherwise fires, too; `opponents` are those, the most frequent first.
    :ivar effect: what the head's metric loses without it, in points; None where no label is known.
    """

    named: Named
    rate: Rate
    labels: tuple[str, ...]
    evidence: bool
    power: Power
    declared: str
    weight: float
    note: str
    learnt: float | None
    judged: int
    correct: int
    low: float
    high: float
    least: float
    model_correct: int
    ahead: int = 0
    behind: int = 0
    mostly: tuple[str, int] | None = None
    overridden: int = 0
    helped: int = 0
    hurt: int = 0
    conflicts: int = 0
    opponents: tuple[tuple[str, int], ...] = ()
    effect: float | None = None

    @property
    def precision(self) -> float | None:
        """Share of the judged texts where it is right."""
        return self.correct / self.judged if self.judged else None

    @property
    def model_precision(self) -> float | None:
        """Share of the same texts where the model alone is right about what the rule says."""
        return self.model_correct / self.judged if self.judged else None

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        values = asdict(self)
        named = values.pop("named")
        values.pop("rate")
        values["labels"] = list(self.labels)
        values["mostly"] = {"label": self.mostly[0], "texts": self.mostly[1]} if self.mostly else None
        values["opponents"] = [{"id": name, "texts": texts} for name, texts in self.opponents]
        shares = {"precision": self.precision, "model_precision": self.model_precision}
        return {**named, **self.rate.as_dict(), **values, **shares}


@dataclass(frozen=True)
class OrderFigures:
    """A rule that orders something beside labels: a person, a queue, a template, a severity.

    :ivar overruled: texts where another rule's order is followed instead; `by` are those, the most frequent first.
    """

    named: Named
    rate: Rate
    decides: bool = True
    overruled: int = 0
    by: tuple[tuple[str, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        by = [{"id": name, "texts": texts} for name, texts in self.by]
        return {
            **asdict(self.named),
            **self.rate.as_dict(),
            "decides": self.decides,
            "overruled": self.overruled,
            "by": by,
        }
