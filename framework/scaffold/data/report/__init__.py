"""The data report: what a data set holds, and what is wrong with it, before anything is trained."""

from __future__ import annotations

from scaffold.data.report.build import build_report
from scaffold.data.report.data_report import DataReport
from scaffold.data.report.finding import Finding
from scaffold.data.report.html import as_html, report_fragment
from scaffold.data.report.plain import as_text, headlines

__all__ = ["DataReport", "Finding", "as_html", "as_text", "build_report", "headlines", "report_fragment"]
