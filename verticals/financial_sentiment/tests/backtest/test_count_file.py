import zipfile

import numpy as np
import pytest

from scaffold.errors import DataError
from scaffold_financial_sentiment.backtest.count_file import read_counts, write_counts


def test_a_log_comes_back_as_it_was_and_gives_the_same_bytes(quiet_log, tmp_path):
    log = quiet_log({"A": 1.0, "银行": 0.3}, weeks=1)
    write_counts(log, tmp_path / "counts.npz")
    back = read_counts(tmp_path / "counts.npz")
    assert list(back.ticks()) == list(log.ticks())
    assert (back.keys, back.tick, back.begin, back.end) == (log.keys, log.tick, log.begin, log.end)
    write_counts(back, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "counts.npz").read_bytes()


def test_a_damaged_file_is_refused(quiet_log, tmp_path):
    path = tmp_path / "counts.npz"
    write_counts(quiet_log({"A": 1.0}, weeks=1), path)
    whole = path.read_bytes()
    for content in (b"", b"no zip", whole[: len(whole) // 2], whole[:-10]):
        path.write_bytes(content)
        with pytest.raises(DataError, match="damaged"):
            read_counts(path)


def test_parts_that_do_not_belong_together_are_refused(quiet_log, tmp_path):
    path = tmp_path / "counts.npz"
    write_counts(quiet_log({"A": 1.0}, weeks=1), path)
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for changed in ({"key_of": arrays["key_of"] + 9}, {"negative": arrays["negative"][1:]}, {"format": np.array([9])}):
        np.savez(path, **(arrays | changed))
        with pytest.raises(DataError):
            read_counts(path)


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / "counts.npz"
    np.savez(path, format=np.array([{}], dtype=object))
    with pytest.raises(DataError):
        read_counts(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("format.npy", b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(DataError):
        read_counts(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_counts(tmp_path / "none.npz")
