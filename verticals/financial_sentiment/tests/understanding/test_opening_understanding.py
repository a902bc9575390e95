"""What the settings open."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import BundleError, DataError, RuleError
from scaffold.progress import Progress
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.understanding.opening import open_companies, open_understanding
from scaffold_financial_sentiment.understanding.word_list import WordListJudge

MUTE = """
head: event
rules:
  - {id: my-mute, owner: me, expires: 2030-01-01, when: storm, then: {mute: true}}
"""


class Said(Progress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


def test_without_settings_the_sample_and_the_word_list(tmp_path: Path) -> None:
    opened = open_understanding(FinancialSentimentSettings())
    assert isinstance(opened.judge, WordListJudge)
    company = next(iter(open_companies(FinancialSentimentSettings())))
    found = opened.understand([Item("1", f"{company.name} recalls cars", 1.7e9)])[0]
    assert [each.company for each in found.mentions] == [company.id]


def test_a_table_and_rules_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("id,name\nZ,Zorvan\n" + "".join(f"T{n},Target {w}\n" for n, w in enumerate("")))
    (tmp_path / "mutes.yaml").write_text(MUTE)
    settings = FinancialSentimentSettings(companies=tmp_path / "own.csv")
    opened = open_understanding(settings, rule_files=[tmp_path / "mutes.yaml"])
    found = opened.understand([Item("1", "Zorvan hit by storm", 1.7e9)])[0]
    assert ([each.company for each in found.mentions], found.muted) == (["Z"], "my-mute")


def test_remarks_about_the_table_are_told_but_not_all(tmp_path: Path) -> None:
    words = ("Apple", "Target", "Gap", "Shell", "Orange", "Visa", "Oracle")
    path = tmp_path / "own.csv"
    path.write_text("id,name\n" + "".join(f"{word},{word}\n" for word in words))
    said = Said()
    open_companies(FinancialSentimentSettings(companies=path), said)
    assert len(said.lines) == 6
    assert said.lines[-1] == "and 2 more remarks about the company table"


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file of companies"):
        open_understanding(FinancialSentimentSettings(companies=tmp_path / "none.csv"))
    with pytest.raises(BundleError):
        open_understanding(FinancialSentimentSettings(bundle=tmp_path / "none"))
    with pytest.raises(RuleError):
        open_understanding(FinancialSentimentSettings(), rule_files=[tmp_path / "none.yaml"])
