from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_customer_service.faq.entry import FaqEntry, entry_id
from scaffold_customer_service.faq.file import read_faq
from scaffold_customer_service.faq.markdown import read_sections


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_columns_are_found_by_english_names(tmp_path: Path) -> None:
    path = _write(tmp_path / "faq.csv", 'Question,Answer,Class\n"Is it free?","Yes,\nalways.",fees\n\nWhere?,There.,\n')
    entries = read_faq(path).entries
    assert entries == (
        FaqEntry("is-it-free", "Is it free?", "Yes,\nalways.", "faq.csv:2", "fees"),
        FaqEntry("where", "Where?", "There.", "faq.csv:5", ""),
    )


def test_csv_columns_are_found_by_chinese_names(tmp_path: Path) -> None:
    entry = read_faq(
        _write(tmp_path / "faq.csv", "编号,问题,答案,分类,来源\nk1,怎么挂失?,打开应用。,卡片,手册\n")
    ).entries[0]
    assert entry == FaqEntry("k1", "怎么挂失?", "打开应用。", "手册", "卡片")


def test_gzipped_csv_is_read_and_repeats_are_counted(tmp_path: Path) -> None:
    rows = "Question,Answer,Class\nSame?,One.,a\nSame?,Two.,a\nSame?,One.,b\n"
    (tmp_path / "faq.csv.gz").write_bytes(gzip.compress(rows.encode("utf-8")))
    held = read_faq(tmp_path / "faq.csv.gz")
    assert held.repeated == 1
    assert [entry.answer for entry in held.entries] == ["One.", "Two."]
    assert held.entries[0].id == "same"
    assert held.entries[1].id == entry_id("Same?", "Two.") != "same"


def test_json_lines_give_every_part(tmp_path: Path) -> None:
    row = {"id": "x", "question": "Q?", "answer": "A.", "intent": "i", "source": "s", "updated": "2026-01-01"}
    rows = [row | {"alternatives": ["R?", " "]}, row | {"id": "y"}]
    path = _write(tmp_path / "faq.jsonl", "\n".join(map(json.dumps, rows)))
    first, second = read_faq(path).entries
    assert first == FaqEntry("x", "Q?", "A.", "s", "i", ("R?",), "2026-01-01")
    assert second.alternatives == ()


def test_markdown_headings_are_questions_and_their_text_the_answer(tmp_path: Path) -> None:
    text = (
        "# Help\n\nAn introduction.\n\n## Cards\n\n### How do I block it? {#block}\n\nOpen the app.\n\n"
        "```\n# not a heading\n```\n\n### Is it free?\nYes.\n\n## Where are you? ##\nIn town.\n"
    )
    assert read_faq(_write(tmp_path / "faq.md", text)).entries == (
        FaqEntry("block", "How do I block it?", "Open the app.\n\n```\n# not a heading\n```", "faq.md:7", "Cards"),
        FaqEntry("is-it-free", "Is it free?", "Yes.", "faq.md:15", "Cards"),
        FaqEntry("where-are-you", "Where are you?", "In town.", "faq.md:18", ""),
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("faq.csv", "question,answer\nWhy?,\n", "faq.csv:2: this entry has no answer"),
        ("faq.csv", "question,answer\n,Because.\n", "faq.csv:2: this entry has no question"),
        ("faq.csv", "frage,antwort\na,b\n", "no column holds the questions; the columns are 'frage', 'antwort'"),
        ("faq.csv", "id,question,answer\na,b,c\na,d,e\n", "faq.csv:3: the id 'a' is there twice, first on line 2"),
        (
            "faq.jsonl",
            '{"question": "a", "answer": "b"}\n{"question": "a"}\n',
            "faq.jsonl:2: no column holds the answers",
        ),
        ("faq.jsonl", '{"question": "a", "answer": "b"}\n{"question":\n', "faq.jsonl:2: this line is not JSON"),
        ("faq.jsonl", '{"question": "a", "answer": ["b"]}\n', "faq.jsonl:1: column 'answer' holds"),
        (
            "faq.jsonl",
            '{"question": "a", "answer": "b", "alternatives": 3}\n',
            "faq.jsonl:1: the other phrasings must be",
        ),
        ("faq.md", "## Why?\n\n## How?\nSo.\n", "faq.md:1: the question 'Why?' has no answer below it"),
        ("faq.md", "## Why?\nSo.\n### Last?\n", "faq.md:3: the question 'Last?' has no answer below it"),
        ("faq.md", "Only text, no heading.\n", "there are no questions in this file"),
        ("faq.md", "", "faq.md: "),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_faq(_write(tmp_path / name, text))
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such FAQ file"):
        read_faq(tmp_path / "faq.csv")


def test_a_long_question_gets_a_short_id_of_its_own() -> None:
    first, second = entry_id("word " * 50 + "one"), entry_id("word " * 50 + "two")
    assert first != second
    assert max(len(first), len(second)) <= 70


@given(st.text(min_size=1, max_size=30))
def test_ids_are_stable_and_never_empty(question: str) -> None:
    assert entry_id(question) == entry_id(question)
    assert entry_id(question)


@given(
    st.lists(
        st.tuples(st.integers(2, 6), st.sampled_from(["Why", "怎么", "a # b"]), st.sampled_from(["x", "- y\n\nz"]))
    )
)
def test_sections_come_back_as_written(sections: list[tuple[int, str, str]]) -> None:
    text = "".join(f"{'#' * level} {heading}\n{body}\n" for level, heading, body in sections)
    read = list(read_sections(text.splitlines(), "faq.md"))
    assert [(section.level, section.heading, section.text) for section in read] == sections


@given(st.text(alphabet="# ~`ab\n{}", max_size=60))
def test_any_markdown_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        refusal = "" if all(section.text for section in read_sections(text.splitlines(), "faq.md")) else "empty"
    except DataError as error:
        refusal = str(error)
    assert not refusal or re.match(r"faq\.md:\d+: the question .* has no answer", refusal)


def test_an_entry_comes_back_from_its_document() -> None:
    entry = FaqEntry("x", "Q?", "A.", "s", "i", ("R?",), "2026-01-01")
    assert FaqEntry.of(entry.document) == entry
