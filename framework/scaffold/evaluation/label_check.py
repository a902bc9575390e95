"""Which labels of a data set are probably wrong, and where they stand."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.evaluation.label_noise import find_label_noise, out_of_fold
from scaffold.models.tokens import flat
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold.data.examples import Examples
    from scaffold.models.encoder import Embedder


@dataclass(frozen=True)
class Suspect:
    """A label that the other texts speak against.

    :ivar likelihood: how sure the others are that it is wrong: 1 - p(given label), out of fold.
    :ivar where: file and line, as far as known.
    """

    text: str
    given: str
    suggested: str
    likelihood: float
    where: str

    @property
    def line(self) -> str:
        """Name of the file, without its folder, and line."""
        return re.split(r"[/\\]", self.where)[-1]


@dataclass(frozen=True)
class LabelCheck:
    """What the texts of a head say about each other's labels.

    :ivar rows: texts that were looked at.
    :ivar rate: estimated share of labels that are wrong or lie between two; where texts are few, rather the latter.
    :ivar suspects: those whose label trails another one by most first.
    """

    head: str
    rows: int
    rate: float
    suspects: Sequence[Suspect]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def check_labels(
    parts: Iterable[Examples], head: str, embedder: Embedder, *, seed: int = 1, progress: Progress = SILENT
) -> LabelCheck:
    """Let regressions on the vectors of four fifths of the texts say what the labels of the last fifth should be.

    Labels of classes with very few texts are not judged. Where two classes have much in common, many of what is found
    are borderline cases and no mistakes: a person decides.

    :param parts: examples, of which those count that have one label for `head`.
    """
    rows = [
        (examples, number, text, label)
        for examples in parts
        for number, (text, label) in enumerate(zip(examples.iter_inputs(), examples.iter_labels(head), strict=True))
        if isinstance(label, str)
    ]
    labels = sorted({label for *_, label in rows})
    if len(labels) < 2:
        return LabelCheck(head, len(rows), 0.0, ())
    numbers = {label: number for number, label in enumerate(labels)}
    truth = np.array([numbers[label] for *_, label in rows], dtype=np.int64)
    texts = [text for _, _, text, _ in rows]
    vectors = embedder.encode(texts, progress=progress)
    with progress.stage(f"Checking the labels of {head}"):
        noise = find_label_noise(out_of_fold(vectors, truth, len(labels), seed=seed), truth, labels)
    suspects = []
    for issue in noise.issues:
        examples, number, text, _ = rows[issue.row]
        where = str(examples[number].origin or "")
        suspects.append(Suspect(flat(text), issue.given, issue.suggested, issue.likelihood, where))
    return LabelCheck(head, len(rows), noise.rate, suspects)
