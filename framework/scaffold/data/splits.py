"""Ways to take a share of examples aside: stratified, by group, by time. Pure functions over indices.

Labels, groups and times are read once, so they may be iterators; what is kept of each row is some bytes.
"""

from __future__ import annotations

import random
from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.data.copies import among, repeated

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

Indices = npt.NDArray[np.intp]
Codes = npt.NDArray[np.int32]
Marks = npt.NDArray[np.bool_]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BLOCK = 1 << 13
_UNDATED = np.iinfo(np.int64).min


def stratified(labels: Iterable[Hashable], share: float, seed: int, units: Sequence[int] | None = None) -> Indices:
    """Indices of a share that has every label in proportion.

    Each label gives `share` of its examples, rounded down or up so that the whole is right (largest
    remainders), and keeps one at least.

    :param units: examples of one unit (texts that are the same) are never parted; a unit counts for the
        label of its first example.
    :return: sorted indices of the share.
    """
    codes, names = _numbered(labels)
    found = _Units.of(len(codes), units)
    members = _members(codes, names, found.leads)
    totals = {label: int(found.sizes[own].sum()) for label, own in members.items()}
    quotas = _quotas(totals, share)
    taken = np.zeros(len(codes), dtype=bool)
    for label, own in members.items():
        random.Random(f"{seed}:{label}").shuffle(own)  # noqa: S311
        taken[_fill(own, found.sizes, min(quotas[label], totals[label] - 1))] = True
    if not taken.any():
        taken[_smallest_unit(members, found.sizes)] = True
    taken[found.copies] = taken[found.originals]
    return np.flatnonzero(taken)


@dataclass(frozen=True, eq=False)
class _Units:
    """Which examples belong together; a unit is named by its first example.

    :ivar leads: whether an example is the first of its unit, (examples,).
    :ivar sizes: of the unit of each first example, (examples,).
    :ivar copies: examples of units that have several, with the `originals`, the first examples of these.
    """

    leads: Marks
    sizes: Codes
    copies: Indices
    originals: Indices

    @classmethod
    def of(cls, examples: int, units: Sequence[int] | None) -> _Units:
        leads, sizes = np.ones(examples, dtype=bool), np.ones(examples, dtype=np.int32)
        keys = np.asarray(units if units is not None else (), dtype=np.uint64)
        copies = np.flatnonzero(among(keys, repeated(keys)))
        _, first, unit_of, counts = np.unique(keys[copies], return_index=True, return_inverse=True, return_counts=True)
        originals = copies[first]
        leads[copies] = False
        leads[originals] = True
        sizes[originals] = counts
        return cls(leads, sizes, copies, originals[unit_of])


def _numbered(values: Iterable[Hashable]) -> tuple[Codes, list[Hashable]]:
    """Each value as a number, and the values by number, in order of their first appearance."""
    known: dict[Hashable, int] = {}
    codes = array("i", (known.setdefault(value, len(known)) for value in values))
    return np.frombuffer(codes, dtype=np.int32), list(known)


def _members(codes: Codes, names: Sequence[Hashable], chosen: Marks) -> dict[Hashable, array[int]]:
    """Of the `chosen` rows those of each name, in order; the names in order of their first row."""
    members: dict[Hashable, array[int]] = {}
    for start in range(0, len(codes), _BLOCK):
        rows = start + np.flatnonzero(chosen[start : start + _BLOCK])
        for row, code in zip(rows.tolist(), codes[rows].tolist(), strict=True):
            members.setdefault(names[code], array("I")).append(row)
    return members


def _fill(units: Sequence[int], sizes: Codes, quota: int) -> array[int]:
    """Units from the front, as many as fit."""
    taken = array("I")
    for unit in units:
        if not quota:
            break
        if sizes[unit] <= quota:
            quota -= int(sizes[unit])
            taken.append(unit)
    return taken


def _smallest_unit(members: Mapping[Hashable, Sequence[int]], sizes: Codes) -> list[int]:
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


def by_group(groups: Iterable[Hashable], labels: Iterable[Hashable], share: float, seed: int) -> Indices:
    """Indices of whole groups that make up nearly `share`; what stays behind keeps every label.

    :return: sorted indices; empty if no group can be spared.
    """
    numbers, names = _numbered(groups)
    codes, _ = _numbered(labels)
    members = _members(numbers, names, np.ones(len(numbers), dtype=bool))
    order = sorted(members, key=str)
    random.Random(seed).shuffle(order)  # noqa: S311
    left = Counter(dict(enumerate(np.bincount(codes).tolist())))
    wanted = max(1, round(len(numbers) * share))
    taken = array("I")
    for group in order:
        lost = _counts(codes, members[group])
        spared = all(left[label] > count for label, count in lost.items())
        if spared and len(taken) + len(members[group]) <= wanted:
            taken += members[group]
            left -= lost
    return _sorted(taken or _smallest(members, codes, left))


def _smallest(members: Mapping[Hashable, array[int]], codes: Codes, left: Counter[int]) -> array[int]:
    """The smallest group that can be spared, where every group is larger than the share."""
    for group in sorted(members, key=lambda each: (len(members[each]), str(each))):
        if all(left[label] > count for label, count in _counts(codes, members[group]).items()):
            return members[group]
    return array("I")


def _counts(codes: Codes, rows: array[int]) -> Counter[int]:
    return Counter(codes[np.frombuffer(rows, dtype=np.uint32)].tolist())


def by_time(times: Iterable[datetime | None], share: float) -> Indices:
    """Indices of the latest `share`; examples without a time are never among them."""
    moments = np.frombuffer(array("q", map(_microseconds, times)), dtype=np.int64)
    dated = np.flatnonzero(moments != _UNDATED)
    wanted = min(max(1, round(len(moments) * share)), len(dated))
    latest = np.argsort(moments[dated], kind="stable")[len(dated) - wanted :]
    return np.sort(dated[latest])


def _microseconds(time: datetime | None) -> int:
    """Since 1970, exactly."""
    return int(_UNDATED) if time is None else (time - _EPOCH) // timedelta(microseconds=1)


def _sorted(rows: array[int]) -> Indices:
    return np.sort(np.frombuffer(rows, dtype=np.uint32)).astype(np.intp)
