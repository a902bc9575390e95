"""Ways to take a share of examples aside: stratified, by group, by time. Pure functions over indices."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import datetime

Numbers = npt.NDArray[np.intp]


def stratified(labels: Sequence[Hashable], share: float, seed: int, units: Sequence[int] | None = None) -> list[int]:
    """Indices of a share that has every label in proportion.

    Each label gives `share` of its examples, rounded down or up so that the whole is right (largest
    remainders), and keeps one at least.

    :param units: examples of one unit (texts that are the same) are never parted; a unit counts for the
        label of its first example.
    :return: sorted indices of the share.
    """
    unit_of, first = _numbered(range(len(labels)) if units is None else units)
    sizes = np.bincount(unit_of)
    members: dict[Hashable, list[int]] = defaultdict(list)
    for unit in np.argsort(first).tolist():
        members[labels[first[unit]]].append(unit)
    totals = {label: int(sizes[own].sum()) for label, own in members.items()}
    quotas = _quotas(totals, share)
    taken = np.zeros(len(sizes), dtype=bool)
    for label, own in members.items():
        random.Random(f"{seed}:{label}").shuffle(own)  # noqa: S311
        taken[_fill(own, sizes, min(quotas[label], totals[label] - 1))] = True
    if not taken.any():
        taken[_smallest_unit(members, sizes)] = True
    indices: list[int] = np.flatnonzero(taken[unit_of]).tolist()
    return indices


def _numbered(units: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Units numbered from 0: the number of each example, and the first example of each."""
    _, first, unit_of = np.unique(np.asarray(units), return_index=True, return_inverse=True)
    return unit_of, first


def _fill(units: Sequence[int], sizes: Numbers, quota: int) -> list[int]:
    """Units from the front, as many as fit."""
    taken: list[int] = []
    for unit in units:
        if sizes[unit] <= quota:
            quota -= int(sizes[unit])
            taken.append(unit)
    return taken


def _smallest_unit(members: Mapping[Hashable, Sequence[int]], sizes: Numbers) -> list[int]:
    """The smallest unit of a label that has others, where every unit is larger than the share."""
    spared = [unit for own in members.values() if len(own) > 1 for unit in own]
    return [min(spared, key=lambda unit: int(sizes[unit]))] if spared else []


def _quotas(sizes: dict[Hashable, int], share: float) -> dict[Hashable, int]:
    quotas = {label: int(size * share) for label, size in sizes.items()}
    wanted = max(1, round(sum(sizes.values()) * share))
    by_remainder = sorted(sizes, key=lambda label: (quotas[label] - sizes[label] * share, str(label)))
    for label in by_remainder:
        if sum(quotas.values()) >= wanted:
            break
        quotas[label] += quotas[label] + 1 < sizes[label]
    return quotas


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
