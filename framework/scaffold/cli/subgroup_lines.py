"""Results of groups of texts as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.cli.console import columns
from scaffold.evaluation.subgroups import FEW_ROWS, open_percent
from scaffold.evaluation.wording import clip, metric_title, metric_value, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.evaluation.records import HeadReport
    from scaffold.evaluation.subgroups import Subgroup, Subgroups


def subgroup_lines(report: HeadReport) -> Iterator[str]:
    """A table for each column, and its largest gap in words; nothing where no column is named."""
    for found in report.subgroups:
        yield f"\n{report.name} by {found.column}:"
        head = [found.column, "texts", metric_title(found.metric), "95% interval", "against others"]
        rows = [_row(found, group) for group in found.groups]
        table = columns([*head, "set coverage", "calibration error", "left open"], rows)
        yield from (f"  {line}" for line in table.splitlines())
        if any(group.is_few for group in found.groups):
            yield f"  * fewer than {FEW_ROWS} texts: too few to compare"
        yield f"  {found.gap}"


def _row(found: Subgroups, group: Subgroup) -> list[str]:
    value, low, high = (
        metric_value(found.metric, each) for each in (group.metric.value, group.metric.low, group.metric.high)
    )
    coverage, error = group.coverage, group.figures.get("ece")
    return [
        clip(" ".join(group.value.split()), 30) + ("*" if group.is_few else ""),
        str(group.rows),
        value,
        f"{low} to {high}",
        found.difference(group),
        "–" if coverage is None else percent(coverage),
        "–" if error is None else percent(error),
        open_percent(group),
    ]
