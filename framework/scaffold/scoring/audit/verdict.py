"""What is to be thought of a rule, from what was measured of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scaffold.scoring.audit.figures import LabelFigures, OrderFigures, Rate

Word = Literal["wrong", "hurts", "expired", "stale", "weaker than the model", "unproven", "no effect", "good"]

WORDS: tuple[Word, ...] = (
    "wrong",
    "hurts",
    "expired",
    "stale",
    "weaker than the model",
    "unproven",
    "no effect",
    "good",
)
"""What can be said of a rule, the worst first."""

TO_MEND: tuple[Word, ...] = ("wrong", "hurts", "expired", "stale")
"""Of these somebody has to do something about the rule."""

LEFT_OUT = "left out"
"""How the note begins of a rule whose label the head does not have."""

_LEARNT_WRONG = 0.3
_LEVEL = 0.05
_STALE = 0.01


@dataclass(frozen=True)
class Verdict:
    """A word, why, and what to do; an empty `advice` means nothing."""

    word: Word
    reason: str
    advice: str = ""


def judge(rule: LabelFigures) -> Verdict:
    """The worst that holds of a rule about labels."""
    for found in (_expired(rule), _wrong(rule), _unused(rule), _hurts(rule), _stale(rule.rate), _weaker(rule)):
        if found:
            return found
    proven = rule.low > rule.least
    helps = rule.helped > rule.hurt and chance_of_more(rule.helped, rule.hurt) < _LEVEL
    if not (proven or helps):
        return _unproven(rule)
    if rule.power != "off" and not rule.overridden:
        return Verdict("no effect", f"{_right(rule)}, but every text is decided the same without it")
    gained = f"; puts {rule.helped} right, {rule.hurt} wrong" if rule.overridden else ""
    return Verdict("good", f"{_right(rule)}{gained}{'; not used in decisions' if rule.power == 'off' else ''}")


def judge_order(rule: OrderFigures) -> Verdict:
    """The worst that holds of a rule that orders something beside labels."""
    rate = rule.rate
    if rule.named.expired:
        return Verdict(
            "expired", f"expired on {rule.named.expired}; {_fires(rate)}", "Give it a later day, or delete it."
        )
    if stale := _stale(rate):
        return stale
    if not rate.fired:
        return Verdict("unproven", _fires(rate), "Try it on the texts it is meant for: `examples: {match: [...]}`.")
    if not rule.decides:
        return Verdict("no effect", f"{_fires(rate)}, but it is not meant for decisions")
    if rule.overruled == rate.fired:
        first = f" mostly by {rule.by[0][0]}" if rule.by else ""
        return Verdict("no effect", f"overruled on every text it fires on,{first}", "Make one rule of the two.")
    said = f", and is overruled on {rule.overruled} of them" if rule.overruled else ""
    return Verdict("good", _fires(rate) + said)


def chance_of_more(more: int, less: int) -> float:
    """How likely at least `more` of `more + less` fall on one side by chance (sign test, one-sided)."""
    total = more + less
    return float(sum(math.comb(total, k) for k in range(more, total + 1)) / 2**total)


def _expired(rule: LabelFigures) -> Verdict | None:
    if rule.named.expired is None:
        return None
    right = f", and would be {_right(rule)}" if rule.judged else ""
    advice = "Delete it." if rule.judged and rule.high < rule.least else "Give it a later day, or delete it."
    return Verdict("expired", f"expired on {rule.named.expired}; {_fires(rule.rate)}{right}", advice)


def _wrong(rule: LabelFigures) -> Verdict | None:
    advice = "Correct its label or its condition, or delete it."
    if rule.judged and rule.high < rule.least:
        return Verdict("wrong", f"{_right(rule)} (at most {rule.high:.0%}){_mostly(rule)}", advice)
    doubtful = rule.learnt is not None and rule.learnt < _LEARNT_WRONG and not rule.evidence
    if doubtful and 2 * rule.correct <= rule.judged:
        return Verdict(
            "wrong", f"{_right(rule)}, and at training it seemed right in {rule.learnt:.0%} only{_mostly(rule)}", advice
        )
    return None


def _unused(rule: LabelFigures) -> Verdict | None:
    """One that was not weighed at training has no say at all."""
    if rule.learnt is not None:
        return None
    advice = "Correct its label, or train with texts that have it." if rule.note.startswith(LEFT_OUT) else ""
    return Verdict("no effect", f"{_fires(rule.rate)}; {rule.note}", advice)


def _hurts(rule: LabelFigures) -> Verdict | None:
    if rule.hurt <= rule.helped or chance_of_more(rule.hurt, rule.helped) >= _LEVEL:
        return None
    advice = "Make it soft." if rule.power == "hard" else "Make its condition narrower, or delete it."
    return Verdict("hurts", f"puts {rule.hurt} texts wrong and {rule.helped} right{_mostly(rule)}", advice)


def _stale(rate: Rate) -> Verdict | None:
    if rate.fired or rate.chance is None or rate.chance >= _STALE:
        return None
    return Verdict(
        "stale",
        f"fires on none of {rate.texts:,} texts; at training it did on {rate.fired_then:,} of {rate.texts_then:,}",
        "See whether people say it in other words now; else delete it.",
    )


def _weaker(rule: LabelFigures) -> Verdict | None:
    """Worse than the model on the same texts, beyond chance; one that still puts more right than wrong is of use."""
    if not rule.judged or rule.high >= (rule.model_precision or 0.0) or rule.helped > rule.hurt:
        return None
    if chance_of_more(rule.behind, rule.ahead) >= _LEVEL:
        return None
    reason = f"{_right(rule)} (at most {rule.high:.0%}), where the model alone is right on {rule.model_precision:.0%}"
    return Verdict("weaker than the model", reason + _mostly(rule), "Make its condition narrower, or do without it.")


def _unproven(rule: LabelFigures) -> Verdict:
    advice = "Label more texts that it fires on."
    if not rule.rate.fired:
        return Verdict("unproven", _fires(rule.rate) + (f"; {rule.note}" if rule.note else ""), advice)
    if not rule.judged:
        return Verdict("unproven", f"{_fires(rule.rate)}, none of which has a label", advice)
    return Verdict("unproven", f"{_right(rule)}: {rule.low:.0%} to {rule.high:.0%}, which is too wide to tell", advice)


def _fires(rate: Rate) -> str:
    return f"fires on {f'{rate.fired:,}' if rate.fired else 'none'} of {rate.texts:,} texts"


def _right(rule: LabelFigures) -> str:
    return f"right on {rule.correct} of {rule.judged}" if rule.judged else "judged on no text"


def _mostly(rule: LabelFigures) -> str:
    if rule.mostly is None or 2 * rule.mostly[1] <= rule.judged or rule.mostly[0] in rule.labels:
        return ""
    return f"; {rule.mostly[1]} of its texts are {rule.mostly[0]}"
