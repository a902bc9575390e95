"""The sample of a project: rows of the user's file, with personal data masked and nothing but what is needed."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.report.personal import find_personal, mask
from scaffold.data.targets import spans_of
from scaffold.projects.looking import labels_of
from scaffold.projects.tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.example import Example
    from scaffold.projects.looking import Look

MOST_ROWS = 2000
_SEED = 0


def sample_text(look: Look, most: int = MOST_ROWS) -> tuple[str, int]:
    """The sample as the content of a CSV file, of JSON Lines for tagging.

    Splits that the file had are kept; of a large file some rows are drawn, every label among them.

    :returns: also how many pieces of personal data were masked.
    """
    spec = TASKS[look.task]
    rows = _drawn(look, most)
    masked = sum(len(list(find_personal(text))) for _, row in rows for text in (row.text, row.text_pair or ""))
    split = len(look.dataset.splits) > 1
    if look.task == "tagging":
        return "".join(_tagged(row, spec.head, name if split else "", look) for name, row in rows), masked
    columns = [look.written["text"]]
    columns += [look.written["text_pair"]] if spec.pair else []
    own_label = spec.kind != "embedding"
    columns += [look.written["label"] or spec.head] if own_label else []
    columns += ["group"] if look.dataset.columns.group else []
    columns += ["split"] if split else []
    groups: dict[str, str] = {}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for name, row in rows:
        cells = [starred(row.text), *([starred(row.text_pair or "")] if spec.pair else [])]
        cells += [_label(row.labels[spec.head])] if own_label else []
        # A number for each says who belongs together, and not who it is.
        cells += [groups.setdefault(row.group or "", f"g{len(groups) + 1}")] if "group" in columns else []
        writer.writerow([*cells, name] if split else cells)
    return out.getvalue(), masked


def starred(text: str) -> str:
    """The text with a star for each character of personal data, so that offsets stay."""
    return mask(text, same_length=True)


def _tagged(row: Example, head: str, split: str, look: Look) -> str:
    spans = [{"start": span.start, "end": span.end, "label": span.label} for span in spans_of(row, head) or ()]
    names = look.written["text"] or "text", look.written["label"] or head
    record = dict(zip(names, (starred(row.text), spans), strict=True)) | ({"split": split} if split else {})
    return json.dumps(record, ensure_ascii=False) + "\n"


def _label(label: str | list[str]) -> str:
    return label if isinstance(label, str) else json.dumps(label, ensure_ascii=False)


def _drawn(look: Look, most: int) -> Sequence[tuple[str, Example]]:
    """Rows with their split, in the order of the file."""
    spec = TASKS[look.task]
    rows = [(name, row) for name, split in look.dataset.splits.items() for row in split if spec.head in row.labels]
    if len(rows) <= most:
        return rows
    order = np.random.default_rng(_SEED).permutation(len(rows)).tolist()
    # Ten of each label first, so that no rare one is lost.
    seen: Counter[str] = Counter()
    rare: set[int] = set()
    for number in order:
        labels = list(labels_of(rows[number][1], spec.head, spec.kind))
        if look.labels and any(seen[label] < 10 for label in labels):
            rare.add(number)
            seen.update(labels)
    others = [number for number in order if number not in rare]
    chosen = [*sorted(rare)[:most], *others[: max(0, most - len(rare))]]
    return [rows[number] for number in sorted(chosen)]
