"""Near-duplicates are those with a Jaccard similarity of 0.8 and more."""

from __future__ import annotations

import random

from scaffold.data.report.near import NearTexts
from scaffold.text import normalise

WORDS = "where when how is was my your new old card money bank branch open close send lose find again today"


def plain_jaccard(one, other):
    first, second = ({t[i : i + 3] for i in range(len(t) - 2)} for t in (_fold(one), _fold(other)))
    return len(first & second) / len(first | second)


def _fold(text):
    return normalise(text).casefold().ljust(3)


def test_near_duplicates_are_found_and_others_are_not():
    rng = random.Random(3)
    texts = [" ".join(rng.choices(WORDS.split(), k=12)) for _ in range(1500)]
    others = [
        text.replace("card", "cards") + "!" if i % 3 == 0 else " ".join(rng.choices(WORDS.split(), k=12))
        for i, text in enumerate(texts)
    ]
    expected = {i for i in range(0, 1500, 3) if plain_jaccard(texts[i], others[i]) >= 0.8}
    found = {pair.text: pair for pair in NearTexts(texts).search(others)}
    assert len(expected) > 200
    assert len(expected - found.keys()) <= 0.02 * len(expected)
    for pair in found.values():
        assert plain_jaccard(texts[pair.text], others[pair.other]) >= 0.8
        assert abs(pair.similarity - plain_jaccard(texts[pair.text], others[pair.other])) < 1e-9


def test_chinese_near_duplicates_are_found():
    kept = ["前台客房服务态度好，早餐也很丰富，房价够干净，再接再厉", "屏幕没有坏点"]
    (pair,) = NearTexts(kept).search(["另一个", "前台客房服务态度很好，早餐也很丰富，房价够干净，再接再厉"])
    assert (pair.text, pair.other) == (0, 1)


def test_nothing_is_near_to_nothing():
    assert list(NearTexts([]).search(["a text"])) == []
    assert list(NearTexts(["a text"]).search([])) == []
