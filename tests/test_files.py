"""Files and folders are written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os

import pytest

from scaffold.errors import UserError
from scaffold.files import new_folder, sha256, write_bytes, write_text, writing


def test_text_is_utf8_with_plain_line_ends(tmp_path):
    write_text(tmp_path / "deep" / "a.txt", "信用卡\n")
    assert (tmp_path / "deep" / "a.txt").read_bytes() == "信用卡\n".encode()


def test_failed_write_keeps_the_old_file_and_leaves_nothing(tmp_path, monkeypatch):
    target = tmp_path / "a.txt"
    write_text(target, "old")

    def full(self, other):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(UserError, match="the disk is full") as caught:
        write_text(target, "new")
    assert caught.value.where == str(target)
    assert caught.value.exit_code == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text(encoding="utf-8") == "old"


def test_folder_appears_only_when_the_block_ends(tmp_path):
    target = tmp_path / "run"
    with new_folder(target) as draft:
        (draft / "a").write_text("x", encoding="utf-8")
        assert not target.exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_folder_replaces_the_old_one_as_a_whole(tmp_path):
    for name in ("old", "new"):
        with new_folder(tmp_path / "run") as draft:
            (draft / name).write_text("x", encoding="utf-8")
    assert [entry.name for entry in (tmp_path / "run").iterdir()] == ["new"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_interrupted_folder_leaves_the_old_one(tmp_path):
    with new_folder(tmp_path / "run") as draft:
        (draft / "old").write_text("x", encoding="utf-8")

    def interrupted():
        with new_folder(tmp_path / "run") as draft:
            (draft / "new").write_text("x", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [entry.name for entry in (tmp_path / "run").iterdir()] == ["old"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.EROFS, "read-only"), (errno.EACCES, "may not be written to"), (errno.ENOTDIR, "a file, not a folder")],
)
def test_refusals_of_the_system_become_one_message(tmp_path, number, message):
    with pytest.raises(UserError, match=message), writing(tmp_path):
        raise OSError(number, os.strerror(number))


def test_other_errors_pass_through(tmp_path):
    with pytest.raises(OSError, match="odd"), writing(tmp_path):
        raise OSError(errno.EIO, "odd")


def test_path_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match=r"a file"):
        write_bytes(tmp_path / "file" / "a", b"x")


def test_sha256_is_that_of_the_bytes(tmp_path):
    write_bytes(tmp_path / "a", b"abc" * 1000)
    assert sha256(tmp_path / "a") == hashlib.sha256(b"abc" * 1000).hexdigest()
