"""What must hold of a data set before anything is trained on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scaffold.data.collect import Reason, Tally
from scaffold.data.kinds import OF_CLASSES
from scaffold.errors import DataError

if TYPE_CHECKING:
    from scaffold.data.columns import ColumnMap
    from scaffold.data.examples import Examples

_SAME = "every row has the same number"

Skipped = Mapping[str | None, Mapping[Reason, Tally]]


def check_rows(pools: Mapping[str | None, Examples], skipped: Skipped, columns: ColumnMap, source: str) -> None:
    """At least one row can be used, and train has labels if it is there.

    :raises DataError: saying what the rows lack.
    """
    lost = [split for split in skipped if split not in pools and (split in ("train", None) or not pools)]
    if pools and not lost:
        return
    reasons: dict[Reason, Tally] = {}
    for split in lost:
        reasons.update(skipped[split])
    if pools and "unused_split" in reasons:
        return
    first = next((place for tally in reasons.values() for place in tally.places), None)
    if "no_label" in reasons:
        names = ", ".join(repr(column) for column in columns.labels.values()) or "any column"
        raise DataError(
            f"no row has a label: every value of {names} is empty or NaN",
            where=str(first or source),
            hint="Fill the labels, or name another column with --set data.label=COLUMN.",
        )
    if "no_text" in reasons:
        raise DataError(
            f"no row has a text: every value of {columns.text!r} is empty",
            where=str(first or source),
            hint="Name another column with --set data.text=COLUMN.",
        )
    if "unused_split" in reasons:
        raise DataError(
            f"no value of {columns.split!r} is train, validation or test",
            where=str(first),
            hint="Rename the column, or write train, validation or test in it.",
        )
    raise DataError("there are no rows", where=source, hint="Give a file with labelled texts.")


def check_labels(
    pools: Mapping[str | None, Examples], columns: ColumnMap, kinds: Mapping[str, str], source: str
) -> None:
    """Every head has something to learn in train, or in what train is made of.

    Two classes or numbers at least, and classes that come again; a label or an entity; an answer.

    :raises DataError: naming the column.
    """
    train = pools.get("train") or pools.get(None) or next(iter(pools.values()))
    for head, column in columns.labels.items():
        kind = kinds[head]
        if kind in OF_CLASSES:
            _check_classes(train, head, column, source)
        elif problem := _nothing_to_learn(train, head, kind):
            raise DataError(
                f"{problem} in column {column!r}",
                where=source,
                hint=f"Add examples, or name another column with --set data.labels.{head}=COLUMN.",
            )


def _check_classes(train: Examples, head: str, column: str, source: str) -> None:
    counts = Counter(label for label in train.labels(head) if label is not None)
    if len(counts) == 1:
        raise DataError(
            f"there is one class only: every row has {next(iter(counts))!r} in column {column!r}",
            where=source,
            hint="A classifier needs two; add examples, or name another column with --set data.label=COLUMN.",
        )
    if len(counts) > 2 and counts.total() == len(counts) == len(train):
        raise DataError(
            f"every row has a label of its own in column {column!r}",
            where=source,
            hint="Labels must come again to be learned; name another column with --set data.label=COLUMN.",
        )


def _nothing_to_learn(train: Examples, head: str, kind: str) -> str | None:
    """What is missing for a head whose labels are no single classes; None if nothing is."""
    if kind == "multilabel":
        sets = {labels for labels in train.iter_label_sets(head) if labels is not None}
        return None if len(sets) > 1 else "every row has the same labels"
    if kind == "tagging":
        tags = (tag for labels in train.iter_labels(head) for tag in labels or ())
        return None if any(tag.startswith("B-") for tag in tags) else "no token is part of an entity"
    if kind == "regression":
        return None if len({number for number in train.iter_numbers(head) if number is not None}) > 1 else _SAME
    if kind == "embedding":
        known = zip(train.iter_inputs(), train.iter_labels(head), strict=True)
        pairs = {pair for pair, label in known if label is not None}
        return None if len(pairs) > 1 else "there are not two different pairs of texts"
    return None if any(train.iter_labels(head)) else "no question has an answer"
