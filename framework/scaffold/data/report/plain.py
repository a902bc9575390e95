"""The data report as plain text with aligned columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.data.columns import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.report.data_report import DataReport, SplitSummary

LANGUAGES = {"zh": "Chinese", "en": "Latin script", "other": "other scripts", "none": "no letters"}
_SHOWN_LABELS = 10
_SHOWN_SIZES = 4


def as_text(report: DataReport) -> str:
    """The report for a terminal or a log."""
    blocks = [_columns(report), _table(split_rows(report)), _labels(report), _notes(report), _findings(report)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def headlines(report: DataReport) -> list[str]:
    """What must be seen before training: the columns in use, the size of each split, and every warning."""
    columns = ", ".join(f"{role} = {column}" for role, column, _ in column_rows(report))
    rows = ", ".join(f"{name} {split.rows:,}" for name, split in report.splits.items())
    lines = [f"Columns: {columns}", f"Rows: {rows}"]
    for finding in report.findings:
        if finding.severity != "info":
            place = f", at {finding.where()}" if finding.places else ""
            lines.append(f"Data {finding.severity}: {finding.message}: {finding.count:,}{place}. {finding.advice}")
    return lines


def _columns(report: DataReport) -> list[str]:
    lines = ["Columns"]
    rows = column_rows(report)
    width = max(len(role) for role, _, _ in rows)
    for role, column, reason in rows:
        lines.append(f"  {role:<{width}}  {column}" + (f"  ({reason})" if reason else ""))
    return lines


def column_rows(report: DataReport) -> list[tuple[str, str, str]]:
    """Role, column and reason of each column in use."""
    columns = report.columns
    roles = [(role, getattr(columns, role)) for role in ROLES]
    roles += [(f"labels.{head}", column) for head, column in columns.labels.items()]
    return [(role, column, columns.guessed.get(role, "as set")) for role, column in roles if column]


def split_rows(report: DataReport) -> list[list[str]]:
    """Header and one row a split: rows, labels, lengths, languages."""
    if any(split.sizes for split in report.splits.values()):
        header = ["split", "images", "labels", "width x height x channels"]
        return [header, *(_images_row(name, split) for name, split in report.splits.items())]
    header = ["split", "rows", "labels", "words (median/95%/max)", "characters (median/95%/max)", "language"]
    return [header, *(_split_row(name, split) for name, split in report.splits.items())]


def _split_row(name: str, split: SplitSummary) -> list[str]:
    words, characters = split.words, split.characters
    shares = ((LANGUAGES[key], count / split.rows) for key, count in split.languages.items())
    languages = [f"{name} {share:.0%}" for name, share in shares if share >= 0.005]
    return [
        name,
        f"{split.rows:,}",
        ", ".join(str(len(counts)) for counts in split.labels.values() if counts) or "-",
        f"{words.median}/{words.p95}/{words.longest}",
        f"{characters.median}/{characters.p95}/{characters.longest}",
        ", ".join(languages),
    ]


def _images_row(name: str, split: SplitSummary) -> list[str]:
    most = list(split.sizes.items())[:_SHOWN_SIZES]
    more = len(split.sizes) - len(most)
    sizes = ", ".join(f"{size}: {count:,}" for size, count in most) + (f" and {more} other sizes" if more else "")
    labels = ", ".join(str(len(counts)) for counts in split.labels.values() if counts) or "-"
    return [name, f"{split.rows:,}", labels, sizes]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _labels(report: DataReport) -> list[str]:
    first = next(iter(report.splits.values()), None)
    lines: list[str] = []
    for head, counts in (first.labels if first else {}).items():
        if not counts:
            continue
        most = list(counts.items())[:_SHOWN_LABELS]
        shown = ", ".join(f"{label} {count}" for label, count in most)
        rest = len(counts) - len(most)
        lines.append(f"Labels of {head} in train: {shown}" + (f" and {rest} more" if rest else ""))
    return [*lines, *number_lines(report)]


def number_lines(report: DataReport) -> list[str]:
    """The range of each regression head's numbers in train."""
    first = next(iter(report.splits.values()), None)
    return [
        f"Numbers of {head} in train: {numbers.smallest:g} to {numbers.largest:g}, half up to {numbers.median:g}"
        for head, numbers in (first.numbers if first else {}).items()
    ]


def _notes(report: DataReport) -> list[str]:
    return ["Notes", *(f"  {note}" for note in report.notes)] if report.notes else []


def _findings(report: DataReport) -> list[str]:
    if not report.findings:
        return ["Findings: none"]
    return [f"Findings: {len(report.findings)}", *_finding_lines(report)]


def _finding_lines(report: DataReport) -> Iterator[str]:
    for finding in report.findings:
        yield f"  {finding.severity:<7}  {finding.count:>6,}  {finding.message}  [{finding.code}]"
        if finding.places:
            yield f"{'':19}at {finding.where()}"
        if finding.samples:
            yield f"{'':19}such as {finding.samples[0]!r}"
        yield f"{'':19}{finding.advice}"
