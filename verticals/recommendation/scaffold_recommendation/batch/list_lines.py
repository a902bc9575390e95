"""Lists as lines of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_recommendation.data.ids import Ids
    from scaffold_recommendation.recommender import Ranked


class ListLines:
    """Writes `{"user": id, "items": [{"id", "score", "probability"}, ...]}`, a line a user.

    Written by hand: `json.dumps` takes longer for a list than ranking it does.
    """

    def __init__(self, users: Ids, items: Ids) -> None:
        self._users = users
        self._items = _Quoted(items)

    def of(self, first: int, lists: Ranked) -> Iterator[bytes]:
        """Lines of users from number `first` on; numbers have six digits, an unknown probability is null."""
        known = (lists.items >= 0).sum(axis=1).tolist()
        unsure = bool(np.isnan(lists.probability).any())
        columns = zip(known, lists.items.tolist(), lists.scores.tolist(), lists.probability.tolist(), strict=True)
        for number, (count, items, scores, probability) in enumerate(columns, first):
            likely = [_number(value) for value in probability] if unsure else [f"{each:.4g}" for each in probability]
            listed = ", ".join(
                f'{{"id": {self._items[items[place]]}, "score": {scores[place]:.6g}, "probability": {likely[place]}}}'
                for place in range(count)
            )
            line = f'{{"user": {_quoted(self._users[number])}, "items": [{listed}]}}\n'
            # Half a surrogate pair has no UTF-8; written as a backslash escape it is what JSON wants.
            yield line.encode("utf-8", "backslashreplace")


class _Quoted(dict[int, str]):
    """Ids as JSON, each made when it is first wanted."""

    def __init__(self, ids: Ids) -> None:
        super().__init__()
        self._ids = ids

    def __missing__(self, number: int) -> str:
        return self.setdefault(number, _quoted(self._ids[number]))


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _number(value: float) -> str:
    return "null" if value != value else f"{value:.4g}"  # NaN is not equal to itself.
