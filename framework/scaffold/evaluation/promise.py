"""Whether the promises of decisions hold on labelled texts: coverage of their sets, share of known texts rejected."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.bootstrap import Interval
from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

    from scaffold.evaluation.records import HeadReport

BY_CHANCE = 0.025
"""A promise counts as broken when chance alone would miss it as far as this more rarely than this."""


@dataclass(frozen=True)
class Promise:
    """What was promised, what is measured, and whether the difference may be chance.

    :ivar name: of its figure in `metrics.json`, followed there by `_promise_kept`.
    :ivar what: the share it is about, for people.
    :ivar at_least: whether the share may not be lower than promised, or not higher.
    :ivar measured: between `low` and `high`, with 95% certainty; no number where there are no rows.
    :ivar rows: texts it was measured on.
    :ivar expected: the share to be seen if the texts are like the validation texts.
    """

    name: str
    what: str
    promised: float
    measured: float
    low: float
    high: float
    rows: int
    kept: bool
    expected: float
    at_least: bool = True


def coverage_promise(
    held: ArrayLike,
    error_rate: float,
    *,
    fitted_rows: int | None = None,
    expected: float | None = None,
    what: str = "True label in its set",
) -> Promise:
    """That sets (or intervals) hold the truth in `1 - error_rate` of texts.

    :param held: whether each text's set holds its truth, shape (n,).
    :param fitted_rows: validation rows the quantile was taken from; their chance then counts too.
    """
    h = np.asarray(held, dtype=bool)
    promised = 1 - error_rate
    kept = _chance_of_fewer(int(h.sum()), len(h), error_rate, fitted_rows) >= BY_CHANCE
    low, high = _bounds(int(h.sum()), len(h))
    share = float(h.mean()) if len(h) else math.nan
    return Promise("coverage", what, promised, share, low, high, len(h), kept, max(promised, expected or 0.0))


def rejection_promise(rejected: ArrayLike, rate: float, *, fitted_rows: int | None = None) -> Promise:
    """That a share of `rate` of in-scope texts is rejected at most.

    :param rejected: whether each in-scope text was rejected, shape (n,).
    :param fitted_rows: validation rows the threshold was taken from; their chance then counts too.
    """
    r = np.asarray(rejected, dtype=bool)
    kept = _chance_of_fewer(int((~r).sum()), len(r), rate, fitted_rows) >= BY_CHANCE
    low, high = _bounds(int(r.sum()), len(r))
    share = float(r.mean()) if len(r) else math.nan
    what = "In-scope texts rejected"
    return Promise("false_reject", what, rate, share, low, high, len(r), kept, rate, at_least=False)


def risk_promise(missed: ArrayLike, error_rate: float, *, fitted_rows: int | None = None) -> Promise:
    """That sets miss a share of `error_rate` of a text's true labels at most, on average.

    The mean is compared by its standard error, in which one more text of which nothing is missed and one of which all
    is count too, so that a few texts without a miss do not look certain.

    :param missed: share of each text's true labels that its set misses, shape (n,).
    :param fitted_rows: validation rows the threshold was chosen on; their chance then counts too.
    """
    m = np.asarray(missed, dtype=np.float64)
    variance = float(np.var([*m, 0.0, 1.0], ddof=1))
    rows = max(len(m), 1)
    error = math.sqrt(variance / rows)
    with_fit = math.sqrt(variance / rows + (variance / fitted_rows if fitted_rows else 0.0))
    far = NormalDist().inv_cdf(1 - BY_CHANCE)
    share = 1 - float(m.mean()) if len(m) else math.nan
    low, high = (max(0.0, share - far * error), min(1.0, share + far * error)) if len(m) else (0.0, 1.0)
    kept = not share + far * with_fit < 1 - error_rate
    what = "True labels in its set, on average"
    return Promise("coverage", what, 1 - error_rate, share, low, high, len(m), kept, 1 - error_rate)


def promise_figures(promises: Iterable[Promise]) -> dict[str, float]:
    """Figures for `metrics.json`: 1 for each promise that is kept within chance, 0 for one that is broken."""
    return {f"{p.name}_promise_kept": float(p.kept) for p in promises if p.rows}


def with_promises(report: HeadReport, promises: Sequence[Promise]) -> HeadReport:
    """The report with promises checked on its closely inspected split, and their figures among those of that split."""
    splits = {**report.splits, report.split: {**report.figures, **promise_figures(promises)}}
    return replace(report, splits=splits, promises=tuple(promises))


def exact_interval(count: int, rows: int, level: float = 0.95) -> Interval:
    """Exact binomial interval of a share: Clopper & Pearson 1934."""
    if rows == 0:
        return Interval(0.0, 0.0, 1.0, level)
    beta, tail = need("scipy.stats").beta, (1 - level) / 2
    low = float(beta.ppf(tail, count, rows - count + 1)) if count else 0.0
    high = float(beta.ppf(1 - tail, count + 1, rows - count)) if count < rows else 1.0
    return Interval(count / rows, low, high, level)


def _bounds(count: int, rows: int) -> tuple[float, float]:
    found = exact_interval(count, rows)
    return found.low, found.high


def _chance_of_fewer(held: int, rows: int, error_rate: float, fitted_rows: int | None) -> float:
    """How likely it is that a promise which holds is seen to hold in so few rows or fewer.

    The coverage that one draw of n validation rows gives follows Beta(n + 1 - l, l) with l = floor((n + 1) *
    error_rate) (Vovk 2012, section 3; Angelopoulos & Bates 2021, section 3.2), so the count is beta-binomial.
    """
    stats = need("scipy.stats")
    if fitted_rows is None:
        return float(stats.binom.cdf(held, rows, 1 - error_rate))
    # The tiny addition keeps 20 * 0.05 at 1 where floating point says 0.9999999999999999.
    missed = math.floor((fitted_rows + 1) * error_rate + 1e-9)
    if missed == 0:
        return 1.0 if held == rows else float(stats.binom.cdf(held, rows, 1 - error_rate))
    return float(stats.betabinom.cdf(held, rows, fitted_rows + 1 - missed, missed))
