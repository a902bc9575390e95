"""`verify-log`: what it says of a log that is whole, and of one that is not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from scaffold.audit_log.anchor import anchor_file, read_anchor
from scaffold.audit_log.log import AuditLog
from scaffold.errors import UserError
from scaffold_medical.commands.verify_log import command

KEY = b"a key of some length"


def run(*arguments):
    result = CliRunner().invoke(command, [*map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "audit.jsonl"
    AuditLog(path).append([{"id": str(number)} for number in range(5)])
    return path


def test_a_whole_log_is_whole(log):
    anchor = read_anchor(log)
    assert f"{log} is whole: 6 records, the last {anchor}" in run(log)
    assert "It has no key" in run(log, "--anchor", anchor)
    anchor_file(log).unlink()
    assert "There is no anchor beside it" in run(log)


def test_the_first_line_that_is_not_as_it_was_is_named(log):
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines[:2], lines[2].replace(b'"id":"1"', b'"id":"7"'), *lines[3:]]))
    with pytest.raises(UserError, match=r"audit\.jsonl:3: this line was changed") as caught:
        run(log)
    assert caught.value.exit_code == 2
    log.write_bytes(b"".join(lines[:4]))
    with pytest.raises(UserError, match=r":5: this line was cut: the log ends with 4 records, and had 6"):
        run(log)


def test_an_anchor_that_was_noted_shows_what_the_one_beside_the_log_cannot(log):
    noted = str(read_anchor(log))
    other = log.with_name("other.jsonl")
    AuditLog(other).append([{"id": "all new"}] * 8)
    log.write_bytes(other.read_bytes())
    anchor_file(log).write_bytes(anchor_file(other).read_bytes())
    assert "is whole: 9 records" in run(log)
    with pytest.raises(UserError, match="not the record that the anchor names"):
        run(log, "--anchor", noted)


def test_a_keyed_log_wants_its_key(tmp_path):
    path, key = tmp_path / "audit.jsonl", tmp_path / "key"
    key.write_bytes(KEY)
    AuditLog(path, KEY).append([{"id": "1"}])
    assert "It has no key" not in run(path, "--key", key)
    with pytest.raises(UserError, match="this log has a key"):
        run(path)


def test_a_torn_line_is_told(log):
    log.write_bytes(log.read_bytes()[:-30])
    anchor_file(log).unlink()
    with pytest.raises(UserError, match=r":6: this line was cut: it has no end"):
        run(log)
    AuditLog(log).append([{"id": "next"}])
    assert "Line 6 was left unfinished" in run(log)
