"""Tables of news."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.open import read_news

HEADER = "time,headline,source,id\n"


def table(tmp_path: Path, content: str | bytes, name: str = "news.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def items(path: Path) -> list[Item]:
    found = list(read_news(path))
    assert all(isinstance(each, Item) for each in found), found
    return [each for each in found if isinstance(each, Item)]


def test_quoted_cells_may_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + '2024-03-05,"Acme, ""fine""\nsays",A,1\n\n2024-03-06,阿克米召回,B,2\n')
    assert [(each.id, each.text) for each in items(path)] == [("1", 'Acme, "fine" says'), ("2", "阿克米召回")]


@pytest.mark.parametrize(("mark", "name"), [(";", "news.csv"), ("\t", "news.tsv"), ("\t", "news.csv")])
def test_delimiters(tmp_path: Path, mark: str, name: str) -> None:
    rows = [["date", "title"], *([f"2024-03-0{day}", f"Acme falls {day}"] for day in range(1, 6))]
    assert len(items(table(tmp_path, "\n".join(mark.join(row) for row in rows), name))) == 5


def test_quotes_in_a_table_with_tabs_are_plain_where_they_are_not_closed(tmp_path: Path) -> None:
    path = table(tmp_path, 'time\ttitle\n2024-03-05\t"Fine," says Acme\n2024-03-06\tNext\n', "news.tsv")
    assert [each.text for each in items(path)] == ['"Fine," says Acme', "Next"]


def test_latin_1_is_read_as_the_core_reads_it(tmp_path: Path) -> None:
    path = table(tmp_path, (HEADER + "2024-03-05,Zürich fällt,A,1\n").encode("latin-1"))
    assert items(path)[0].text == "Zürich fällt"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert items(table(tmp_path, b"\xef\xbb\xbf" + (HEADER + "2024-03-05,x,A,1\n").encode()))[0].source == "A"


@pytest.mark.parametrize("content", ["", "\n \n", HEADER])
def test_no_rows_are_no_items(tmp_path: Path, content: str) -> None:
    assert items(table(tmp_path, content)) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("2024-03-05,Acme falls\n2024-03-06,Acme rises\n", "names no column of a time"),
        ("time,price\n2024-03-05,3\n", "names no column of a headline"),
        ("time,title,time\n2024-03-05,x,y\n", "twice"),
        ('"time,title\n', "never closed"),
        ("time,title\n2024-03-05,a\0b\n", "NUL"),
        (b"\xff\xfet\x00i\x00", "UTF-16"),
        ("time,title\n2024-03-05,Zürich\n".encode() + "2024-03-05,Zürich\n".encode("latin-1"), "mixes encodings"),
    ],
)
def test_a_table_that_cannot_be_read_says_so(tmp_path: Path, content: str | bytes, words: str) -> None:
    path = table(tmp_path, content)
    with pytest.raises(DataError, match=words) as caught:
        list(read_news(path))
    assert caught.value.where is not None
    assert caught.value.where.startswith(str(path))
    assert caught.value.hint or "never closed" in words


def test_a_row_of_another_width_is_one_reject(tmp_path: Path) -> None:
    rows = "2024-03-05,a,A,1\n2024-03-05,b, B,2,3\n2024-03-05,c\n2024-03-05,d,D,4,,\n"
    first, second, third, fourth = read_news(table(tmp_path, HEADER + rows))
    assert isinstance(first, Item)
    assert isinstance(fourth, Item)
    assert isinstance(second, Reject)
    assert isinstance(third, Reject)
    assert (second.where.rpartition(":")[2], third.where.rpartition(":")[2]) == ("3", "4")
    assert "expected 4" in second.reason


def test_a_quotation_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    rows = [f"2024-03-05,a{i},A,{i}\n" for i in range(50)]
    rows[10] = '2024-03-05,"never closed,A,10\n'
    found = list(read_news(table(tmp_path, HEADER + "".join(rows))))
    rejects = [each for each in found if isinstance(each, Reject)]
    assert [each.where.rpartition(":")[2] for each in rejects] == ["12"]
    assert "quotation" in rejects[0].reason
    assert [each.id for each in found if isinstance(each, Item)] == [str(i) for i in range(50) if i != 10]


def test_a_gigantic_row_is_one_reject(tmp_path: Path) -> None:
    rows = f"2024-03-05,a,A,1\n2024-03-05,{'b' * 200_000},B,2\n2024-03-05,c,C,3\n"
    path = table(tmp_path, HEADER + rows)
    kinds = [type(each) for each in read_news(path, largest=100_000)]
    assert kinds == [Item, Reject, Item]
    assert [type(each) for each in read_news(path)] == [Item, Item, Item]


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t"), min_size=1, max_size=20
)


@given(st.lists(cells.filter(str.strip), min_size=1, max_size=8))
@settings(deadline=None)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["id", "time", "headline"])
    writer.writerows([f"n{i}", "2024-03-05", text] for i, text in enumerate(texts))
    path = tmp_path_factory.mktemp("csv") / "news.csv"
    path.write_text(written.getvalue(), encoding="utf-8", newline="")
    found = list(read_news(path))
    assert len(found) == len(texts)
    assert [each.id for each in found if isinstance(each, Item)] == [
        f"n{i}" for i, each in enumerate(found) if isinstance(each, Item)
    ]


@given(st.text('",\n\tax ', max_size=60))
@settings(deadline=None)
def test_any_rows_are_items_or_rejects(tmp_path_factory: pytest.TempPathFactory, rows: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "news.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    assert all(isinstance(each, Item | Reject) for each in read_news(path, largest=50))
