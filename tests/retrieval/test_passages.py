from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from scaffold.retrieval.passages import split_passages

_SPACE = re.compile(r"\s+")


def test_sentences_stay_whole_where_they_fit() -> None:
    assert split_passages("One two three. Four five. Six.", limit=5) == ["One two three. Four five.", "Six."]


def test_chinese_is_cut_after_full_stops_and_counted_by_character() -> None:
    assert split_passages("请先挂失。然后补卡。完成", limit=6) == ["请先挂失。", "然后补卡。", "完成"]


def test_a_sentence_over_the_limit_is_cut_between_words() -> None:
    assert split_passages("a b c d e", limit=2) == ["a b", "c d", "e"]


def test_empty_text_has_no_passage() -> None:
    assert split_passages("  \n ") == []


@given(st.text(alphabet="ab中文。. !\n", max_size=80), st.integers(1, 8))
def test_nothing_is_lost_and_no_passage_is_empty(text: str, limit: int) -> None:
    passages = split_passages(text, limit)
    assert _SPACE.sub("", "".join(passages)) == _SPACE.sub("", text)
    assert all(passage.strip() for passage in passages)
