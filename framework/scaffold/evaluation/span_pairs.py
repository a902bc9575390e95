"""Which true span a predicted one stands for, where both overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scaffold.data.spans import TextSpan


def shared(one: TextSpan, other: TextSpan) -> int:
    """Characters that two spans have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def overlapping(
    true: Iterable[TextSpan], predicted: Iterable[TextSpan], alike: Callable[[TextSpan, TextSpan], bool]
) -> list[tuple[TextSpan, TextSpan]]:
    """Pairs of a true and a predicted span that overlap and are alike; each span is in one pair at most.

    Those with most characters in common are paired first.
    """
    found = sorted(predicted)
    both = ((one, other) for one in sorted(true) for other in found if shared(one, other) and alike(one, other))
    candidates = [(-shared(one, other), one, other) for one, other in both]
    pairs: list[tuple[TextSpan, TextSpan]] = []
    used_true: set[TextSpan] = set()
    used_found: set[TextSpan] = set()
    for _, one, other in sorted(candidates):
        if one not in used_true and other not in used_found:
            pairs.append((one, other))
            used_true.add(one)
            used_found.add(other)
    return pairs
