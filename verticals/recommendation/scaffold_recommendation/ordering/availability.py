"""What cannot be shown, whatever its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.item_columns import years_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.context import Context
    from scaffold_recommendation.ordering.item_columns import ItemColumns
    from scaffold_recommendation.ordering.settings import OrderingSettings


def unavailable(
    columns: ItemColumns, items: NDArray[np.int64], context: Context, settings: OrderingSettings
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Rules that are built in, each with the candidates that it takes out, (n,)."""
    yield "stock", ~columns.in_stock[items]
    yield "not-yet", columns.since[items] > context.now
    yield "no-longer", columns.until[items] < context.now
    owned = context.owned
    yield "taken-already", np.fromiter((item in owned for item in items.tolist()), dtype=bool, count=len(items))
    limits = columns.age_limit[items]
    age = years_of(context.user.get("age"))
    if age is not None:
        yield "age-limit", limits > age
    elif settings.unknown_age == "hide":
        yield "age-limit", limits > 0
