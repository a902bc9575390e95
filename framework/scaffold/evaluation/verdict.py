"""Whether what a head claims can be trusted, and from which probability on it is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scaffold.evaluation.kinds import words_of
from scaffold.evaluation.wording import number, percent, plural

if TYPE_CHECKING:
    from scaffold.evaluation.promise import Promise
    from scaffold.evaluation.records import HeadReport
    from scaffold.evaluation.selective import CoveragePoint

Tone = Literal["good", "fair", "poor", "open"]

FEW_ROWS = 100
"""Texts that are too few to judge probabilities by."""

_SURE_ACCURACY = 0.98
_GOOD, _FAIR = 0.02, 0.05


@dataclass(frozen=True)
class Trust:
    """Whether claims hold: one word, why, and how the promise of the sets was kept."""

    word: str
    tone: Tone
    why: str
    sets: str = ""
    question: str = "Can I trust its probabilities?"


def trust(head: HeadReport) -> Trust | None:
    """Judge the probabilities: a gap up to 2 points beyond chance is good, up to 5 fair, more is poor.

    Of a number, its intervals are judged. None for a head that claims neither.
    """
    figures, claims = head.figures, words_of(head.kind).claims
    if not head.rows:
        return Trust("Not measured", "open", "There were no labelled texts to compare probabilities with.")
    if "interval_coverage" in figures:
        return _of_intervals(head)
    if not {claims.gap, claims.claimed, claims.right} <= figures.keys():
        return None
    gap, says, is_right = figures[claims.gap], figures[claims.claimed], figures[claims.right]
    things = f" {claims.of}" if claims.of else ""
    claim = f"It claims {percent(says)} on average and is right in {percent(is_right)}{things}"
    if head.rows < FEW_ROWS:
        why = f"{claim}, but {plural(head.rows, 'text')} are too few to tell: {FEW_ROWS} or more would."
        return Trust("Too early", "open", why, _sets(head))
    chance = figures.get(claims.chance, 0.0)
    why = f"{claim}; probability and truth lie {percent(gap).rstrip('%')} points apart."
    if chance:
        why = f"{why[:-1]}, of which {percent(chance).rstrip('%')} come with so few texts even to a perfect model."
    if gap - chance <= _GOOD:
        return Trust("Yes", "good", why, _sets(head))
    if gap - chance <= _FAIR:
        return Trust("Nearly", "fair", why, _sets(head))
    return Trust("Over-confident" if says > is_right else "Too timid", "poor", why, _sets(head))


def surest(head: HeadReport, accuracy: float = _SURE_ACCURACY) -> CoveragePoint | None:
    """The widest share of texts, surest first, that is right at the given accuracy; None if there is none."""
    reached = [p for p in head.curve if p.accuracy >= accuracy]
    return max(reached, key=lambda p: p.coverage, default=None)


def _of_intervals(head: HeadReport) -> Trust:
    """Judged by their promise where it was checked."""
    question = "Can I trust its intervals?"
    held, width = head.figures["interval_coverage"], head.figures.get("interval_width")
    if width is None:
        why = "They have no ends: the validation texts were too few to say how far off a number may be."
        return Trust("It has none", "open", why, question=question)
    why = f"They hold the true number in {percent(held)} of texts{_promised(head)} and are {number(width)} wide."
    if head.rows < FEW_ROWS:
        why = f"{why} {plural(head.rows, 'text')} are too few to tell more."
        return Trust("Too early", "open", why, question=question)
    promise = next((p for p in head.promises if p.at_least), None)
    if promise is None or promise.kept:
        return Trust("Yes", "good", why, question=question)
    return Trust(*_broken(promise), why, question=question)


def _broken(promise: Promise) -> tuple[str, Tone]:
    return ("Nearly", "fair") if promise.promised - promise.measured <= _FAIR else ("Too narrow", "poor")


def _promised(head: HeadReport) -> str:
    return f" (promised: {100 * (1 - head.error_rate):.4g}%)" if head.error_rate is not None else ""


def _sets(head: HeadReport) -> str:
    figures, promise = head.figures, _promised(head)
    if "true_labels_kept" in figures:
        return (
            f"Its sets hold {percent(figures['true_labels_kept'])} of a text's true labels{promise}, "
            f"with {figures['possible_labels']:.2f} labels on average."
        )
    held, size = figures.get("conformal_coverage"), figures.get("conformal_set_size")
    if held is None or size is None:
        return ""
    return f"Its sets hold the true label in {percent(held)} of texts{promise}, with {size:.2f} labels on average."
