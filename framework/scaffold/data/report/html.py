"""The data report as a self-contained HTML page, or as a fragment inside another page."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from scaffold.data.report.plain import column_rows, number_lines, split_rows

if TYPE_CHECKING:
    import jinja2

    from scaffold.data.report.data_report import DataReport


def report_fragment(report: DataReport) -> str:
    """A `<section>` with its own style, to be put into a page; everything from the data is escaped."""
    return _template("fragment.html.j2").render(
        report=report,
        columns=column_rows(report),
        table=split_rows(report),
        labels=_label_bars(report),
        numbers=number_lines(report),
    )


def as_html(report: DataReport) -> str:
    """A whole page: no network, light and dark, readable on a phone."""
    from markupsafe import Markup

    return _template("page.html.j2").render(fragment=Markup(report_fragment(report)))  # noqa: S704


def _label_bars(report: DataReport) -> dict[str, list[tuple[str, int, float]]]:
    """By head: label, examples in train, and its share of the largest in percent."""
    first = next(iter(report.splits.values()), None)
    heads = first.labels if first else {}
    return {
        head: [(label, count, 100 * count / max(counts.values())) for label, count in counts.items()]
        for head, counts in heads.items()
        if counts
    }


def _template(name: str) -> jinja2.Template:
    import jinja2

    source = files("scaffold.data.report").joinpath(name).read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.from_string(source)
