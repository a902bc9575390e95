"""The log of decisions: whatever happens to a byte of it shows, and writers that are killed or many do no harm."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.audit_log.anchor import Anchor, anchor_file, read_anchor
from scaffold.audit_log.entry import decision_entry
from scaffold.audit_log.key import read_key
from scaffold.audit_log.log import AuditLog
from scaffold.audit_log.record import sealed, text_hash
from scaffold.audit_log.verify import verify
from scaffold.decision.decision import Decision, RuleEffect
from scaffold.decision.records import FoundSpan, LabelDecision, SpansDecision
from scaffold.errors import UserError

KEY = b"k" * 32
ROWS = [{"id": f"n{i}", "action": "ask", "said": "胸痛\u2028\ud800" if i == 2 else "x"} for i in range(6)]


@pytest.fixture(params=[None, KEY], ids=["plain", "keyed"])
def key(request):
    return request.param


@pytest.fixture
def path(tmp_path, key):
    path = tmp_path / "logs" / "audit.jsonl"
    for row in ROWS:
        AuditLog(path, key).append([row])
    return path


def whole(path, key=None, anchor=None):
    found = verify(path, key, anchor)
    assert found.finding is None
    return found


def test_a_log_that_nobody_touched_is_whole(path, key):
    found = whole(path, key, read_anchor(path))
    assert found.count == len(ROWS) + 1
    assert str(read_anchor(path)) == f"{found.count}:{found.hash}"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["seq"] for row in rows] == list(range(7))
    assert [row.get("id") for row in rows[1:]] == [row["id"] for row in ROWS]
    assert {len(row["hash"]) for row in rows} == {64}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    made = {}
    for name, key in (("plain", None), ("keyed", KEY)):
        path = tmp_path_factory.mktemp(name) / "audit.jsonl"
        anchor = AuditLog(path, key).append(ROWS)
        made[name] = path, path.read_bytes(), key, anchor
    return made


def fault_of(path, content, key, anchor=None):
    """What is found when the log holds `content`; a refusal of its key counts as found."""
    target = path.with_name("touched.jsonl")
    target.write_bytes(content)
    try:
        return verify(target, key, anchor).finding
    except UserError as refusal:
        return refusal


@pytest.mark.parametrize("name", ["plain", "keyed"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_found_with_its_line(written, name, data):
    path, content, key, _ = written[name]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != content[at]))
    finding = fault_of(path, content[:at] + bytes([byte]) + content[at + 1 :], key)
    assert finding is not None
    if isinstance(finding, UserError):
        assert "key" in finding.message
    else:
        assert finding.line == content[:at].count(b"\n") + 1


@pytest.mark.parametrize("name", ["plain", "keyed"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_bytes_added_or_taken_away_are_found(written, name, data):
    path, content, key, _ = written[name]
    at = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(1, 5))
    more = data.draw(st.binary(min_size=1, max_size=5))
    kept = content[:at] + content[at + length :]
    # What is cut off at a line end looks whole: that is what anchors are for.
    if not (at + length >= len(content) and kept.endswith(b"\n")):
        assert fault_of(path, kept, key) is not None
    assert fault_of(path, content[:at] + more + content[at:], key) is not None


@pytest.mark.parametrize("name", ["plain", "keyed"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_lines_deleted_repeated_and_swapped_are_named(written, name, data):
    path, content, key, anchor = written[name]
    lines = content.splitlines(keepends=True)
    one = data.draw(st.integers(1, len(lines) - 1))
    other = data.draw(st.integers(1, len(lines) - 1).filter(lambda each: each != one))
    first, second = sorted((one, other))

    without = b"".join(lines[:one] + lines[one + 1 :])
    finding = fault_of(path, without, key, anchor)
    assert (finding.line, finding.fault) == (one + 1, "cut" if one == len(lines) - 1 else "removed")

    twice = fault_of(path, b"".join([*lines[:other], lines[one], *lines[other:]]), key)
    assert twice.fault in ("inserted", "removed", "reordered")

    swapped = [*lines]
    swapped[first], swapped[second] = lines[second], lines[first]
    finding = fault_of(path, b"".join(swapped), key)
    assert (finding.line, finding.fault) == (first + 1, "reordered")


def test_a_cut_end_shows_by_the_anchor_alone(path, key):
    anchor = read_anchor(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:4]))
    whole(path, key)
    finding = verify(path, key, anchor).finding
    assert (finding.line, finding.fault) == (5, "cut")
    with pytest.raises(UserError, match="4 records, its anchor says 7"):
        AuditLog(path, key).append(ROWS)
    assert path.read_bytes() == b"".join(lines[:4])


def test_an_older_anchor_fits_a_log_that_has_grown(path, key):
    anchor = Anchor.parse(str(read_anchor(path))[:30])
    AuditLog(path, key).append(ROWS)
    assert whole(path, key, anchor).count == 13
    wrong = Anchor(anchor.count, "0" * 64)
    assert verify(path, key, wrong).finding.line == anchor.count


def test_a_record_made_anew_without_the_key_is_found(path, key):
    lines = path.read_bytes().splitlines(keepends=True)
    forged = json.loads(lines[3]) | {"action": "answer"}
    lines[3] = sealed(forged, None)[0]
    path.write_bytes(b"".join(lines))
    finding = verify(path, key).finding
    assert (finding.line, finding.fault) == (4, "changed")


def test_a_chain_made_anew_shows_without_a_key_by_the_anchor_and_with_one_at_once(path, key):
    anchor = read_anchor(path)
    previous, made = "0" * 64, []
    for line in path.read_bytes().splitlines():
        fields = json.loads(line) | {"previous": previous}
        line, previous = sealed(fields | ({"action": "answer"} if fields["seq"] == 3 else {}), None)
        made.append(line)
    path.write_bytes(b"".join(made))
    if key is None:
        whole(path)
        assert verify(path, None, anchor).finding.fault == "changed"
    else:
        with pytest.raises(UserError, match="not the key"):
            verify(path, key)


@pytest.mark.parametrize("cut", [1, 7, 40, 150])
def test_a_torn_line_is_reported_and_gone_on_after(path, key, cut):
    content = path.read_bytes()
    path.write_bytes(content[:-cut])
    anchor_file(path).unlink()
    finding = verify(path, key).finding
    assert (finding.line, finding.fault) == (7, "cut")
    AuditLog(path, key).append(ROWS[:2])
    found = whole(path, key, read_anchor(path))
    if cut == 1:
        assert path.read_bytes().startswith(content)
        assert (found.torn, found.count) == ((), 9)
    else:
        assert path.read_bytes().startswith(content[:-cut] + b"\n")
        assert (found.torn, found.count) == ((7,), 9)
        changed = path.read_bytes().replace(content[:-cut][-1:] + b"\n{", b"!\n{")
        path.write_bytes(changed)
        assert verify(path, key).finding.line <= 7


def test_a_log_killed_in_its_first_line_begins_behind_it(tmp_path, key):
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b'{"hash":"')
    AuditLog(path, key).append(ROWS)
    assert whole(path, key).torn == (1,)
    AuditLog(path, key).append(ROWS)
    assert whole(path, key).count == 13


def test_a_damaged_last_record_is_not_gone_on_after(path, key):
    content = path.read_bytes()
    path.write_bytes(content[:-10] + b"0" * 9 + b"\n")
    with pytest.raises(UserError, match="last record was changed"):
        AuditLog(path, key).append(ROWS)
    assert path.read_bytes() == content[:-10] + b"0" * 9 + b"\n"


def test_keys_that_do_not_fit_are_refused(path, key):
    wrong, said = (b"w" * 32, "not the key") if key else (KEY, "begun without a key")
    for act in (lambda: verify(path, wrong), lambda: AuditLog(path, wrong).append(ROWS)):
        with pytest.raises(UserError, match=said):
            act()
    if key:
        with pytest.raises(UserError, match="this log has a key"):
            verify(path)


def test_an_empty_and_a_missing_log(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        verify(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_bytes(b"")
    assert verify(tmp_path / "empty.jsonl").finding.fault == "cut"


def test_a_file_that_is_no_log_is_not_written_to(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes.\n", "utf-8")
    with pytest.raises(UserError, match="last record was changed"):
        AuditLog(path).append(ROWS)
    assert path.read_text("utf-8") == "These are my notes.\n"


def test_a_full_disk_leaves_the_log_as_it_was(path, key, monkeypatch):
    content = path.read_bytes()

    def full(handle, rest):
        real(handle, bytes(rest)[:20])
        raise OSError(28, "No space left on device")

    import os

    real = os.write
    monkeypatch.setattr("scaffold.audit_log.log.os.write", full)
    with pytest.raises(UserError, match="disk is full"):
        AuditLog(path, key).append(ROWS)
    monkeypatch.undo()
    assert path.read_bytes() == content


_WRITER = """
import sys
from pathlib import Path
from scaffold.audit_log.log import AuditLog
for number in range(25):
    AuditLog(Path(sys.argv[1])).append([{"id": f"{sys.argv[2]}-{number}"}] * 2)
