"""The names people give to splits."""

from __future__ import annotations

import re

SPLITS = ("train", "validation", "test")
"""Names of the splits, in the order they are shown."""

_WORDS = {
    "train": "train training trn 训练 训练集",
    "validation": "validation valid val dev devel development eval 验证 验证集 开发集",
    "test": "test tst testing testset heldout 测试 测试集",
}
_SPLIT_OF = {word: split for split, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")


def split_of(name: str) -> str | None:
    """The split that a file, key or cell of this name belongs to, by its words.

    >>> split_of("oos_val"), split_of("KUAKE-QIC_dev.json"), split_of("wnut17train.conll"), split_of("contest.csv")
    ('validation', 'validation', 'train', None)
    """
    for word in _WORD.findall(name.lower()):
        if word in _SPLIT_OF:
            return _SPLIT_OF[word]
    return None
