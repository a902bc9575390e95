"""A corpus that a very small encoder can learn, and settings that let it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scaffold.pretraining.corpus import Corpus
    from scaffold.settings import PretrainingSettings


@pytest.fixture(scope="session")
def toy_corpus(make_task) -> Corpus:
    """128 different texts, English and Chinese."""
    from scaffold.pretraining.corpus import Corpus

    return Corpus.of(make_task(train=128).train.texts, "toy")


@pytest.fixture(scope="session")
def chinese_corpus() -> Corpus:
    """Texts of Chinese characters that follow each other by rule, some with a Latin word."""
    from scaffold.pretraining.corpus import Corpus

    who, what, how = (
        ("我", "他", "客户", "银行"),
        ("信用卡", "密码", "退款", "visa 账单"),
        ("在哪里", "丢了", "什么时候到"),
    )
    ends = ("?", "。", ",请帮忙", ",谢谢")
    texts = [f"{a}的{b}{c}{d}" for a in who for b in what for c in how for d in ends]
    return Corpus.of(texts, "toy")


@pytest.fixture
def quick() -> PretrainingSettings:
    """As little as shows anything."""
    from scaffold.settings import PretrainingSettings

    return PretrainingSettings(budget="2s", batch_size=16, learning_rate=5e-3, passes=6, max_length=32, new_words=0)
