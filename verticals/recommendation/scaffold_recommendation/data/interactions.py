"""What users did with items, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.ids import Ids


@dataclass(frozen=True, eq=False)
class Interactions:
    """Events, one a row; all columns have the same length.

    :ivar users: ids of users; `user` holds their numbers.
    :ivar items: ids of the catalogue; `item` holds their numbers.
    :ivar weight: how much an event says for the item, above 0; 0 where it says nothing or speaks against it.
    :ivar rating: as it was given, NaN where there is none.
    :ivar time: seconds since 1970 (UTC), NaN where it is not known.
    :ivar kind: number of the kind of event in `kinds`.
    """

    users: Ids
    items: Ids
    user: NDArray[np.int64]
    item: NDArray[np.int64]
    weight: NDArray[np.float32]
    rating: NDArray[np.float32]
    time: NDArray[np.float64]
    kind: NDArray[np.int16]
    kinds: tuple[str, ...] = ("event",)

    def __len__(self) -> int:
        return len(self.user)

    @property
    def is_dated(self) -> bool:
        """Whether every event has a time."""
        return bool(len(self)) and not bool(np.isnan(self.time).any())

    def select(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Interactions:
        """Some of the events; users and items keep their numbers."""
        columns = {name: getattr(self, name)[rows] for name in ("user", "item", "weight", "rating", "time", "kind")}
        return Interactions(self.users, self.items, kinds=self.kinds, **columns)

    def matrix(self, items: int | None = None) -> sparse.csr_matrix:
        """Weights as (users, items); of several events of a pair the strongest counts, those of weight 0 do not.

        :param items: number of columns; that of the catalogue if not given.
        """
        shape = (len(self.users), len(self.items) if items is None else items)
        kept = self.weight > 0
        order = np.argsort(self.weight[kept], kind="stable")
        pairs = (self.user[kept] * shape[1] + self.item[kept])[order]
        # The last row of each pair is its strongest.
        backwards, at = np.unique(pairs[::-1], return_index=True)
        weights = self.weight[kept][order][::-1][at]
        return sparse.csr_matrix((weights, (backwards // shape[1], backwards % shape[1])), shape=shape)

    def taken(self) -> sparse.csr_matrix:
        """Which user took which item, as 0 or 1 in (users, items); what weighs 0 was not."""
        found = self.matrix()
        found.data[:] = 1.0
        return found

    def seen(self, items: int | None = None) -> sparse.csr_matrix:
        """Which user had to do with which item, whatever was said of it, as 0 or 1 in (users, items)."""
        shape = (len(self.users), len(self.items) if items is None else items)
        found = sparse.csr_matrix((np.ones(len(self), np.float32), (self.user, self.item)), shape=shape)
        found.data[:] = 1.0
        return found
