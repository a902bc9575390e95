"""A story comes back from its row as it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.copies.story import Story
from scaffold_financial_sentiment.copies.story_row import StoryRow, of_bytes, to_bytes
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

names = st.text(max_size=12)
scores = st.floats(-1, 1)
understoods = st.builds(
    Understood,
    label=names,
    score=scores,
    topics=st.lists(names, max_size=2).map(tuple),
    mentions=st.lists(st.builds(Mention, names, names, scores), max_size=2).map(tuple),
    events=st.lists(names, max_size=2).map(tuple),
    rules=st.lists(names, max_size=2).map(tuple),
    severity=st.none() | st.sampled_from(["low", "critical"]),
    route=names,
    muted=names,
)
others = st.sets(st.integers(0, 2**32 - 1), max_size=3).map(sorted)


@given(names, st.floats(0, 4e9), names, names, st.lists(names, max_size=3), understoods, others, st.binary(max_size=9))
def test_rows_come_back(story, time, text, publisher, sources, understood, hashes, vector):
    kept = Story(story, text, time, text, tuple(sources), 7, understood, len(sources) + len(hashes))
    row = StoryRow(kept, 12, publisher, hashes, vector)
    assert of_bytes(story, time, to_bytes(row)) == row


def test_numpy_scores_are_written():
    understood = Understood("negative", np.float32(-0.5), mentions=(Mention("ACME", "negative", np.float32(-0.1)),))
    story = Story("a", "text", 1.0, "", (), 1, understood, 0)
    back = of_bytes("a", 1.0, to_bytes(StoryRow(story, 0, "", [], b""))).story
    assert back == story


def test_rows_are_small():
    story = Story("a", "Acme recalls cars", 1.0, "", ("Reuters",), 1, Understood("neutral", 0.25), 1)
    content = to_bytes(StoryRow(story, 3, "Reuters", [], b"\0\1"))
    assert content == (
        b'[1,3,"Acme recalls cars","","Reuters",["Reuters"],1,[],{"label":"neutral","score":0.25}]\0\0\1'
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"[2,0]",
        b"\xff\xff",
        b'[1,0,"t","u","p",[],1,[],[]]',
        b'[1,0,"t","u","p",[],1,[],{"new":1}]',
    ],
)
def test_other_content_is_refused(content):
    with pytest.raises(DataError, match="story 'a'"):
        of_bytes("a", 1.0, content)
