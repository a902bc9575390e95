"""Files and folders go in, the same without identifiers come out, and go back byte by byte."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from scaffold.cli.main import cli
from scaffold.data.private_files import clean_file, restored
from scaffold.privacy.cleaner import Cleaner
from scaffold.privacy.key import Key

KEY = Key(b"k" * 32)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["run", "medical", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "in"
    (source / "sub").mkdir(parents=True)
    (source / "a.txt").write_bytes(b"Mrs Jane Porter was seen on 12 March 2024.\r\nNHS no 943 476 5919\n")
    (source / "sub" / "b.csv").write_text(
        'id,name,text\n1,"Porter, Jane","Seen on 3 May, ""ok""\nJane fell"\n', encoding="utf-8"
    )
    (source / "c.jsonl.gz").write_bytes(gzip.compress('{"text": "患者张伟，男，45岁", "mrn": 1234567}\n'.encode()))
    (source / "empty.txt").touch()
    (source / "scan.pdf").write_bytes(b"%PDF")
    return source


def test_a_folder_keeps_its_layout_and_goes_back_byte_by_byte(folder: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "out", tmp_path / "key"
    made = run("deidentify", folder, "--out", out, "--mode", "surrogates", "--new-key", key)
    assert made.exit_code == 0, made.output
    assert "1 .pdf" in made.output
    content = b"".join(path.read_bytes() for path in (out / "a.txt", out / "sub" / "b.csv"))
    content += gzip.decompress((out / "c.jsonl.gz").read_bytes())
    for secret in ("Porter", "Jane", "张伟", "943 476", "1234567", "12 March 2024"):
        assert secret.encode() not in content
    back = run("reidentify", out, "--out", tmp_path / "back", "--key", key)
    assert back.exit_code == 0, back.output
    for name in ("a.txt", "sub/b.csv", "c.jsonl.gz", "empty.txt"):
        assert (tmp_path / "back" / name).read_bytes() == (folder / name).read_bytes()


def test_another_key_opens_nothing(folder: Path, tmp_path: Path) -> None:
    out, key, other = tmp_path / "out", tmp_path / "key", tmp_path / "other"
    run("deidentify", folder, "--out", out, "--new-key", key)
    Key.create(other)
    back = run("reidentify", out, "--out", tmp_path / "back", "--key", other)
    assert back.exit_code == 2
    assert "does not open" in back.output
    assert "Porter" not in back.output
    assert not (tmp_path / "back").exists()


def test_a_dry_run_writes_the_report_alone(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    made = run("deidentify", folder, "--dry-run", "--report", report)
    assert made.exit_code == 0, made.output
    assert json.loads(report.read_text())["identifiers"]["NAME"] >= 3
    assert "Porter" not in report.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "report.json"]


def test_the_folder_one_is_in_can_be_looked_through(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    made = run("deidentify", ".", "--dry-run")

    assert made.exit_code == 0, made.output
    assert run("deidentify", ".", "--out", ".").exit_code == 2


@pytest.mark.parametrize("out", ["in", "in/sub/new", "."])
def test_what_is_read_is_not_written_over(folder: Path, tmp_path: Path, out: str) -> None:
    assert run("deidentify", folder, "--out", tmp_path / out).exit_code == 2
    assert (folder / "a.txt").read_bytes().startswith(b"Mrs Jane")


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.txt", b"Jane Porter\0\x01"), ("x.jsonl", b"Jane Porter {"), ("x.txt", "张伟医生".encode("gb18030"))],
)
def test_what_cannot_be_read_is_named_and_not_shown(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    made = run("deidentify", tmp_path / name, "--out", tmp_path / "out.txt")
    assert made.exit_code == 2, made.output
    assert "Porter" not in made.output
    assert not (tmp_path / "out.txt").exists()


def test_surrogates_without_a_key_are_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCAFFOLD_PRIVACY_KEY", raising=False)
    made = run("deidentify", folder, "--out", tmp_path / "out", "--mode", "surrogates")
    assert made.exit_code == 2
    assert "key" in made.output


_PIECES = st.sampled_from(
    [
        "Jane Porter",
        "Dr Okonkwo",
        "12 March 2024",
        '"',
        ",",
        "\n",
        "\r\n",
        "张伟，男",
        "07700 900123",
        " ",
        "fell",
        "\ufeff",
        "{",
        ";",
        "\t",
    ]
)


@profile(max_examples=60)
@given(
    st.lists(_PIECES, min_size=1, max_size=14).map("".join), st.sampled_from([".txt", ".csv", ".tsv"]), st.booleans()
)
def test_any_text_goes_back_byte_by_byte(content: str, suffix: str, tags: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(content.encode())
        made = clean_file(path, Cleaner("tags" if tags else "surrogates", key=KEY), patient="p")
        assert restored(made.data, json.loads(json.dumps(made.vault())), "a") == content.encode()
