from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scaffold.errors import IndexStampError, UserError
from scaffold.retrieval.document import Document
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp

CARD = Document("card", "How do I block my card?", "Open the app and tap Block.", {"source": "help.md:3"})
FEES = Document("fees", "What does the account cost?", "The account is free.")
ABROAD = Document("abroad", "Can I pay abroad?", "Yes. Your card works abroad.")


@pytest.fixture
def filled(index: DocumentIndex, encode) -> DocumentIndex:
    documents = [CARD, FEES, ABROAD]
    index.add(documents, [encode(document.text) for document in documents])
    return index


def _ids(hits) -> list[str]:
    return [hit.document.id for hit in hits]


def test_lexical_search_compares_stems_and_ranks_by_bm25(filled: DocumentIndex) -> None:
    hits = filled.search_lexical("blocking cards")
    assert _ids(hits) == ["card", "abroad"]
    assert hits[0].score > hits[1].score > 0
    assert [hit.lexical_rank for hit in hits] == [1, 2]


def test_lexical_search_finds_chinese(index: DocumentIndex, encode) -> None:
    index.add(
        [Document("挂失", "信用卡丢了怎么办?", "请先挂失。"), Document("还款", "怎么还款?")], [encode("a"), encode("b")]
    )
    assert _ids(index.search_lexical("我的信用卡不见了")) == ["挂失"]


@pytest.mark.parametrize("query", ["", "???", 'a" OR "b', "NEAR(", "-card*", "\0card", "x " * 3000])
def test_lexical_search_takes_any_text(filled: DocumentIndex, query: str) -> None:
    assert len(filled.search_lexical(query)) <= 3


def test_vector_search_ranks_by_cosine(filled: DocumentIndex, encode) -> None:
    hits = filled.search_vectors(encode("What does the account cost?"), k=2)
    assert hits[0].document == FEES
    assert hits[0].vector_score == pytest.approx(1.0, abs=1e-5)
    assert len(hits) == 2


def test_the_best_of_several_vectors_counts(index: DocumentIndex, encode) -> None:
    index.add([CARD, FEES], [np.stack([encode("freeze"), encode("stop plastic")]), encode("price")])
    hit = index.search_vectors(encode("stop plastic"), k=1)[0]
    assert hit.document.id == "card"
    assert hit.vector_score == pytest.approx(1.0, abs=1e-5)


def test_many_vectors_of_one_document_do_not_crowd_out_others(index: DocumentIndex, encode) -> None:
    index.add([CARD, FEES], [np.stack([encode("card")] * 50), encode("price")])
    assert _ids(index.search_vectors(encode("card"), k=2)) == ["card", "fees"]


def test_fused_search_tells_both_ranks(filled: DocumentIndex, encode) -> None:
    hits = filled.search("block card", encode("How do I block my card?"), k=3)
    assert hits[0].document == CARD
    assert (hits[0].lexical_rank, hits[0].vector_rank) == (1, 1)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_metadata_comes_back(filled: DocumentIndex) -> None:
    assert filled.search_lexical("block")[0].document.metadata == {"source": "help.md:3"}


def test_update_replaces_words_and_vectors(filled: DocumentIndex, encode) -> None:
    filled.search_vectors(encode("fees"))
    filled.update([Document("fees", "Interest on savings", "Two percent.")], [encode("Interest on savings")])
    assert filled.search_lexical("cost") == []
    assert _ids(filled.search_lexical("saving")) == ["fees"]
    assert filled.search_vectors(encode("Interest on savings"), k=1)[0].document.body == "Two percent."
    assert len(filled) == 3


def test_delete_leaves_the_others_findable_under_their_own_names(filled: DocumentIndex, encode) -> None:
    filled.search_vectors(encode("card"))
    filled.delete(["card"])
    assert [d.id for d in filled.documents()] == ["abroad", "fees"]
    for document in (FEES, ABROAD):
        assert filled.search_vectors(encode(document.text), k=1)[0].document == document
    assert "card" not in filled
    assert _ids(filled.search_lexical("card")) == ["abroad"]