"""


def test_several_processes_write_one_chain(tmp_path):
    path = tmp_path / "audit.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path), str(each)]) for each in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert whole(path, None, read_anchor(path)).count == 4 * 25 * 2 + 1


def test_what_is_kept_of_a_decision_holds_nothing_of_its_text():
    text = "Aspirin for Mr Example, who has angina"
    found = (FoundSpan(0, 7, "Chemical", "Aspirin", 0.8), FoundSpan(32, 38, "Disease", "angina", 0.7))
    heads = {
        "speciality": LabelDecision("cardiology", 0.9, ("cardiology",), (("cardiology", 0.9), ("neurology", 0.1))),
        "entities": SpansDecision(found),
    }
    effect = RuleEffect("angina", "raised", "neurology", "cardiology on angina", spans=((32, 38),))
    decision = Decision("n1", text, heads, 0.0, False, "answer", "one label is left", rules=(effect, effect))
    entry = decision_entry(decision, "b" * 64, KEY)
    written = json.dumps(entry)
    assert "Aspirin" not in written
    assert "angina" not in written.replace('"rules": ["angina"]', "")
    assert entry["heads"]["speciality"] == {"label": "cardiology", "probability": 0.9, "set": ["cardiology"]}
    assert entry["heads"]["entities"]["spans"][0] == {"start": 0, "end": 7, "label": "Chemical", "probability": 0.8}
    assert entry["rules"] == ["angina"]
    assert entry["text"] == text_hash(text, KEY) != decision_entry(decision, "b" * 64)["text"]


def test_keys_are_files_of_some_length(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"  " + KEY + b"\r\n")
    assert read_key(path) == KEY
    assert read_key(None) is None
    path.write_bytes(b"secret\n")
    with pytest.raises(UserError, match="this is no key") as caught:
        read_key(path)
    assert "secret" not in str(caught.value)
    with pytest.raises(UserError, match="cannot be read"):
        read_key(tmp_path / "none")


@pytest.mark.parametrize("written", ["", "7", "7:xyz", "-1:" + "0" * 64, "7:" + "0" * 8])
def test_what_is_no_anchor_is_refused(written):
    with pytest.raises(UserError, match="no anchor"):
        Anchor.parse(written)


def test_an_anchor_file_that_cannot_be_read_is_told(path, key):
    anchor_file(path).write_text("{}", "utf-8")
    with pytest.raises(UserError, match="anchor of the log cannot be read"):
        AuditLog(path, key).append(ROWS)


def test_a_decision_that_is_too_long_is_refused_whole(path, key):
    content = path.read_bytes()
    with pytest.raises(UserError, match="too long for the log"):
        AuditLog(path, key).append([*ROWS, {"id": "x" * 5_000_000}])
    assert path.read_bytes() == content


def test_a_reason_that_quotes_the_text_is_not_kept():
    heads = {"entities": SpansDecision((FoundSpan(0, 7, "Chemical", "Aspirin", 0.4),))}
    reason = "'Aspirin' is Chemical at 40% only, below the 60% of an answer"
    assert decision_entry(Decision("n", "Aspirin", heads, 0.0, False, "ask", reason), "b")["reason"] == ""
