"""Probabilities of counts under what is usual."""

from __future__ import annotations

import math

from scipy.special import betainc, betaln, gammainc, gammaln

# From this size on a negative binomial distribution is taken for Poisson.
_HUGE = 1e15
_LEAST_MASS = 1e-250
# What adds nothing to a sum.
_NOTHING = 1e-17


def count_tail(seen: float, mean: float, size: float) -> float:
    """P(X >= seen) of a negative binomial of this mean, whose variance is `mean + mean**2 / size`.

    It is the predictive distribution of a Poisson count whose rate has a Gamma distribution of shape `size`
    (Gelman et al., "Bayesian Data Analysis", section 2.6); an infinite `size` makes it Poisson.

    >>> round(count_tail(3, 1.0, math.inf), 4), round(count_tail(3, 1.0, 1.0), 4)
    (0.0803, 0.125)
    """
    if seen <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if size >= _HUGE:
        return float(gammainc(seen, mean))
    return float(betainc(seen, size, mean / (size + mean)))


def count_mass(seen: float, mean: float, size: float) -> float:
    """P(X = seen) of the same distribution."""
    if mean <= 0:
        return float(seen == 0)
    if size >= _HUGE:
        return math.exp(seen * math.log(mean) - mean - math.lgamma(seen + 1))
    # Differences of log Gammas would lose all digits where the size is large.
    ways = -float(betaln(seen + 1, size)) - math.log(seen + size)
    return math.exp(ways + seen * (math.log(mean) - math.log(size + mean)) - size * math.log1p(mean / size))


def false_alarms(seen: float, mean: float, size: float, window: float) -> float:
    """How often a sliding window is expected to hold this many or more by chance, per unit of time of `window`.

    The rate at which a scan statistic crosses a level from below is `rate * (1 - mean / seen) * P(X = seen - 1)` for a
    Poisson process (Alm, "On the distribution of the scan statistic of a Poisson process", 1997), which is
    `(seen - mean) / window * P(X = seen)`. The same is said of the negative binomial; averaged over the Gamma
    distribution of the rate it would be less, by `size / (size + mean)`, so that this errs towards too many.

    >>> false_alarms(30, 10.0, math.inf, 2.0) < 1e-5
    True
    """
    if seen <= mean:
        return math.inf
    return (seen - mean) / window * count_mass(seen, mean, size)


def share_tail(negative: int, total: int, usual: float, strength: float) -> float:
    """P(as many negative ones or more among `total`), where the share of negative ones has a Beta distribution.

    The predictive distribution is beta-binomial (Gelman et al., section 2.4).

    :param usual: mean of the share.
    :param strength: how many stories the knowledge of it is worth.

    >>> round(share_tail(2, 2, 0.5, 1e9), 3)
    0.25
    """
    a, b = usual * strength, (1 - usual) * strength
    ways = gammaln(total + 1) - gammaln(negative + 1) - gammaln(total - negative + 1)
    mass = math.exp(ways + betaln(negative + a, total - negative + b) - betaln(a, b))
    if mass < _LEAST_MASS and negative <= usual * total:
        # All the rest is above; sums of what is smaller still have no digits left.
        return 1.0
    tail = 0.0
    for count in range(negative, total + 1):
        tail += mass
        if count < total:
            mass *= (total - count) * (count + a) / ((count + 1) * (total - count - 1 + b))
        if b >= 1 and mass < tail * _NOTHING and count > usual * total:
            break
    return min(1.0, tail)
