"""What is left of an index when a process dies, a disk fills up or the folder is read-only."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from scaffold.errors import UserError
from scaffold.retrieval.document import Document
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.mirror import VectorMirror
from scaffold.retrieval.stamp import IndexStamp
from scaffold.retrieval.vectors import VectorIndex

CARD = Document("card", "How do I block my card?")
FEES = Document("fees", "What does the account cost?")


@pytest.fixture
def folder(tmp_path: Path, stamp: IndexStamp, encode) -> Path:
    with DocumentIndex.create(tmp_path / "index", stamp) as index:
        index.add([CARD], [encode(CARD.text)])
    return tmp_path / "index"


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _nearest(index: DocumentIndex, vector) -> list[str]:
    return [hit.document.id for hit in index.search_vectors(vector)]


def test_closing_leaves_one_file_of_each_kind(folder: Path, encode) -> None:
    assert _files(folder) == ["documents.sqlite", "vectors-1.faiss"]
    with DocumentIndex.open(folder) as index:
        index.add([FEES], [encode(FEES.text)])
    assert _files(folder) == ["documents.sqlite", "vectors-2.faiss"]


def test_a_death_between_the_two_writes_loses_nothing(folder: Path, stamp: IndexStamp, encode) -> None:
    code = textwrap.dedent(
        f"""
        import os, signal, sys
        import numpy as np
        from pathlib import Path
        from scaffold.retrieval.document import Document
        from scaffold.retrieval.index import DocumentIndex
        index = DocumentIndex.open(Path({str(folder)!r}))
        vector = np.array({encode(FEES.text).tolist()}, "float32")
        index.add([Document("fees", "What does the account cost?")], [vector])
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert done.returncode == -signal.SIGKILL
    assert _files(folder) == ["documents.sqlite", "vectors-1.faiss"]
    with DocumentIndex.open(folder, stamp) as index:
        assert _nearest(index, encode(FEES.text)) == ["fees", "card"]
    assert _files(folder) == ["documents.sqlite", "vectors-2.faiss"]


@pytest.mark.parametrize("content", [b"", b"IxM2 broken", None])
def test_a_damaged_or_missing_vector_file_is_made_again(folder: Path, encode, content: bytes | None) -> None:
    path = folder / "vectors-1.faiss"
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with DocumentIndex.open(folder) as index:
        assert _nearest(index, encode(CARD.text)) == ["card"]
    assert path.read_bytes() == whole


def test_a_vector_file_cut_short_is_made_again(folder: Path, encode) -> None:
    path = folder / "vectors-1.faiss"
    path.write_bytes(path.read_bytes()[:-20])
    with DocumentIndex.open(folder) as index:
        assert _nearest(index, encode(CARD.text)) == ["card"]


def test_a_change_that_fails_half_way_leaves_the_old_state(folder: Path, encode) -> None:
    with DocumentIndex.open(folder) as index:
        index.search_vectors(encode("card"))
        with pytest.raises(UserError):
            index.add([FEES, CARD], [encode(FEES.text), encode(CARD.text)])
        assert _nearest(index, encode(FEES.text)) == ["card"]
    assert _files(folder) == ["documents.sqlite", "vectors-1.faiss"]


def test_a_change_by_another_process_is_seen(folder: Path, encode) -> None:
    with DocumentIndex.open(folder) as reader, DocumentIndex.open(folder) as writer:
        assert _nearest(reader, encode(FEES.text)) == ["card"]
        writer.add([FEES], [encode(FEES.text)])
        assert _nearest(reader, encode(FEES.text)) == ["fees", "card"]
        writer.delete(["card"])
        reader.add([CARD], [encode(CARD.text)])
        assert _nearest(writer, encode(FEES.text)) == ["fees", "card"]


def test_a_changed_index_is_not_loaded_again_from_disk(folder: Path, encode, monkeypatch) -> None:
    with DocumentIndex.open(folder) as index:
        index.search_vectors(encode("card"))
        monkeypatch.setattr(VectorMirror, "_load", lambda *_: pytest.fail("rebuilt"))
        index.add([FEES], [encode(FEES.text)])
        index.delete(["card"])
        index.set_note("n", "v")
        assert _nearest(index, encode(FEES.text)) == ["fees"]


def test_a_read_only_index_searches_and_writes_nothing(folder: Path, stamp: IndexStamp, encode) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in [*folder.iterdir(), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with DocumentIndex.open(folder, stamp, read_only=True) as index:
            assert index.search("block", encode(CARD.text))[0].document == CARD
            with pytest.raises(UserError, match="index is read-only"):
                index.delete(["card"])
    finally:
        folder.chmod(0o755)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_read_only_index_without_its_vector_file_still_searches(folder: Path, encode) -> None:
    (folder / "vectors-1.faiss").unlink()
    with DocumentIndex.open(folder, read_only=True) as index:
        assert _nearest(index, encode(CARD.text)) == ["card"]
    assert _files(folder) == ["documents.sqlite"]


def test_a_copied_folder_is_the_same_index(folder: Path, tmp_path: Path, stamp: IndexStamp, encode) -> None:
    shutil.copytree(folder, tmp_path / "a folder, 中文 & more")
    with DocumentIndex.open(tmp_path / "a folder, 中文 & more", stamp) as index:
        assert _nearest(index, encode(CARD.text)) == ["card"]


def test_a_full_disk_is_one_clear_message_and_changes_nothing(folder: Path, encode) -> None:
    index = DocumentIndex.open(folder)
    pages = index._store.connection.execute("PRAGMA page_count").fetchone()[0]
    index._store.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(UserError, match="the disk is full"):
        index.add([FEES, *_big(5)], [encode("big")] * 6)
    assert [document.id for document in index.documents()] == ["card"]
    index.close()
    assert _files(folder) == ["documents.sqlite", "vectors-1.faiss"]


def test_a_disk_that_refuses_to_write_is_one_clear_message_and_changes_nothing(folder: Path, encode) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    index = DocumentIndex.open(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))
    try:
        with pytest.raises(UserError, match="cannot write"):
            index.add(_big(40), [encode("big")] * 40)
        assert [document.id for document in index.documents()] == ["card"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
        index.close()
    assert _files(folder) == ["documents.sqlite", "vectors-1.faiss"]


def _big(count: int) -> list[Document]:
    return [Document(f"big-{number}", "word " * 20_000) for number in range(count)]


def test_saving_deletes_only_files_of_older_generations(tmp_path: Path) -> None:
    other = tmp_path / "mine.faiss"
    other.write_bytes(b"x")
    for generation in (1, 2):
        VectorIndex(4).save(tmp_path, generation)
    assert _files(tmp_path) == ["mine.faiss", "vectors-2.faiss"]