def test_an_id_is_added_once_and_the_whole_call_is_undone(filled: DocumentIndex, encode) -> None:
    new = Document("new", "Something new")
    with pytest.raises(UserError, match="'card' in the index already"):
        filled.add([new, CARD], [encode("new"), encode("card")])
    assert "new" not in filled
    assert filled.search_lexical("new") == []


def test_updating_an_unknown_id_is_refused_and_the_whole_call_is_undone(filled: DocumentIndex, encode) -> None:
    changes = [Document("card", "changed"), Document("nobody", "Who?")]
    with pytest.raises(UserError, match="no document 'nobody'"):
        filled.update(changes, [encode("changed"), encode("who")])
    assert filled.search_lexical("block")[0].document == CARD


def test_deleting_an_unknown_id_is_refused_and_the_whole_call_is_undone(filled: DocumentIndex) -> None:
    with pytest.raises(UserError, match="no document 'nobody'"):
        filled.delete(["card", "nobody"])
    assert filled.search_lexical("block")[0].document == CARD


@pytest.mark.parametrize("wrong", [np.zeros(5, np.float32), np.full(16, np.nan, np.float32), np.zeros((1, 1, 16))])
def test_vectors_that_do_not_fit_are_refused(index: DocumentIndex, wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="'card' must be finite numbers of shape"):
        index.add([CARD], [wrong])
    assert len(index) == 0


def test_reopening_finds_the_same(tmp_path: Path, stamp: IndexStamp, encode) -> None:
    folder = tmp_path / "kept"
    with DocumentIndex.create(folder, stamp) as index:
        index.add([CARD, FEES], [encode(CARD.text), encode(FEES.text)])
        index.set_note("threshold", "0.5")
        before = index.search("card cost", encode("card cost"))
    with DocumentIndex.open(folder, stamp) as index:
        assert index.search("card cost", encode("card cost")) == before
        assert index.note("threshold") == "0.5"
        assert index.note("other") is None


def test_another_encoder_is_refused_with_both_names(tmp_path: Path, stamp: IndexStamp) -> None:
    DocumentIndex.create(tmp_path / "index2", stamp).close()
    with pytest.raises(IndexStampError) as caught:
        DocumentIndex.open(tmp_path / "index2", IndexStamp("another-encoder", 384))
    message = str(caught.value)
    assert "'word-directions' (16 dimensions)" in message
    assert "'another-encoder' (384 dimensions)" in message
    assert "build a new index" in message
    assert caught.value.exit_code == 2


def test_another_format_is_refused(tmp_path: Path, stamp: IndexStamp) -> None:
    DocumentIndex.create(tmp_path / "newer", replace(stamp, format=99)).close()
    for in_use in (stamp, None):
        with pytest.raises(IndexStampError, match="has format 99"):
            DocumentIndex.open(tmp_path / "newer", in_use)


def test_an_index_without_a_stamp_in_use_lists_and_deletes(tmp_path: Path, stamp: IndexStamp, encode) -> None:
    with DocumentIndex.create(tmp_path / "i", stamp) as index:
        index.add([CARD], [encode("card")])
    with DocumentIndex.open(tmp_path / "i") as index:
        assert index.stamp == stamp
        index.delete(["card"])
        assert len(index) == 0


def test_a_missing_index_is_named(tmp_path: Path, stamp: IndexStamp) -> None:
    with pytest.raises(UserError, match="there is no search index here"):
        DocumentIndex.open(tmp_path / "nowhere", stamp)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look like one" * 30, b""])
def test_a_file_that_is_no_index_is_named(tmp_path: Path, stamp: IndexStamp, content: bytes) -> None:
    (tmp_path / "documents.sqlite").write_bytes(content)
    with pytest.raises(UserError, match="not a search index, or it is damaged"):
        DocumentIndex.open(tmp_path, stamp)


def test_creating_over_something_is_refused_and_touches_nothing(tmp_path: Path, stamp: IndexStamp) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="something here already"):
        DocumentIndex.create(tmp_path, stamp)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
