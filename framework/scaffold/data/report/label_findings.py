"""Findings on the labels: rare, unknown, compound, out of range."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scaffold.data.kinds import OF_CLASSES
from scaffold.data.report.counted import NO_LABEL, counted
from scaffold.data.report.finding import PLACES, Finding
from scaffold.data.roles import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.example import Example, Origin
    from scaffold.data.report.scan import Scan

_RARE = 5


def label_findings(head: str, scans: Sequence[Scan]) -> Iterator[Finding]:
    """What is odd about the labels of one head, train first among the scans."""
    train, *others = scans
    kind = train.kinds[head]
    counts = train.labels.get(head, Counter())
    if kind == "regression":
        yield from _out_of_range(head, train, others)
    elif kind not in ("question_answering", "embedding"):
        yield from _rare(head, train, counts)
        yield from _alike(head, train, counts)
        for scan in others:
            yield from _unknown(head, scan, counts)
    if kind in OF_CLASSES:
        yield from _compound(head, counts)
        yield from _many(head, counts)
        yield from _imbalance(head, counts)


def _out_of_range(head: str, train: Scan, others: Sequence[Scan]) -> Iterator[Finding]:
    known = train.numbers.get(head)
    if not known:
        return
    smallest, largest = min(known), max(known)
    for scan in others:
        beyond = sum(1 for number in scan.numbers.get(head, ()) if not smallest <= number <= largest)
        if beyond:
            yield Finding(
                "number_out_of_range",
                "info",
                f"{scan.name}: {head} numbers outside of train's range ({smallest:g} to {largest:g})",
                beyond,
                "Such numbers are learned badly; add examples to train, or look for slips.",
            )


def _rare(head: str, train: Scan, counts: Counter[str]) -> Iterator[Finding]:
    few = {label: count for label, count in counts.items() if count < _RARE and label != NO_LABEL}
    single = [label for label, count in few.items() if count == 1]
    rare = [label for label, count in few.items() if count > 1]
    if single:
        yield Finding(
            "single_example",
            "warning",
            f"{head}: labels with one example, which stays in train",
            len(single),
            "Add examples: a class of one is hardly learned and never measured.",
            _places(head, train, single),
            tuple(single[:PLACES]),
        )
    if rare:
        yield Finding(
            "rare_label",
            "info",
            f"{head}: labels with fewer than {_RARE} examples in train",
            len(rare),
            "Add examples, or join labels that mean the same.",
            _places(head, train, rare),
            tuple(rare[:PLACES]),
        )


def _unknown(head: str, scan: Scan, known: Counter[str]) -> Iterator[Finding]:
    unknown = [label for label in scan.labels.get(head, ()) if label not in known and label != NO_LABEL]
    if unknown:
        count = sum(scan.labels[head][label] for label in unknown)
        total = sum(scan.labels[head].values())
        yield Finding(
            "unknown_label",
            "error" if count * 2 > total else "warning",
            f"{scan.name}: {head} labels that train does not have ({len(unknown)} labels)",
            count,
            "They count as errors in every score; add examples to train, or mend the spelling.",
            _places(head, scan, unknown),
            tuple(unknown[:PLACES]),
        )


def _compound(head: str, counts: Counter[str]) -> Iterator[Finding]:
    """Labels such as `4,27` whose parts are labels themselves."""
    for mark in (",", ";", "|"):
        joined = [
            label for label in counts if mark in label and all(part.strip() in counts for part in label.split(mark))
        ]
        if len(joined) > 2:
            yield Finding(
                "compound_label",
                "warning",
                f"{head}: labels that look like several, joined by {mark!r}; each is taken as a class of its own",
                sum(counts[label] for label in joined),
                "Give one label a row, or make it a head of the kind multilabel.",
                samples=tuple(joined[:PLACES]),
            )
            return


def _alike(head: str, train: Scan, counts: Counter[str]) -> Iterator[Finding]:
    """Labels that are the same but for case, blanks and signs."""
    spelt: dict[str, list[str]] = {}
    for label in counts:
        spelt.setdefault(plain(label) or label, []).append(label)
    alike = [labels for labels in spelt.values() if len(labels) > 1]
    if alike:
        rare = [label for labels in alike for label in sorted(labels, key=lambda each: -counts[each])[1:]]
        yield Finding(
            "similar_label",
            "warning",
            f"{head}: labels that differ from another one by case or signs only",
            len(rare),
            "Spell each label in one way.",
            _places(head, train, rare),
            tuple(" / ".join(labels) for labels in alike[:PLACES]),
        )


def _many(head: str, counts: Counter[str]) -> Iterator[Finding]:
    if len(counts) > 20 and len(counts) > 0.3 * counts.total():
        yield Finding(
            "many_labels",
            "warning",
            f"{head}: labels for {counts.total():,} examples in train; is this the right column?",
            len(counts),
            "Name another column with --set data.label=COLUMN.",
            samples=tuple(label[:60] for label, _ in counts.most_common(PLACES)),
        )


def _imbalance(head: str, counts: Counter[str]) -> Iterator[Finding]:
    if len(counts) < 2:
        return
    (top, most), total = counts.most_common(1)[0], sum(counts.values())
    if most > 0.8 * total:
        yield Finding(
            "one_label_dominates",
            "info",
            f"{head}: {top!r} is {most / total:.0%} of train",
            most,
            "Look at macro F1 rather than accuracy.",
        )


def _places(head: str, scan: Scan, labels: Sequence[str]) -> tuple[Origin, ...]:
    """Where the first examples with one of the labels stand."""
    wanted, places = set(labels), []
    for example in scan.examples:
        if example.origin and wanted & _labels(example, head, scan.kinds[head]):
            places.append(example.origin)
        if len(places) == PLACES:
            break
    return tuple(places)


def _labels(example: Example, head: str, kind: str) -> set[str]:
    label = example.labels.get(head)
    return set() if label is None else set(counted(label, kind))
