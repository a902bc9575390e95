"""Findings on the texts: doubles, contradictions, what train and test share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.data.copies import Keys, among, repeated
from scaffold.data.report.finding import PLACES, Finding, Severity
from scaffold.data.report.near import NearTexts
from scaffold.data.report.personal import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.examples import Examples
    from scaffold.data.report.scan import Scan
    from scaffold.progress import Stage

Indices = npt.NDArray[np.intp]

MOST_COMPARED = 50_000
"""Texts of a split that are compared with all of train, one by one."""


def excerpt(text: str) -> str:
    """The beginning of a text in one line, personal data masked."""
    plain = " ".join(mask(text).split())
    return plain if len(plain) <= 60 else plain[:57] + "..."


def found_at(
    code: str,
    severity: Severity,
    message: str,
    advice: str,
    examples: Examples,
    indices: Sequence[int] | Indices,
    *,
    show: bool = True,
) -> Finding:
    """A finding about some examples of one split."""
    first = [examples[int(index)] for index in indices[:PLACES]]
    return Finding(
        code=code,
        severity=severity,
        message=message,
        count=len(indices),
        advice=advice,
        places=tuple(example.origin for example in first if example.origin),
        samples=tuple(excerpt(example.text) for example in first) if show else (),
    )


def doubles(scan: Scan) -> Iterator[Finding]:
    """Texts that occur more than once within a split, with the same and with different labels."""
    hashes, labels = _keys(scan), np.frombuffer(scan.label_hashes, dtype=np.uint32)
    copies = np.flatnonzero(among(hashes, repeated(hashes)))
    _, first, inverse = np.unique(hashes[copies], return_index=True, return_inverse=True)
    originals = copies[first[inverse]]
    later, differs = originals != copies, labels[originals] != labels[copies]
    differing, same = copies[later & differs], copies[later & ~differs]
    if len(same):
        yield found_at(
            "duplicate_text",
            "info" if len(same) < 0.02 * len(hashes) else "warning",
            f"{scan.name}: {scan.noun} that occurred before, with the same label",
            f"Remove the copies: they weigh more than other {scan.noun}.",
            scan.examples,
            same,
        )
    if len(differing):
        yield found_at(
            "conflicting_labels",
            "warning",
            f"{scan.name}: {scan.noun} that occurred before, with another label",
            "Decide on one label, or give both as a list.",
            scan.examples,
            differing,
        )


def overlap(known: Keys, other: Scan) -> Finding | None:
    """Texts of validation or test that train has too, but for case and white space.

    :param known: hashes of the texts of train, sorted.
    """
    shared = np.flatnonzero(among(_keys(other), known))
    if not len(shared):
        return None
    return found_at(
        "train_test_overlap",
        "warning",
        f"{other.name}: {other.noun} that are in train, too ({len(shared) / len(other.examples):.1%})",
        f"Remove them from train: scores on {other.name} are too good by them.",
        other.examples,
        shared,
    )


def near_duplicates(train: Scan, known: Keys, others: Sequence[Scan], stage: Stage) -> Iterator[Finding]:
    """Texts of validation and test with a near-duplicate in train (Jaccard similarity 0.8 or more).

    Of a large split some texts are looked at, at even distances, for each costs some hundred bytes.

    :param known: hashes of the texts of train, sorted.
    """
    kept = [(scan, _some(np.flatnonzero(~among(_keys(scan), known)))) for scan in others]
    texts = [text for scan, rows in kept for text in scan.examples.select(rows).texts()]
    pairs = {pair.text: pair for pair in NearTexts(texts).search(_passing(train.examples, stage))}
    start = 0
    for scan, rows in kept:
        hits = [index for index in range(start, start + len(rows)) if index in pairs]
        if hits:
            yield _near(scan, rows[np.array(hits) - start], len(rows), train, [pairs[i].other for i in hits])
        start += len(rows)


def _keys(scan: Scan) -> Keys:
    return np.frombuffer(scan.hashes, dtype=np.uint64)


def _some(rows: Indices) -> Indices:
    return rows if len(rows) <= MOST_COMPARED else rows[np.linspace(0, len(rows) - 1, MOST_COMPARED).astype(np.intp)]


def _passing(examples: Examples, stage: Stage) -> Iterator[str]:
    for text in examples.iter_texts():
        stage.advance()
        yield text


def _near(scan: Scan, rows: Indices, looked_at: int, train: Scan, partners: list[int]) -> Finding:
    thinned = looked_at == MOST_COMPARED
    looked, of = (looked_at, f" of {looked_at:,} looked at") if thinned else (len(scan.examples), "")
    finding = found_at(
        "near_duplicate",
        "info" if len(rows) < 0.05 * looked else "warning",
        f"{scan.name}: texts that are nearly the same as one of train ({len(rows) / looked:.1%}{of})",
        "Keep variants of one text in one split, for example with --set data.group=COLUMN.",
        scan.examples,
        rows,
    )
    shown = [train.examples[index] for index in partners[:PLACES]]
    pairs = tuple(
        f"{mine} ~ {excerpt(theirs.text)} ({theirs.origin})"
        for mine, theirs in zip(finding.samples, shown, strict=True)
    )
    return replace(finding, samples=pairs)
