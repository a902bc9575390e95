"""What no detector can beat: the recall of an oracle that knows all true rates.

The negative stories of a key are taken as a Poisson process of the usual rate u(t); in an incident its rate is f
times u(t). A detector that is right about an incident has sounded in the first L hours of it. Whatever it does, it is
then a test of "incident" against "as usual" on what happened in those hours: what came before is independent of them
and tells nothing more to one who knows u already. If it sounds falsely with a rate of a per hour in the long run, it
sounds in L quiet hours with a probability of at most a * L, by Markov's inequality. By the lemma of Neyman and Pearson
(1933) no test with that chance of a false alarm finds more incidents than the likelihood-ratio test. For one f over the
whole stretch the likelihood ratio depends on the number of stories n alone:

    p1(n) / p0(n) = exp(-(f - 1) * U) * f ** n    with U the integral of u over the stretch.

So the bound is the power of that test, exact with Poisson probabilities, with the last n decided by a coin so that the
chance of a false alarm is met. Of many incidents with different U the oracle may spend its false alarms where they find
most: one threshold on the ratio for all of them, which the same lemma gives.

In a slow build-up the rate is below f * u for a while. A process with rates u and f * u can be turned into one with
rates u and g * u, 1 < g < f, by thinning it and adding stories at random; so the first tells more, and the bound
without the build-up holds for it too.

Real news is burstier than a Poisson process, so real detectors stay further away from the bound than made-up news would
let them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def oracle_recall(usual: Sequence[float], raised: Sequence[float], chance: Sequence[float]) -> float:
    """The largest share of incidents that can be found, at a given chance of a false alarm.

    :param usual: stories expected in the stretch as usual, U above, (incidents,).
    :param raised: stories expected there in the incident, f * U, (incidents,), nowhere fewer than `usual`.
    :param chance: probability of a false alarm in such a stretch, (incidents,); their mean is
        what counts.
    :returns: 0 to 1; NaN without incidents.
    """
    quiet, loud = np.asarray(usual, dtype=np.float64), np.asarray(raised, dtype=np.float64)
    if not len(quiet):
        return float("nan")
    allowed = min(1.0, float(np.mean(chance)))
    most = float(loud.max())
    stories = np.arange(int(most + 12 * np.sqrt(most) + 30))
    order = np.argsort(-_log_ratio(quiet, loud, stories).ravel(), kind="stable")
    spent, power = (np.cumsum(_poisson(mean, stories).ravel()[order]) / len(mean) for mean in (quiet, loud))
    return float(np.clip(np.interp(allowed, np.concatenate([[0.0], spent]), np.concatenate([[0.0], power])), 0, 1))


def _log_ratio(quiet: Floats, loud: Floats, counts: npt.NDArray[np.int64]) -> Floats:
    """Logarithm of how much likelier each count is in an incident, (means, counts)."""
    from scipy.special import xlogy

    more = loud > quiet
    with np.errstate(invalid="ignore"):
        ratio: Floats = xlogy(counts[None, :], loud[:, None]) - xlogy(counts[None, :], quiet[:, None])
    ratio[~more] = 0.0
    return ratio - (loud - quiet)[:, None]


def _poisson(mean: Floats, counts: npt.NDArray[np.int64]) -> Floats:
    """Probabilities of `counts` at each mean, (means, counts)."""
    from scipy.special import gammaln, xlogy

    log: Floats = xlogy(counts[None, :], mean[:, None]) - mean[:, None] - gammaln(counts + 1.0)[None, :]
    return np.exp(log)
