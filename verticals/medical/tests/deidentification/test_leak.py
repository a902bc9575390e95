"""Over 700 identifiers go in; no byte of them comes out, wherever anything is written."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli

_GIVEN = ["Rosalind", "Tobias", "Ngozi", "Priyanka", "Yusuf", "Małgorzata", "Hiroshi", "Siobhan", "Dmitri", "Consuelo"]
_FAMILY = [
    "Okonkwo",
    "Featherstone",
    "Lindqvist",
    "Venkatesan",
    "Abercrombie",
    "Kowalczyk",
    "Takahashi",
    "O'Callaghan",
    "Ramaswamy",
    "Hargreaves",
]
_ZH = ("赵明辉", "钱丽华", "孙建国", "李淑芬", "周志强", "吴桂英", "郑晓梅", "王文博", "冯雅琴", "陈国栋")
_STREETS = [
    "Larkspur",
    "Thornbury",
    "Wexcombe",
    "Hollins",
    "Peverell",
    "Marwood",
    "Quarndon",
    "Silverdale",
    "Ottery",
    "Brackenfield",
]
ROWS = 84


def _planted(row: int) -> tuple[str, list[str]]:
    """A note with nine identifiers of a row's own, three of them in Chinese."""
    name = f"{_GIVEN[row % 10]} {_FAMILY[row // 10]}"
    day = f"{row % 28 + 1} {['January', 'March', 'August', 'November'][row % 4]} {1931 + row}"
    phone = f"07{row:03d} 5{row:05d}"
    mail = f"mailbox{row}.person@somewhere{row}.example"
    number = f"ZX{4411000 + row * 37}"
    address = f"{row + 11} {_STREETS[row % 10]} Road, Upper {_STREETS[row // 10]} QK{row % 9 + 1} {row % 9 + 1}ZZ"
    text = (
        f"Mrs {name}, born {day}, of {address}. Tel: {phone}, e-mail {mail}, hospital number {number}. "
        if row % 2
        else f"Patient: {name} (hospital no. {number}). Seen on {day}; lives at {address}. Mobile {phone}. {mail} "
    )
    chinese = _ZH[row % 10][0] + _ZH[(row // 10) % 10][1:]
    card, mobile = f"11010519{49 + row % 40}1231{row:03d}X", f"138{20000000 + row * 7919}"
    text += f"联系人：{chinese}，身份证号{card}，电话{mobile}。"
    return text, [name, day, phone, mail, number, address, chinese, card, mobile]


def _row(row: int, split: str) -> tuple[dict[str, Any], list[str]]:
    text, planted = _planted(row)
    kinds = [
        ("cardiology", "palpitations", "aspirin"),
        ("neurology", "migraine", "triptan"),
        ("dermatology", "eczema", "cortisone"),
    ]
    speciality, disease, drug = kinds[row % 3]
    body = f"{text}The patient has {disease} and takes {drug}."
    spans = [
        {"start": body.index(word), "end": body.index(word) + len(word), "label": label}
        for word, label in ((disease, "Disease"), (drug, "Chemical"))
    ]
    return {
        "id": planted[4],
        "text": body,
        "speciality": speciality,
        "entities": spans,
        "consultant": planted[0],
        "split": split,
    }, planted


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everything is written to: temporary files, caches, home."""
    for name, folder in {"TMPDIR": "tmp", "HOME": "home", "XDG_CACHE_HOME": "cache", "SCAFFOLD_CACHE": "own"}.items():
        (tmp_path / "written" / folder).mkdir(parents=True)
        monkeypatch.setenv(name, str(tmp_path / "written" / folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    tempfile.tempdir = None


def _forms(value: str) -> list[bytes]:
    return list({value.encode(), value.encode("utf-16-le"), json.dumps(value).strip('"').encode()})


def _every_byte(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        yield "a file name", str(path.relative_to(folder)).encode()
        if path.is_file():
            content = path.read_bytes()
            yield path.name, content
            if content.startswith(b"\x1f\x8b"):
                yield path.name, gzip.decompress(content)
            elif content[:1] == b"\x78":
                yield path.name, zlib.decompress(content)


def test_no_byte_of_700_identifiers_is_written(tree: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, bytes] = {}
    rows, planted = [], []
    for number in range(ROWS):
        row, own = _row(number, "train" if number < 60 else "validation" if number < 72 else "test")
        rows.append(row)
        planted += own
    assert len(planted) >= 700
    (tree / "in").mkdir()
    data, asked, bad = tree / "in" / "notes.jsonl", tree / "in" / "ask.jsonl", tree / "in" / "bad.jsonl"
    data.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    asked.write_text(
        "".join(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n" for row in rows),
        encoding="utf-8",
    )
    rows[3]["entities"] = [{"start": 5, "end": 9000, "label": "Disease"}]
    bad.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    # What reads the temporary Arrow files must not find them cleaned up before they are looked at.
    monkeypatch.setattr("shutil.rmtree", _keeping(tree / "written" / "kept"))

    def scaffold(*arguments: object, code: int = 0) -> None:
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output
        seen[" ".join(map(str, arguments[:2]))] = result.output.encode() + (result.stderr_bytes or b"")

    out = tree / "written" / "run"
    private = ("--set", "privacy.deidentify=tags")
    quick = ("--set", "training.together=never", "--set", "training.check_labels=false")
    tiny = ("--budget", "0s", "--base", tiny_folder, "--set", "training.speed=1", *quick)
    scaffold("train", "medical", "--data", data, "--out", out, *tiny, *private)
    bundle = out / "bundle"
    assert json.loads((bundle / "metadata.json").read_text())["privacy"]["deidentify"] == "tags"
    scaffold("predict", bundle, "--input", asked, "--output", tree / "written" / "decisions.jsonl")
    scaffold("evaluate", bundle, "--data", data)
    scaffold("explain", bundle, rows[0]["text"], "--html", tree / "written" / "why.html")
    scaffold("check-data", "medical", "--data", data, *private)
    scaffold("train", "medical", "--data", bad, "--out", tree / "written" / "failed", *tiny, *private, code=2)
    time = ("--set", "data.time=consultant")
    scaffold("train", "medical", "--data", data, "--out", tree / "written" / "failed", *tiny, *private, *time, code=2)

    everything = [*seen.items(), *_every_byte(tree / "written")]
    assert any(name.endswith(".arrow") for name, _ in everything)
    leaks = {
        (name, value) for name, content in everything for value in planted for form in _forms(value) if form in content
    }
    assert not leaks
    texts = [json.loads(line)["text"] for line in (tree / "written" / "decisions.jsonl").read_text().splitlines()]
    assert all("[NAME]" in text and "[DATE]" in text for text in texts)


def test_chinese_identifiers_are_not_in_a_decision(bundle: Path) -> None:
    from scaffold.bundle import Bundle

    loaded = Bundle.load(bundle)
    loaded.metadata["privacy"] = {"deidentify": "tags", "kinds": ["NAME", "PHONE", "DATE"]}
    draw = random.Random(1)
    for name in _ZH:
        day, phone = draw.randint(1, 28), f"13{draw.randint(10**8, 10**9 - 1)}"
        text = f"患者{name}，女，{draw.randint(20, 80)}岁，2023年5月{day}日因失眠就诊，电话{phone}。"
        shown = json.dumps(loaded.explain(text).as_dict(), ensure_ascii=False)
        assert name not in shown
        assert "2023年" not in shown


def _keeping(store: Path) -> Any:
    """Instead of removing a folder of data: move it where it is searched."""
    import shutil

    remove = shutil.rmtree

    def rmtree(path: Any, *arguments: Any, **options: Any) -> None:
        folder = Path(path)
        if folder.name.startswith("scaffold-data-") and folder.is_dir():
            shutil.copytree(folder, store / folder.name, dirs_exist_ok=True)
        remove(path, *arguments, **options)

    return rmtree
