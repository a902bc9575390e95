"""Files that grow, are rotated and cut: nothing is lost, nothing comes twice, the order stays."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from scaffold.errors import DataError
from scaffold_financial_sentiment.stream.rows import rows_of
from scaffold_financial_sentiment.stream.tail import Tail


def follow(path: Path, position: dict[str, Any] | None = None, *, linger: float = 0.0, largest: int = 1000) -> Tail:
    return Tail(path, rows_of(path.suffix, largest), position, largest=largest, linger=linger)


def lines(tail: Tail) -> list[str]:
    return [row.problem or row.content.decode().strip() for row in tail.rows()]


class FollowedFile(RuleBasedStateMachine):
    """A writer that rotates its file in every way there is, and a reader that is killed now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "news.jsonl"
        self.written: list[str] = []
        self.half = ""
        self.read: list[str] = []
        self.tail = follow(self.path)
        self.committed: tuple[int, dict[str, Any]] = (0, {})
        self.rotations = 0
        self.dated = False

    def teardown(self) -> None:
        self.tail.close()
        shutil.rmtree(self.folder)

    @initialize(dated=st.booleans())
    def choose_names(self, dated: bool) -> None:
        self.dated = dated

    @rule(sizes=st.lists(st.integers(0, 900), min_size=1, max_size=6))
    def write(self, sizes: list[int]) -> None:
        self.finish()
        self.add("".join(self.new_line(size) + "\n" for size in sizes))

    @rule(size=st.integers(0, 600), share=st.floats(0.1, 0.9))
    def write_half(self, size: int, share: float) -> None:
        self.finish()
        line = self.new_line(size)
        cut = max(1, int(len(line) * share))
        self.add(line[:cut])
        self.half = line[cut:] + "\n"

    @rule()
    def finish(self) -> None:
        if self.half:
            self.add(self.half)
            self.half = ""

    @precondition(lambda self: self.path.exists() and self.rotations < 7 and self.committed[1])
    @rule()
    def rename(self) -> None:
        self.finish()
        self.path.rename(self.free_name())

    @precondition(lambda self: self.path.exists() and self.rotations < 7 and self.committed[1])
    @rule()
    def copy_and_cut(self) -> None:
        self.finish()
        shutil.copy(self.path, self.free_name())
        self.path.write_bytes(b"")

    @precondition(lambda self: self.path.exists() and not self.half and self.committed[0] == len(self.written))
    @rule()
    def cut(self) -> None:
        self.path.write_bytes(b"")

    @rule()
    def look(self) -> None:
        self.read += lines(self.tail)

    @rule(most=st.integers(1, 4))
    def look_a_little(self, most: int) -> None:
        rows = self.tail.rows()
        self.read += [row.content.decode().strip() for _, row in zip(range(most), rows, strict=False)]
        rows.close()

    @rule()
    def commit(self) -> None:
        self.committed = len(self.read), json.loads(json.dumps(self.tail.position))

    @rule()
    def kill(self) -> None:
        self.tail.close()
        count, position = self.committed
        self.read = self.read[:count]
        self.tail = follow(self.path, position)

    @invariant()
    def nothing_is_lost_or_twice(self) -> None:
        assert self.read == self.written[: len(self.read)]

    def new_line(self, size: int) -> str:
        line = json.dumps({"id": len(self.written), "text": "x" * size})
        self.written.append(line)
        return line

    def add(self, text: str) -> None:
        with self.path.open("a") as stream:
            stream.write(text)

    def free_name(self) -> Path:
        self.rotations += 1
        if self.dated:
            return self.folder / f"news.jsonl-202403{self.rotations:02}"
        for number in range(self.rotations, 1, -1):
            (self.folder / f"news.jsonl.{number - 1}").rename(self.folder / f"news.jsonl.{number}")
        return self.folder / "news.jsonl.1"


class CompleteFile(FollowedFile):
    """The same, read to the end at last."""

    def teardown(self) -> None:
        self.finish()
        for _ in range(20):
            self.read += lines(self.tail)
        try:
            assert self.read == self.written
        finally:
            super().teardown()


TestFollowedFile = CompleteFile.TestCase
TestFollowedFile.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)


def test_a_renamed_file_is_left_only_when_its_writer_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("1\n2")
    tail = follow(path, linger=0.05)
    assert lines(tail) == ["1"]
    old = path.rename(tmp_path / "news.jsonl.1")
    path.write_text("4\n")
    assert lines(tail) == []
    with old.open("a") as stream:
        stream.write("\n3")
    assert lines(tail) == ["2"]
    import time

    time.sleep(0.06)
    assert lines(tail) == ["3", "4"]
    tail.close()


def test_a_file_that_does_not_exist_yet_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    tail = follow(path)
    assert lines(tail) == []
    assert tail.position == {}
    path.write_text("1\n")
    assert lines(tail) == ["1"]
    tail.close()


def test_a_file_of_other_content_under_the_same_inode_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("1\n2\n")
    tail = follow(path)
    assert lines(tail) == ["1", "2"]
    path.write_text("3\n4\n5\n")
    assert lines(tail) == ["3", "4", "5"]
    tail.close()


def test_a_file_that_is_gone_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("1\n2\n")
    tail = follow(path)
    assert lines(tail) == ["1", "2"]
    tail.close()
    (tmp_path / "held").write_text("")
    path.rename(tmp_path / "elsewhere")
    path.write_text("3\n")
    tail = follow(path, tail.position)
    told, third = lines(tail)
    assert "byte 4 is gone" in told
    assert third == "3"
    tail.close()


def test_a_file_moved_to_another_disk_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("1\n2\n")
    tail = follow(path)
    lines(tail)
    tail.close()
    shutil.copy(path, tmp_path / "copy")
    path.unlink()
    (tmp_path / "copy").rename(path)
    with path.open("a") as stream:
        stream.write("3\n")
    tail = follow(path, tail.position)
    assert lines(tail) == ["3"]
    tail.close()


def test_a_line_that_is_too_long_is_passed_over_even_while_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("1\n" + "x" * 1500)
    tail = follow(path)
    assert lines(tail) == ["1"]
    assert tail.position["offset"] == 2
    with path.open("a") as stream:
        stream.write("x" * 700_000)
    assert lines(tail) == []
    with path.open("a") as stream:
        stream.write("x\n3\n")
    assert [len(line) < 200 for line in lines(tail)] == [True, True]
    assert tail.position["line"] == 3
    tail.close()


def test_a_table_with_rows_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text('id,title,time\n1,"two\nlines, ""so""",0\n2,5" screen,0\n3,"half')
    tail = follow(path)
    assert [row.line for row in tail.rows()] == [2, 4]
    tail.close()
    with path.open("a") as stream:
        stream.write('\nrow",0\n4,"never closed,0\n5,fine,0\n' + "6,x,0\n" * 200)
    again = follow(path, tail.position)
    rows = list(again.rows())
    assert [row.line for row in rows[:3]] == [5, 7, 8]
    assert "never closed" in rows[1].problem
    assert len(rows) == 203
    again.close()


def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        lines(follow(path))
