"""The company table says clearly what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import DataError
from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.companies.table import CompanyTable

HEADER = "id,name,aliases,ticker,sector,negative_context\n"


def written(folder: Path, rows: str, header: str = HEADER) -> Path:
    path = folder / "companies.csv"
    path.write_text(header + rows, encoding="utf-8")
    return path


def test_all_columns_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'A,Arvane Steel plc,"Arvane; Arvane Steel, Ltd",ARV,steel,arvane pie;arvane tree\n')
    table = CompanyTable.read(path)
    assert list(table) == [
        Company(
            "A",
            "Arvane Steel plc",
            ("Arvane", "Arvane Steel, Ltd"),
            "ARV",
            "steel",
            ("arvane pie", "arvane tree"),
        )
    ]
    assert (len(table), "A" in table, table.notes) == (1, True, ())
    assert table.company("A").names == ("Arvane Steel plc", "Arvane", "Arvane Steel, Ltd")


def test_chinese_names_and_separators(tmp_path: Path) -> None:
    table = CompanyTable.read(written(tmp_path, "C,晨光钢铁股份有限公司,晨光钢铁；晨钢,600519.SH,,晨光钢铁厂旧址\n"))
    assert table.company("C").aliases == ("晨光钢铁", "晨钢")
    assert table.company("C").negative_context == ("晨光钢铁厂旧址",)


def test_columns_may_be_left_out_and_others_are_noted(tmp_path: Path) -> None:
    table = CompanyTable.read(written(tmp_path, "A,Arvane,x\n", header="id,name,alias\n"))
    assert list(table) == [Company("A", "Arvane")]
    assert table.notes == (f"{tmp_path / 'companies.csv'}:1: the column 'alias' is not used, did you mean 'aliases'?",)


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("A,Arvane,,,,\nA,Beltor,,,,\n", 3, "the id 'A' is that of the company in line 2, too"),
        ("A,,,,,\n", 2, "the company A has no name"),
        (",Arvane,,,,\n", 2, "this company has no id"),
        ("A,Arvane,?!,,,\n", 2, "the name '?!' has no letter and no digit"),
        ("A,Arvane,Big One,,,\nB,Beltor,BIG  ONE,,,\n", 3, "'BIG ONE' is a name of A in line 2 and of B in line 3"),
        ("A,Arvane,,TICK,,\nB,Beltor,,tick,,\n", 3, "the ticker tick is that of the company in line 2, too"),
        ('A,Arvane,"Arvane Steel,,,\n', 2, "the row that starts here cannot be read"),
        ("A,Arvane\n", 2, "this row has 2 cells, expected 6"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, rows: str, line: int, message: str) -> None:
    path = written(tmp_path, rows)
    with pytest.raises(DataError) as caught:
        CompanyTable.read(path)
    assert caught.value.where == f"{path}:{line}"
    assert caught.value.message.startswith(message)
    assert caught.value.hint


def test_a_needed_column_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no column 'name'") as caught:
        CompanyTable.read(written(tmp_path, "A,Arvane\n", header="id,title\n"))
    assert "id,name,aliases" in str(caught.value.hint)


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        CompanyTable.read(tmp_path / "none.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(DataError, match="the file is empty"):
        CompanyTable.read(tmp_path / "empty.csv")


def test_everyday_words_are_noted(tmp_path: Path) -> None:
    table = CompanyTable.read(written(tmp_path, "T,Target,Best Buy,,,\nC,晨光,苹果,,,\n"))
    assert [note.split(": ")[1].split(" ")[0] for note in table.notes] == ["'Target'", "'Best", "'苹果'"]


def test_one_company_may_give_a_name_twice(tmp_path: Path) -> None:
    assert len(CompanyTable.read(written(tmp_path, "A,Arvane,ARVANE;Arvane,,,\n"))) == 1


def test_an_unknown_company_is_told_with_its_neighbour(tmp_path: Path) -> None:
    table = CompanyTable.read(written(tmp_path, "ARVANE,Arvane,,,,\n"))
    with pytest.raises(DataError, match="did you mean 'ARVANE'"):
        table.company("ARVAN")
