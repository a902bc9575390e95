"""Look at a data set and write down what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.report.data_report import DataReport, Lengths, NumberRange, SplitSummary
from scaffold.data.report.finding import SEVERITIES, Finding, Severity
from scaffold.data.report.label_findings import label_findings
from scaffold.data.report.scan import Scan, scan_split
from scaffold.data.report.text_findings import doubles, found_at, near_duplicates, overlap
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.dataset import Dataset, LeftOut

_LEFT_OUT: dict[str, tuple[Severity, str, str]] = {
    "no_label": ("warning", "rows without a label, left out", "Fill in the label, or remove the rows."),
    "no_text": ("warning", "rows without a text, left out", "Fill in the text, or remove the rows."),
    "unused_split": (
        "info",
        "rows that belong to no split, left out",
        "Write train, validation or test, or remove them.",
    ),
    "unlabelled_split": ("info", "rows of a split without any label, not used", "Give labels to use this split."),
    "unreadable": (
        "warning",
        "images that cannot be read, left out",
        "Look at the first one with `scaffold explain`, which says what is wrong; mend it or take it out.",
    ),
    "unknown_label": (
        "warning",
        "validation rows whose label train does not have, left out",
        "Add examples of these labels to train, or mend the spelling.",
    ),
}


def build_report(dataset: Dataset, progress: Progress = SILENT) -> DataReport:
    """Go through all splits and report on labels, doubles, overlap, language, length and personal data."""
    kinds = {head: dataset.kinds.get(head, "classification") for head in dataset.heads}
    total = sum(len(examples) for examples in dataset.splits.values())
    with progress.stage("Reading the data", total) as stage:
        scans = [scan_split(name, examples, kinds, stage) for name, examples in dataset.splits.items()]
    findings = [_left_out(record) for record in dataset.left_out]
    for head in dataset.heads:
        findings += label_findings(head, scans)
    for scan in scans:
        findings += [*doubles(scan), *_single(scan)]
    findings += _across(scans, progress, pairs=dataset.columns.text_pair is not None)
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return DataReport(
        columns=dataset.columns,
        files=dataset.files,
        splits={scan.name: _summary(scan) for scan in scans},
        notes=dataset.notes,
        findings=tuple(findings),
    )


def _left_out(record: LeftOut) -> Finding:
    severity, message, advice = _LEFT_OUT[record.reason]
    return Finding(record.reason, severity, message, record.count, advice, record.places)


def _across(scans: Sequence[Scan], progress: Progress, *, pairs: bool) -> Iterator[Finding]:
    """Findings on what splits have in common."""
    train, *others = scans
    known = np.sort(np.array(train.hashes, dtype=np.uint64))
    for scan in others:
        if found := overlap(known, scan):
            yield found
        shared = np.intersect1d(np.array(train.groups), np.array(scan.groups))
        if len(shared):
            yield Finding(
                "group_in_two_splits",
                "warning",
                f"{scan.name}: groups that are in train, too",
                len(shared),
                "Give each group one split.",
            )
    # Near texts are compared by themselves; of pairs, the second text may well tell them apart.
    if others and not pairs and not any(scan.sizes for scan in scans):
        with progress.stage("Comparing the splits", len(train.examples)) as stage:
            yield from near_duplicates(train, known, others, stage)


def _single(scan: Scan) -> Iterator[Finding]:
    """Findings on single texts; personal data are located and never quoted."""
    for kind, rows in sorted(scan.personal.items()):
        yield found_at(
            "personal_data",
            "warning",
            f"{scan.name}: texts that hold an {kind}" if kind[0] in "eI" else f"{scan.name}: texts that hold a {kind}",
            "Mask it before training: a model and its index can give it away.",
            scan.examples,
            rows,
            show=False,
        )
    if scan.control:
        yield found_at(
            "control_characters",
            "info",
            f"{scan.name}: texts with control characters",
            "They are dropped before encoding; clean the source.",
            scan.examples,
            scan.control,
            show=False,
        )


def _summary(scan: Scan) -> SplitSummary:
    return SplitSummary(
        rows=len(scan.examples),
        characters=Lengths.of(scan.characters),
        words=Lengths.of(scan.words),
        languages=dict(scan.languages.most_common()),
        labels={head: dict(counts.most_common()) for head, counts in scan.labels.items()},
        numbers={head: NumberRange.of(numbers) for head, numbers in scan.numbers.items()},
        sizes=dict(scan.sizes.most_common()),
    )
