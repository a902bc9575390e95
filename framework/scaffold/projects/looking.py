"""What a user's file holds, for a project of its own: task, columns, labels, language, and a sample without names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from scaffold.data.labels.label_sets import guess_separator
from scaffold.data.load import load_dataset
from scaffold.errors import DataError, UserError
from scaffold.projects.baseline import level_of_guessing
from scaffold.projects.tasks import TASKS
from scaffold.text import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.data.dataset import Dataset
    from scaffold.data.example import Example
    from scaffold.projects.tasks import ProjectTask
    from scaffold.settings import DataSettings

_LOOKED_AT = 1000
_MOST_LABELS = 500


@dataclass(frozen=True)
class Look:
    """What was found in a file.

    :ivar columns: names of columns by role: `text`, `text_pair`, `label`; empty where there is none.
    :ivar written: the same for the sample and the code of the project: of words and tags the sample makes texts and
        spans, so there only what the user named.
    :ivar labels: as the file has them, the most frequent first; empty where they are no names.
    :ivar level: what guessing reaches on these data by the metric of the task.
    """

    task: str
    language: str
    columns: dict[str, str]
    written: dict[str, str]
    labels: tuple[str, ...]
    level: float
    rows: int
    dataset: Dataset

    def as_dict(self) -> dict[str, Any]:
        """Plain values: what templates see as `data`, and `.scaffold.toml` keeps."""
        return {
            "columns": self.written,
            "labels": list(self.labels),
            "level": self.level,
            "rows": self.rows,
        }


def look(path: str, settings: DataSettings, task: str | None = None) -> Look:
    """Read a file and say what it is for.

    :param settings: columns that the user named.
    :param task: what the user said; None to find it out.
    :raises DataError: for a file that cannot be read, or does not fit the task.
    """
    found = task or _task(path, settings)
    if found not in TASKS:
        raise UserError(f"what a file holds for the task {found!r} is not known", where=path, hint="Leave out --data.")
    spec = TASKS[found]
    dataset = load_dataset(path, settings, (spec.head,), kinds={spec.head: spec.kind}, resplit=False)
    columns = _columns(dataset, spec)
    if spec.pair and not columns["text_pair"]:
        raise DataError(
            f"there is no column of a second text, and {found} needs {spec.shown}",
            where=path,
            hint="Name it, --set data.text_pair=COLUMN, or give another --task.",
        )
    named = {role: getattr(settings, role) or "" for role in columns}
    counts = _label_counts(dataset, spec.head, spec.kind)
    if len(counts) > _MOST_LABELS:
        raise DataError(
            f"there are {len(counts):,} different labels in the column {columns['label']!r}",
            where=path,
            hint="Name the column of the labels: --set data.label=COLUMN",
        )
    level = level_of_guessing(found, dataset, spec.head, counts)
    rows = sum(map(len, dataset.splits.values()))
    labels = tuple(label for label, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    written = named if found == "tagging" else columns
    return Look(found, _language(dataset), columns, written, labels, level, rows, dataset)


def _task(path: str, settings: DataSettings) -> str:
    """The task that the columns look made for."""
    try:
        dataset = load_dataset(path, settings, ("label",), resplit=False)
    except DataError as error:
        # Two texts of a row may belong together without a label.
        try:
            load_dataset(path, settings, ("match",), kinds={"match": "embedding"}, resplit=False)
        except DataError:
            raise error from None
        return "retrieval"
    kind = dataset.kinds.get("label", "classification")
    examples = _first(dataset)
    cells = [label for example in examples if isinstance(label := example.labels.get("label"), str)]
    if kind == "classification" and dataset.columns.text_pair:
        return "recommendation" if len(set(cells)) > 2 and all(map(_is_number, cells)) else "pair"
    if kind == "classification" and _are_several(cells, settings.label_separator):
        return "multilabel"
    return kind if kind in TASKS else "classification"


def _columns(dataset: Dataset, spec: ProjectTask) -> dict[str, str]:
    """Names by role; empty where a role has no column of its own."""
    found = dataset.columns
    pair = (found.text_pair or "") if spec.pair else ""
    label = found.labels.get(spec.head, "")
    # Several columns of 0 and 1 have no name in common; that two texts belong together needs none.
    label = "" if found.flags or label == pair else label
    return {"text": found.text, "text_pair": pair, "label": label}


def _are_several(cells: list[str], separator: str | None) -> bool:
    mark = separator or guess_separator(cells)
    return bool(mark) and any(mark in cell for cell in cells)


def _first(dataset: Dataset) -> list[Example]:
    return list(islice((example for split in dataset.splits.values() for example in split), _LOOKED_AT))


def _language(dataset: Dataset) -> str:
    """`zh` or `en`, as most of the first texts are."""
    counts = Counter(language(example.text) for example in _first(dataset))
    return "zh" if counts["zh"] > counts["en"] else "en"


def _label_counts(dataset: Dataset, head: str, kind: str) -> Counter[str]:
    if kind in ("embedding", "regression"):
        return Counter()
    return Counter(label for split in dataset.splits.values() for row in split for label in labels_of(row, head, kind))


def labels_of(example: Example, head: str, kind: str) -> Iterator[str]:
    """The names among the labels of a row, each as often as it is given."""
    given = example.labels.get(head)
    if given is None:
        return
    if kind == "tagging":
        yield from (tag[2:] for tag in given if tag.startswith("B-"))
    else:
        yield from [given] if isinstance(given, str) else given


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
