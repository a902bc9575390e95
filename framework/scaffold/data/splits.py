"""Ways to take a share of examples aside: stratified, by group, by time. Pure functions over indices."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import datetime


def stratified(
    labels: Sequence[Hashable], share: float, seed: int, units: Sequence[Hashable] | None = None
) -> list[int]:
    """Indices of a share that has every label in proportion.

    Each label gives `share` of its examples, rounded down or up so that the whole is right (largest
    remainders), and keeps one at least.

    :param units: examples of one unit (texts that are the same) are never parted.
    :return: sorted indices of the share.
    """
    members: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    home: dict[Hashable, Hashable] = {}
    for index, label in enumerate(labels):
        unit: Hashable = index if units is None else units[index]
        members[home.setdefault(unit, label)][unit].append(index)
    sizes = {label: sum(map(len, parts.values())) for label, parts in members.items()}
    quotas = _quotas(sizes, share)
    taken: list[int] = []
    for label, parts in members.items():
        taken += _fill(list(parts.values()), quotas[label], sizes[label], random.Random(f"{seed}:{label}"))  # noqa: S311
    return sorted(taken) or _smallest_unit(members)


def _smallest_unit(members: Mapping[Hashable, Mapping[Hashable, list[int]]]) -> list[int]:
    """The smallest unit of a label that has others, where every unit is larger than the share."""
    spared = [part for parts in members.values() if len(parts) > 1 for part in parts.values()]
    return sorted(min(spared, key=lambda part: len(part))) if spared else []


def _quotas(sizes: dict[Hashable, int], share: float) -> dict[Hashable, int]:
    quotas = {label: int(size * share) for label, size in sizes.items()}
    wanted = max(1, round(sum(sizes.values()) * share))
    by_remainder = sorted(sizes, key=lambda label: (quotas[label] - sizes[label] * share, str(label)))
    for label in by_remainder:
        if sum(quotas.values()) >= wanted:
            break
        quotas[label] += quotas[label] + 1 < sizes[label]
    return quotas


def _fill(parts: list[list[int]], quota: int, size: int, rng: random.Random) -> list[int]:
    rng.shuffle(parts)
    taken: list[int] = []
    for part in parts:
        if len(taken) + len(part) <= min(quota, size - 1):
            taken += part
    return taken


def by_group(groups: Sequence[Hashable], labels: Sequence[Hashable], share: float, seed: int) -> list[int]:
    """Indices of whole groups that make up nearly `share`; what stays behind keeps every label.

    :return: sorted indices; empty if no group can be spared.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        members[group].append(index)
    order = sorted(members, key=str)
    random.Random(seed).shuffle(order)  # noqa: S311
    left = Counter(labels)
    wanted = max(1, round(len(groups) * share))
    taken: list[int] = []
    for group in order:
        lost = Counter(labels[index] for index in members[group])
        spared = all(left[label] > count for label, count in lost.items())
        if spared and len(taken) + len(members[group]) <= wanted:
            taken += members[group]
            left -= lost
    return sorted(taken) or _smallest(members, labels, left)


def _smallest(members: dict[Hashable, list[int]], labels: Sequence[Hashable], left: Counter[Hashable]) -> list[int]:
    """The smallest group that can be spared, where every group is larger than the share."""
    for group in sorted(members, key=lambda each: (len(members[each]), str(each))):
        lost = Counter(labels[index] for index in members[group])
        if all(left[label] > count for label, count in lost.items()):
            return members[group]
    return []


def by_time(times: Sequence[datetime | None], share: float) -> list[int]:
    """Indices of the latest `share`; examples without a time are never among them."""
    dated = sorted((time, index) for index, time in enumerate(times) if time is not None)
    wanted = min(max(1, round(len(times) * share)), len(dated))
    return sorted(index for _, index in dated[len(dated) - wanted :])
