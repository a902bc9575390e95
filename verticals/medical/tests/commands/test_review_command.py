"""`review`: what it says when it starts, and the page it writes."""

from __future__ import annotations

import json
import re
import sys

import pytest
from click.testing import CliRunner

from scaffold.audit_log.verify import verify
from scaffold.errors import DataError, UserError
from scaffold_medical.commands.review import command
from scaffold_medical.intended_use import SUPPORTS


@pytest.fixture
def file(notes, tmp_path):
    path = tmp_path / "notes.jsonl"
    odd = [{"id": f"note-{number + 900}", "text": f"quarterly figures of shop {number}"} for number in range(3)]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*notes[:8], *odd]), encoding="utf-8")
    return path


@pytest.fixture
def review(bundle, tmp_path):
    def run(*arguments):
        options = ["--bundle", str(bundle), "--corrections", str(tmp_path / "corrections.jsonl")]
        result = CliRunner().invoke(command, [*map(str, arguments), *options])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return run


def test_a_page_is_written(review, file, tmp_path):
    out = tmp_path / "page.html"
    result = review(file, "--out", out)
    assert result.stdout == f"Page: {out}\n"
    assert SUPPORTS in result.stderr
    text = out.read_text(encoding="utf-8")
    assert "901 <span" in text
    assert SUPPORTS in text
    assert not (tmp_path / "corrections.jsonl").exists()
    review(file, "--out", out, "--all")
    assert out.read_text(encoding="utf-8").count("<article") == 11


def test_it_serves_the_page_and_notes_corrections_down(review, file, tmp_path, monkeypatch):
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    from starlette.testclient import TestClient

    served = []
    monkeypatch.setattr("scaffold.web.serving.serve", lambda app, _: served.append(app))
    log, key = tmp_path / "audit.jsonl", tmp_path / "key"
    key.write_text("k" * 20, encoding="utf-8")
    result = review(file, "--port", 0, "--log", log, "--key", key)
    assert re.search(r"^Review: http://127\.0\.0\.1:\d+/ \(Ctrl\+C ends it\)$", result.stdout, re.MULTILINE)
    client = TestClient(served[0], base_url="http://127.0.0.1")
    text = client.get("/").text
    case = re.search(r'action="/cases/(\w+)', text)[1]
    token = re.search(r'name="token" value="(\w+)"', text)[1]
    fields = {"token": token, "seen": "", "who": "Dr Example", "label": "nowhere"}
    assert client.post(f"/cases/{case}", data=fields).status_code == 200
    assert verify(log, b"k" * 20).finding is None
    noted = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    assert (noted["kind"], noted["who"], noted["label"]) == ("correction", "Dr Example", None)
    assert "figures" not in log.read_text(encoding="utf-8")


def test_an_address_that_others_can_reach_is_warned_of(review, file, monkeypatch):
    pytest.importorskip("fastapi")
    monkeypatch.setattr("scaffold.web.serving.serve", lambda app, _: None)
    assert "Warning: others can reach 0.0.0.0" in review(file, "--port", 0, "--host", "0.0.0.0").stderr


def test_what_is_missing_is_told(review, file, tmp_path, monkeypatch):
    with pytest.raises(DataError, match="there is no such file"):
        review("none.jsonl", "--out", tmp_path / "p.html")
    assert not (tmp_path / "p.html").exists()
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(UserError, match=r"needs the package 'uvicorn'") as caught:
        review(file)
    assert "scaffold-medical[review]" in str(caught.value)
