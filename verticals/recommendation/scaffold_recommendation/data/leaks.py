"""Whether a test looks into the future."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.data.splits import Split


def check_no_future(split: Split, features: Interactions | None = None, catalogue: Catalogue | None = None) -> None:
    """Refuse a split whose test could be passed by knowing what came after.

    By `time`, every training event must be before every event of validation and test, and these before those of test.
    By `last`, this goes for each user. A split at random promises nothing, and nothing is checked.

    :param features: events from which a ranker's features are counted; none may be later than the test begins.
    :param catalogue: items whose descriptions are used; none that is learned from may date from after the test began.
    :raises DataError: with the number of such events and one of them.
    """
    if split.protocol == "random":
        return
    parts = {"training": split.train, "validation": split.validation, "test": split.test}
    for name, part in parts.items():
        if np.isnan(part.time).any():
            raise DataError(f"{name} events have no time, so nobody knows which came first", where=_where(split))
    for name, later in (("validation", split.validation), ("test", split.test)):
        _check(split, split.train, "training", later, name)
    _check(split, split.validation, "validation", split.test, "test")
    if features is not None:
        _check(split, features, "feature", split.test, "test")
    if catalogue is not None and len(split.test):
        _check_items(split, catalogue)


def _check(split: Split, events: Interactions, what: str, later: Interactions, name: str) -> None:
    """Every event is before the later ones; of a user's own, events of one moment may lie on both sides."""
    if split.protocol == "time":
        leaks = events.time >= later.time.min(initial=np.inf)
    else:
        first = np.full(len(events.users), np.inf)
        np.minimum.at(first, later.user, later.time)
        leaks = events.time > first[events.user]
    rows = np.flatnonzero(leaks | (np.isnan(events.time) & bool(len(later))))
    if not len(rows):
        return
    row = int(rows[0])
    user, item = events.users[int(events.user[row])], events.items[int(events.item[row])]
    begins = "it begins" if split.protocol == "time" else "their users' events in it"
    raise DataError(
        f"the {name} looks into the future: {len(rows):,} of {len(events):,} {what} events are not before {begins}"
        f" (such as user {user[:40]!r} with item {item[:40]!r}, {_day(events.time[row])})",
        where=_where(split),
        hint="Split again by time, and count features from events before the test alone.",
    )


def _check_items(split: Split, catalogue: Catalogue) -> None:
    """No item that was learned from has a date from after the test began."""
    begins = float(split.test.time.min())
    learned: NDArray[np.int64] = np.unique(split.train.item)
    late = [item for item in (catalogue[number] for number in learned.tolist()) if (item.since or -np.inf) > begins]
    if late:
        raise DataError(
            f"the test looks into the future: {len(late):,} items that are learned from are there only from after it"
            f" begins, by their own rows (such as {late[0].id[:40]!r}, {_day(late[0].since or np.nan)})",
            where=_where(split),
            hint="Give the rows of items as they were before the test, or correct their dates.",
        )


def _day(seconds: float) -> str:
    return "undated" if np.isnan(seconds) else f"{np.datetime64(int(seconds), 's')} UTC"


def _where(split: Split) -> str:
    return f"split by {split.protocol}"
