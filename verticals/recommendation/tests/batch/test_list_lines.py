"""Lists as lines of JSON, whatever users and items are called."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.batch.list_lines import ListLines
from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.recommender import Ranked

NAMES = st.text(st.characters(), min_size=1, max_size=8)


def lists(items, scores, probability):
    return Ranked(np.array(items, np.int64), np.array(scores, np.float32), np.array(probability, np.float32))


@given(NAMES, st.lists(NAMES, min_size=2, max_size=2, unique=True))
def test_any_ids_come_back(user, names):
    made = lists([[1, 0]], [[2, 1]], [[0.5, 0.25]])
    (line,) = ListLines(Ids([user]), Ids(names)).of(0, made)

    assert line.count(b"\n") == 1
    said = json.loads(line)
    assert said["user"] == user
    assert [item["id"] for item in said["items"]] == names[::-1]


@given(st.floats(-(2.0**60), 2.0**60, width=32), st.floats(0, 1, width=32))
def test_numbers_are_json_and_near(score, probability):
    (line,) = ListLines(Ids(["u"]), Ids(["a"])).of(0, lists([[0]], [[score]], [[probability]]))
    (item,) = json.loads(line)["items"]

    assert np.isclose(item["score"], score, rtol=1e-5, atol=0)
    assert np.isclose(item["probability"], probability, rtol=1e-3, atol=0)


def test_places_that_are_empty_are_left_out_and_unknown_probabilities_are_null():
    made = lists(
        [[0, 1], [1, -1], [-1, -1]], [[3, 2], [1.5, -np.inf], [-np.inf, -np.inf]], [[0.5, np.nan], [1, 0], [0, 0]]
    )
    lines = list(ListLines(Ids(["u", "v", "w", "小明"]), Ids(["a", "书"])).of(1, made))

    assert lines[0].decode() == (
        '{"user": "v", "items": [{"id": "a", "score": 3, "probability": 0.5},'
        ' {"id": "书", "score": 2, "probability": null}]}\n'
    )
    assert lines[1].decode() == '{"user": "w", "items": [{"id": "书", "score": 1.5, "probability": 1}]}\n'
    assert lines[2].decode() == '{"user": "小明", "items": []}\n'
