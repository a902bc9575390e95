"""Shards and blocks hold every user once, with all that was seen."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.batch.user_shard import UserBlock, shards_of


@given(st.integers(0, 5000), st.integers(1, 3000), st.integers(0, 2_000_000))
def test_every_user_is_in_one_block_of_one_shard_in_order(users, size, items):
    shards = shards_of(users, size)

    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert sum(shard.rows for shard in shards) == users
    blocks = [block for shard in shards for block in shard.blocks(items)]
    assert [user for first, last in blocks for user in range(first, last)] == list(range(users))


def test_blocks_shrink_with_the_catalogue():
    (shard,) = shards_of(1000, 1000)

    assert [last - first for first, last in shard.blocks(1700)] == [512, 488]
    assert next(iter(shard.blocks(100_000))) == (0, 167)
    assert next(iter(shard.blocks(10_000_000))) == (0, 16)


def test_block_has_the_histories_and_all_that_was_seen(model):
    items = len(model.recommender.catalogue)
    everything = model.users.seen(items)
    block = UserBlock.of(model.users, items, 40, 90)

    assert model.users.older.shape[1], "no history was cut, so this proves nothing"
    assert len(block) == 50
    assert (block.seen != everything[40:90]).nnz == 0
    assert (block.histories.item == model.users.histories.rows(40, 90).item).all()
    assert block.histories.lengths.max() < np.diff(block.seen.indptr).max()
