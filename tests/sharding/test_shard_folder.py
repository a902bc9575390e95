"""What stays of an interrupted prediction, and when one can go on with it."""

from __future__ import annotations

import io

import pytest

from scaffold.errors import UserError
from scaffold.sharding.shard import cut
from scaffold.sharding.shard_folder import shard_folder
from scaffold.sharding.worker import shard_file


@pytest.fixture
def shards(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('"a"\n"b"\n"c"\n', encoding="utf-8")
    return cut(path, "in.jsonl", rows=2)[0]


@pytest.fixture
def opened(tmp_path, shards, told):
    def open_folder(*, resume=False, **identity):
        return shard_folder(tmp_path / "out.jsonl", identity, shards, told, resume=resume)

    return open_folder


def _interrupt(file):
    file.write_text("C\n", encoding="utf-8")
    raise KeyboardInterrupt


@pytest.fixture
def interrupted(opened, shards):
    """A prediction that was interrupted when its second shard was done."""
    with pytest.raises(KeyboardInterrupt), opened(input="x") as folder:
        _interrupt(shard_file(folder.path, shards[1]))


def test_shards_are_joined_in_order_and_the_folder_goes(opened, shards, tmp_path):
    with opened() as folder:
        assert folder.missing() == shards
        shard_file(folder.path, shards[1]).write_text("C\n", encoding="utf-8")
        shard_file(folder.path, shards[0]).write_text("A\nB\n", encoding="utf-8")
        assert folder.missing() == []
        joined = io.BytesIO()
        folder.join(joined)

    assert joined.getvalue() == b"A\nB\nC\n"
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_file_with_too_few_lines_is_not_done(opened, shards):
    with opened() as folder:
        shard_file(folder.path, shards[0]).write_text("A\n", encoding="utf-8")
        assert folder.missing() == shards


@pytest.mark.usefixtures("interrupted")
def test_resume_goes_on_with_what_is_done(opened, shards, told):
    assert told.lines == ["1 of 2 shards are done: run it again with --resume to go on"]
    with opened(resume=True, input="x") as folder:
        assert folder.missing() == shards[:1]


@pytest.mark.usefixtures("interrupted")
def test_without_resume_it_starts_anew(opened, shards):
    with opened(input="x") as folder:
        assert folder.missing() == shards


@pytest.mark.usefixtures("interrupted")
def test_another_prediction_is_not_gone_on_with(opened, shards):
    with pytest.raises(UserError, match="had another input, bundle or settings"), opened(resume=True, input="y"):
        pass
    with opened(resume=True, input="x") as folder:
        assert folder.missing() == shards[:1]


def test_nothing_stays_of_an_error_before_the_first_shard(opened, told, tmp_path):
    with pytest.raises(UserError), opened():
        raise UserError("no")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    assert told.lines == []


def test_resume_of_nothing_starts(opened, shards):
    with opened(resume=True) as folder:
        assert folder.missing() == shards


def test_folder_of_somebody_else_is_left_alone(opened, tmp_path):
    other = tmp_path / "out.jsonl.shards" / "thesis.txt"
    other.parent.mkdir()
    other.write_text("years of work", encoding="utf-8")

    with pytest.raises(UserError, match="holds other files"), opened():
        pass
    assert other.read_text(encoding="utf-8") == "years of work"


def test_two_cannot_hold_it(opened):
    with opened(), pytest.raises(UserError, match="another run is writing"), opened():
        pass
