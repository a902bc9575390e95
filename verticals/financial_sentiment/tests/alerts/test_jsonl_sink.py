from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as sizes
from hypothesis import strategies as st

from scaffold.errors import DataError, SettingsError, UserError
from scaffold.lock import only_one
from scaffold_financial_sentiment.alerts import line_file
from scaffold_financial_sentiment.alerts.as_json import as_json, from_json
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.line_file import LineFile
from scaffold_financial_sentiment.alerts.sinks import jsonl
from scaffold_financial_sentiment.alerts.sinks.jsonl import JsonlSink


def keys(path):
    return [json.loads(line)["key"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_alert_is_a_line_and_is_written_once(tmp_path, make_alert, settings):
    path = tmp_path / "deep" / "alerts.jsonl"
    sink = jsonl.open(f"jsonl:{path}", settings)
    sink.send(make_alert("a", company="中国银行"))
    sink.send(make_alert("b"))
    sink.send(make_alert("a"))
    again = jsonl.open(f"jsonl:{path}", settings)
    again.send(make_alert("b"))
    again.send(make_alert("c"))
    sink.send(make_alert("c"))
    assert keys(path) == ["a", "b", "c"]
    assert from_json(path.read_bytes().splitlines()[0]) == make_alert("a", company="中国银行")
    assert sink.name == again.name == f"jsonl:{path}"


def test_the_name_does_not_depend_on_the_current_folder(tmp_path, monkeypatch, settings):
    monkeypatch.chdir(tmp_path)
    assert jsonl.open("jsonl:alerts.jsonl", settings).name == f"jsonl:{tmp_path / 'alerts.jsonl'}"


def test_a_line_torn_anywhere_is_cut_off_and_written_again(tmp_path, make_alert):
    path = tmp_path / "alerts.jsonl"
    whole = (as_json(make_alert("a")) + "\n").encode()
    torn = as_json(make_alert("b")).encode()
    for length in [*range(20), len(torn) // 2, len(torn) - 1, len(torn)]:
        path.write_bytes(whole + torn[:length])
        JsonlSink(path).send(make_alert("b"))
        assert keys(path) == ["a", "b"], length


def test_zeros_that_a_crash_left_are_cut_off(tmp_path, make_alert):
    path = tmp_path / "alerts.jsonl"
    path.write_bytes((as_json(make_alert("a")) + "\n").encode() + b'{"versi' + b"\0" * 50)
    JsonlSink(path).send(make_alert("b"))
    assert keys(path) == ["a", "b"]


def test_a_file_of_something_else_is_left_alone(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all,\nthis is not yours", encoding="utf-8")
    with pytest.raises(DataError, match="no alert"):
        JsonlSink(path)
    assert path.read_text(encoding="utf-8") == "Dear all,\nthis is not yours"


def test_a_file_may_be_moved_away_while_it_is_in_use(tmp_path, make_alert):
    path = tmp_path / "alerts.jsonl"
    sink = JsonlSink(path)
    sink.send(make_alert("a"))
    path.rename(tmp_path / "old.jsonl")
    sink.send(make_alert("b"))
    sink.send(make_alert("a"))
    assert keys(path) == ["b"]


def test_only_the_newest_keys_are_kept(tmp_path, make_alert, monkeypatch):
    monkeypatch.setattr(line_file, "MOST_KEYS", 3)
    sink = JsonlSink(tmp_path / "alerts.jsonl")
    for key in "abcd":
        sink.send(make_alert(key))
    assert list(sink._lines._keys) == ["b", "c", "d"]


def test_of_a_long_file_only_the_tail_is_read(tmp_path, make_alert, monkeypatch):
    path = tmp_path / "alerts.jsonl"
    sink = JsonlSink(path)
    for key in "abcd":
        sink.send(make_alert(key))
    monkeypatch.setattr(line_file, "_TAIL", int(2.5 * path.stat().st_size / 4))
    assert list(JsonlSink(path)._lines._keys) == ["c", "d"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_and_tried_again(make_alert):
    sink = JsonlSink(Path("/dev/full"))
    with pytest.raises(SinkError, match="disk is full") as caught:
        sink.send(make_alert())
    assert not caught.value.is_final
    assert "Free some space" in str(caught.value)


def test_a_line_that_does_not_fit_leaves_no_trace(tmp_path, make_alert):
    path = tmp_path / "alerts.jsonl"
    sink = JsonlSink(path)
    sink.send(make_alert("a"))
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(SinkError, match="cannot write") as caught:
            sink.send(make_alert("b"))
        assert path.read_bytes() == before
        assert not caught.value.is_final
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    sink.send(make_alert("b"))
    assert keys(path) == ["a", "b"]


def test_a_file_that_another_process_writes_to_is_tried_again(tmp_path, make_alert):
    path = tmp_path / "alerts.jsonl"
    sink = JsonlSink(path)
    with only_one(path), pytest.raises(SinkError, match="another run") as caught:
        sink.send(make_alert("a"))
    assert not caught.value.is_final
    sink.send(make_alert("a"))
    assert keys(path) == ["a"]


def test_a_folder_or_no_file_is_refused(tmp_path, settings):
    with pytest.raises(UserError, match="cannot write"):
        jsonl.open(f"jsonl:{tmp_path}", settings)
    with pytest.raises(SettingsError, match="file is missing"):
        jsonl.open("jsonl:", settings)


@sizes(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abcdef"), max_size=15), st.integers(0, 4000))
def test_any_cut_loses_the_last_lines_only(sent, cut):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.jsonl"
        lines = LineFile(path)
        for key in sent:
            lines.append({"version": 1, "key": key, "text": key * 50})
        assert keys(path) == list(dict.fromkeys(sent))
        os.truncate(path, min(cut, path.stat().st_size))
        again = LineFile(path)
        for key in sent:
            again.append({"version": 1, "key": key, "text": key * 50})
        assert keys(path) == list(dict.fromkeys(sent))


def test_a_process_killed_while_writing_leaves_whole_lines_or_one_torn(tmp_path):
    path = tmp_path / "lines.jsonl"
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from scaffold_financial_sentiment.alerts.line_file import LineFile\n"
        "lines = LineFile(Path(sys.argv[1]))\nprint('ready', flush=True)\n"
        "for place in range(10**9):\n    lines.append({'version': 1, 'key': str(place), 'text': 'x' * 2000})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        while path.stat().st_size < 20_000 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
    LineFile(path).append({"version": 1, "key": "last"})
    found = keys(path)
    assert found[:-1] == [str(place) for place in range(len(found) - 1)]
    assert found[-1] == "last"
