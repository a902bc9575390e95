"""Between which bounds a share lies that was seen on few texts."""

from __future__ import annotations

import math
from statistics import NormalDist


def share_bounds(right: int, rows: int, level: float = 0.95) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927): sound for few rows and for shares near 0 or 1; (0, 1) without rows."""
    if rows == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + level / 2)
    spread = z * z / rows
    share = right / rows
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * share * (1 - share) + spread * spread / 4) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)
