"""What the settings say about reading news, made ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.companies.linker import Linker
from scaffold_financial_sentiment.companies.table import CompanyTable
from scaffold_financial_sentiment.understanding.rule_files import monitor_rules
from scaffold_financial_sentiment.understanding.understanding import Understanding
from scaffold_financial_sentiment.understanding.word_list import WordListJudge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.understanding.understood import Judge

SAMPLE_COMPANIES = Path(__file__).parents[1] / "sample" / "companies.csv"
_NOTES = 5


def open_companies(settings: FinancialSentimentSettings, progress: Progress = SILENT) -> CompanyTable:
    """The company table of the settings, else the sample's.

    :raises DataError: naming file and line of what cannot be used.
    """
    table = CompanyTable.read(settings.companies or SAMPLE_COMPANIES)
    # Remarks about the sample's own table are of no use to anybody.
    notes = table.notes if settings.companies else ()
    for note in notes[:_NOTES]:
        progress.say(note)
    if len(notes) > _NOTES:
        progress.say(f"and {len(notes) - _NOTES} more remarks about the company table")
    return table


def open_understanding(
    settings: FinancialSentimentSettings,
    progress: Progress = SILENT,
    *,
    table: CompanyTable | None = None,
    rule_files: Iterable[Path] = (),
) -> Understanding:
    """The bundle of the settings, else the word list, with companies and rules.

    :param table: the companies, if they have been read already.
    :param rule_files: files of rules beside those of the vertical, such as mutes of the user.
    :raises UserError: when a bundle, a table or a file of rules cannot be used.
    """
    companies = open_companies(settings, progress) if table is None else table
    return Understanding(
        open_judge(settings, progress), Linker(companies), monitor_rules(rule_files), embeds=settings.same_meaning < 1
    )


def open_judge(settings: FinancialSentimentSettings, progress: Progress = SILENT) -> Judge:
    """The bundle of the settings, else the word list.

    :raises BundleError: when the bundle is missing, altered, or has no sentiment.
    """
    if settings.bundle is None:
        return WordListJudge()
    from scaffold.bundle import Bundle
    from scaffold_financial_sentiment.understanding.bundle_judge import BundleJudge

    with progress.stage("Loading the bundle"):
        return BundleJudge(Bundle.load(settings.bundle), exact=settings.exact)
