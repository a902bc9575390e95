"""What tests of data share: writers of small files, and interactions from short lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file into one folder and gives its path."""

    def to_file(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return to_file


@pytest.fixture
def events() -> Callable[..., Interactions]:
    """Interactions of `(user, item, time)`, all numbers."""

    def of(rows: Sequence[tuple[int, int, float]]) -> Interactions:
        user, item, time = (np.array([row[n] for row in rows]) for n in range(3))
        users, items = (
            Ids(f"{what}{n}" for n in range(int(max(column, default=0)) + 1))
            for what, column in (("u", user), ("i", item))
        )
        size = len(rows)
        return Interactions(
            users,
            items,
            user.astype(np.int64),
            item.astype(np.int64),
            np.ones(size, np.float32),
            np.full(size, np.nan, np.float32),
            time.astype(np.float64),
            np.zeros(size, np.int16),
        )

    return of
