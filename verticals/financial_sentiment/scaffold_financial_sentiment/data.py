"""The data loaders: labelled headlines, and dated ones without labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.columns import ColumnMap
from scaffold.data.dataset import Dataset, FileInfo
from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.data.load import load_dataset
from scaffold.data.present_heads import present_heads
from scaffold.data.textfile import plain_name
from scaffold.errors import DataError
from scaffold.files import sha256
from scaffold_financial_sentiment.heads import SENTIMENT, TOPIC
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.news.open import read_news
from scaffold_financial_sentiment.polarity import are_bare_numbers, sentiments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.settings import DataSettings

SAMPLE = Path(__file__).with_name("sample")
LABELLED = SAMPLE / "labelled.csv"
DATED = SAMPLE / "headlines.jsonl"
RULES = Path(__file__).with_name("rules.yaml")

_COLUMNS = {SENTIMENT: "sentiment sentiment_label polarity 情感 情绪", TOPIC: "topic topics 主题 话题"}
"""What columns of labels are called; others are found as the core finds them."""
_KINDS = {SENTIMENT: "classification", TOPIC: "multilabel"}
_PHRASEBANK = re.compile(r"sentences_(?:\d+|all)agree\.txt", re.IGNORECASE)


def load_headlines(path: Path | None, settings: DataSettings) -> Dataset:
    """Headlines with their sentiment, their topics, or both; None for the sample.

    Topics of a cell are divided by `|` or `;`, or written as a list; an empty cell says that they are not known, and
    `[]` that there is none. Sentiments of other names (`bearish`, `-1`, `负面`) are renamed if all are known.

    :raises DataError: naming file and line; for a folder with several PhraseBank files, which hold one another.
    """
    path = path or LABELLED
    _refuse_several(path)
    settings, found = present_heads(path, settings, _COLUMNS, _KINDS)
    heads = found or (SENTIMENT,)
    kinds = {head: _KINDS[head] for head in heads}
    return _with_sentiments(load_dataset(path, settings, heads, kinds=kinds))


def load_dated(path: Path | None, settings: DataSettings) -> Dataset:
    """Dated headlines as examples without labels, all in one split; None for the sample.

    Each has `id` and `time`, and in its metadata the source and the address, where they are known.

    :param path: any file that `read_news` reads.
    :raises DataError: for a file that cannot be read or holds no usable record.
    """
    path = path or DATED
    reading = _Reading(path)
    examples = Examples.from_iter(reading.examples())
    if not len(examples):
        first = f"; {reading.first}" if reading.first else ""
        raise DataError(
            f"no record is a headline with a time{first}", where=str(path), hint="Give a headline and a time in each."
        )
    notes = (f"{reading.rejected} records cannot be used (the first: {reading.first})",) if reading.rejected else ()
    file = FileInfo(str(path), sha256(path), len(examples) + reading.rejected, "utf-8", None)
    return Dataset({"train": examples}, ColumnMap("headline", id="id", time="time"), (file,), notes)


@dataclass
class _Reading:
    """One pass over a file of news.

    :ivar first: the first record that could not be used, with the reason.
    """

    path: Path
    rejected: int = field(default=0, init=False)
    first: str = field(default="", init=False)

    def examples(self) -> Iterator[Example]:
        for each in read_news(self.path):
            if isinstance(each, Reject):
                self.rejected += 1
                self.first = self.first or f"{each.where}: {each.reason}"
                continue
            known = {name: value for name in ("source", "url", "body") if (value := getattr(each, name))}
            time = datetime.fromtimestamp(each.time, UTC)
            yield Example(each.text, id=each.id, time=time, metadata=known)


def _refuse_several(path: Path) -> None:
    """Refuse a folder of PhraseBank files: each holds the next stricter one, and only the user knows which is meant."""
    names = sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []
    found = [name for name in names if _PHRASEBANK.fullmatch(plain_name(path / name))]
    if len(found) > 1:
        raise DataError(
            f"this folder holds {len(found)} PhraseBank files, of which one contains the other: {', '.join(found)}",
            where=str(path),
            hint=f"Give one of them, such as {path / found[-1]}; AllAgree is the surest, 50Agree the largest.",
        )


def _with_sentiments(dataset: Dataset) -> Dataset:
    """The data set with its sentiments under their usual names, if all of them are known by others."""
    splits = dataset.splits.values()
    labels = sorted({label for examples in splits for label in examples.labels(SENTIMENT) if label})
    if are_bare_numbers(labels):
        note = f"sentiments are left as numbers, whose meaning is not known: {', '.join(labels[:5])}"
        return replace(dataset, notes=(*dataset.notes, f"{note}; write their names into labels.txt beside the file"))
    names = sentiments_of(labels) or {}
    changed = {label: name for label, name in names.items() if label != name}
    if not changed:
        return dataset
    renamed = {
        name: Examples.from_iter(_renamed(example, names) for example in examples)
        for name, examples in dataset.splits.items()
    }
    said = ", ".join(f"{label!r} as {name}" for label, name in changed.items())
    return replace(dataset, splits=renamed, notes=(*dataset.notes, f"sentiments were read by their meaning: {said}"))


def _renamed(example: Example, names: dict[str, str]) -> Example:
    label = example.labels.get(SENTIMENT)
    return replace(example, labels={**example.labels, SENTIMENT: names[label]}) if isinstance(label, str) else example
