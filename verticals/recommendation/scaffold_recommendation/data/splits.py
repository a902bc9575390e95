"""Interactions to learn from, to choose by and to test on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from scaffold.errors import DataError, SettingsError, did_you_mean
from scaffold_recommendation.data.settings import setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions

Protocol = Literal["time", "last", "random"]
Shares = tuple[float, float, float]
PARTS = ("train", "validation", "test")
SHARES: Shares = (0.8, 0.1, 0.1)


@dataclass(frozen=True, eq=False)
class Split:
    """Three parts of the interactions; users and items have the same numbers in all.

    :ivar notes: how it was split, and what no part holds.
    """

    train: Interactions
    validation: Interactions
    test: Interactions
    protocol: Protocol
    notes: tuple[str, ...] = ()


def split(
    interactions: Interactions,
    protocol: Protocol = "time",
    shares: Sequence[float] = SHARES,
    seed: int = 0,
    *,
    repeats: bool = False,
) -> Split:
    """Split interactions by one of three protocols.

    `time`: what happened first is learned from, what happened last is tested on, for all users alike; the only one of
    the three in which nothing that is learned from comes after what is tested on (Meng et al. 2020; Ji et al. 2023).
    `last`: of every user with three events or more, the last one is tested on and the one before is to choose by.
    `random`: of every user's events, shuffled, these shares; as RecBole does, one event each goes aside even where a
    share is less than one (Zhao et al. 2021).

    :param shares: of train, validation and test, for `time` and `random`.
    :param repeats: whether items that a user had before count as truth, too; otherwise their events are left out of
        validation and test.
    :raises SettingsError: for an unknown protocol, shares that are none, or a protocol of times for undated events.
    :raises DataError: if a part would be empty.
    """
    parts = assign(interactions, protocol, shares, seed)
    notes = [_how(interactions, parts, protocol)]
    if not repeats:
        seen = _seen_before(interactions, parts)
        if seen.any():
            of_test, of_validation = int((seen & (parts == 2)).sum()), int((seen & (parts == 1)).sum())
            notes.append(
                f"left out of the truth, as their user had the item before: {of_test:,} events of test,"
                f" {of_validation:,} of validation"
            )
            parts = np.where(seen, -1, parts)
    train, validation, test = (interactions.select(np.flatnonzero(parts == number)) for number in range(3))
    if not len(test):
        raise DataError(
            "nothing is left to test on: every item of the test was its user's before",
            where=f"split by {protocol}",
            hint="Give more events, or count repeated items as truth (repeats=True).",
        )
    return Split(train, validation, test, protocol, tuple(notes))


def assign(
    interactions: Interactions, protocol: Protocol = "time", shares: Sequence[float] = SHARES, seed: int = 0
) -> NDArray[np.int8]:
    """Number of the part (0 train, 1 validation, 2 test) of each event, (events,).

    :raises SettingsError: :raises DataError: as `split` does.
    """
    if protocol not in get_args(Protocol):
        raise SettingsError(f"{protocol!r} is no way to split{did_you_mean(protocol, get_args(Protocol))}")
    of_train, of_validation, of_test = _checked(shares)
    if not len(interactions):
        raise DataError("there are no events to split", hint="Give interactions.")
    if protocol == "random":
        return _at_random(interactions.user, (of_train, of_validation, of_test), seed)
    if not interactions.is_dated:
        undated = int(np.isnan(interactions.time).sum())
        raise SettingsError(
            f"events cannot be split by {protocol}: {undated:,} of {len(interactions):,} have no time",
            where=f"split by {protocol}",
            hint=f"Split at random ({setting('protocol', 'random')}), or name it ({setting('time', 'COLUMN')}).",
        )
    if protocol == "last":
        return _last_out(interactions)
    return _by_time(interactions.time, (of_train, of_validation, of_test))


def _checked(shares: Sequence[float]) -> Shares:
    found = tuple(float(share) for share in shares)
    if len(found) != 3 or not all(0 <= share < 1 for share in found) or abs(sum(found) - 1) > 1e-6:
        raise SettingsError(
            f"{tuple(shares)} are no shares of train, validation and test",
            where="shares",
            hint="Give three numbers whose sum is 1, such as 0.8, 0.1, 0.1.",
        )
    if not (found[0] and found[2]):
        raise SettingsError("train and test need a share each", where="shares", hint="Try 0.8, 0.1, 0.1.")
    return found[0], found[1], found[2]


def _by_time(times: NDArray[np.float64], shares: Shares) -> NDArray[np.int8]:
    """Cuts between two moments, those that come nearest to the shares; what happens at one moment stays together."""
    moments, counts = np.unique(times, return_counts=True)
    before = np.concatenate([[0], np.cumsum(counts)])[:-1]
    needed = 3 if shares[1] else 2
    if len(moments) < needed:
        raise DataError(
            f"events happen at {len(moments)} different times, and to split by time needs {needed}",
            where="split by time",
            hint="Give events with finer times, or split at random.",
        )
    first = _nearest(before, shares[0] * len(times), 1, len(moments) - needed + 2)
    second = _nearest(before, (shares[0] + shares[1]) * len(times), first + 1, len(moments)) if shares[1] else first
    parts: NDArray[np.int8] = np.searchsorted(moments[[first, second]], times, side="right").astype(np.int8)
    return parts


def _nearest(before: NDArray[np.int64], wanted: float, low: int, high: int) -> int:
    """The moment from `low` to below `high` that the number of events before comes nearest to what is wanted."""
    return low + int(np.abs(before[low:high] - wanted).argmin())


def _last_out(interactions: Interactions) -> NDArray[np.int8]:
    user = interactions.user
    order = np.lexsort((interactions.time, user))
    place, count = _places(user, order)
    left = count - 1 - place
    parts = np.where(count < 3, 0, np.select([left == 0, left == 1], [2, 1], 0)).astype(np.int8)
    if not parts.any():
        raise DataError(
            "no user has three events, so none can be tested on the last one",
            where="split by last",
            hint="Split by time or at random, or give more events.",
        )
    return parts


def _at_random(user: NDArray[np.int64], shares: Shares, seed: int) -> NDArray[np.int8]:
    order = np.lexsort((np.random.default_rng(seed).random(len(user)), user))
    place, count = _places(user, order)
    of_validation, of_test = np.floor(shares[1] * count), np.floor(shares[2] * count)
    left = count - of_validation - of_test
    one_of_test = (left > 1) & (shares[2] * count < 1)
    one_of_validation = (left - one_of_test > 1) & (shares[1] * count > 0) & (shares[1] * count < 1)
    of_test, of_validation = of_test + one_of_test, of_validation + one_of_validation
    parts: NDArray[np.int8] = (place >= count - of_test - of_validation).astype(np.int8)
    parts += place >= count - of_test
    if not (parts == 2).any():
        raise DataError(
            "no user has two events, so nothing can be tested on",
            where="split by random",
            hint="Give more events of each user.",
        )
    return parts


def _places(user: NDArray[np.int64], order: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each event its place among its user's, 0 the first, and how many these are, (events,) each.

    :param order: events sorted by user, and within a user as they are counted.
    """
    count = np.bincount(user)
    start = np.cumsum(count) - count
    place = np.empty_like(order)
    place[order] = np.arange(len(order)) - start[user[order]]
    return place, count[user]


def _seen_before(interactions: Interactions, parts: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Events of an item that their user has in an earlier part, too."""
    pairs = interactions.user * len(interactions.items) + interactions.item
    seen = np.zeros(len(pairs), dtype=bool)
    for number in (1, 2):
        later = np.flatnonzero(parts == number)
        seen[later] = np.isin(pairs[later], pairs[parts < number])
    return seen


def _how(interactions: Interactions, parts: NDArray[np.int8], protocol: Protocol) -> str:
    sizes = ", ".join(f"{name} {int((parts == number).sum()):,}" for number, name in enumerate(PARTS))
    if protocol == "time":
        first = np.datetime64(int(interactions.time[parts == 2].min()), "s")
        return f"split by time for all users alike: {sizes}; the test begins {first} UTC"
    if protocol == "last":
        return f"split by each user's last events: {sizes}; other users' events may be later than those tested on"
    return f"split at random within each user: {sizes}; training events may be later than those tested on"
