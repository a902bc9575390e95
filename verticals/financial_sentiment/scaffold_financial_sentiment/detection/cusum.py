"""A one-sided CUSUM for negative stories that build up slowly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold_financial_sentiment.detection.key_state import KeyState

RATIO = 2.5
"""How many times its usual a rate has risen to, where this test is at its best."""

_GAIN = math.log(RATIO)


def add(state: KeyState, tick: int, seen: int, total: int, expected: float, spread: float, level: float) -> None:
    """Go on to the end of a tick.

    The score is the log likelihood ratio of a rate `RATIO` times the usual one, started anew whenever it falls to 0
    (Page 1954; Lucas, "Counted data CUSUM's", 1985), divided by how much wider than Poisson counts spread. It is held
    at `level`, so that it falls as soon as things are usual again.

    :param seen: negative stories of the tick; `total`: all of them.
    :param expected: negative stories since the last call.
    :param spread: variance of a count divided by its mean.
    """
    gain = (seen * _GAIN - expected * (RATIO - 1)) / spread
    if state.score + gain <= 0:
        restart(state, tick)
    else:
        state.score = min(state.score + gain, level)
        state.seen += seen
        state.total_seen += total
        state.expected += expected
        state.reached = tick


def restart(state: KeyState, tick: int) -> None:
    """Begin to sum after a tick."""
    state.score, state.since = 0.0, tick + 1
    state.seen = state.total_seen = state.expected = 0.0
    state.reached = tick


def chance(state: KeyState, spread: float) -> float:
    """How likely what was summed up is where all is usual, at most.

    A likelihood ratio exceeds `x` with a probability of `1 / x` at most (Ville, "Etude critique de la notion de
    collectif", 1939). It is that of the whole sum, as the score tells no more than that it reached its level.
    """
    whole = (state.seen * _GAIN - state.expected * (RATIO - 1)) / spread
    return math.exp(-max(state.score, whole))


def level(stories: float, alarms: float) -> float:
    """The score at which chance gives `alarms` a year at most, where `stories` negative ones a year are usual.

    A CUSUM of log likelihood ratios takes `exp(level)` observations on average until it alarms by chance, at least
    (Lorden, "Procedures for reacting to a change in distribution", 1971); here it is looked at with every story.

    >>> round(level(1000, 1.0), 2)
    6.91
    """
    return max(3.0, math.log(max(stories, 1.0) / alarms))
