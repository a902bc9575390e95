"""What every fine-tuning of the same heads starts from, whatever its seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scaffold.models.word_layer import word_columns
from scaffold.models.words import read_words
from scaffold.progress import SILENT, Progress
from scaffold.training.learners.whole_text import sequence_learner
from scaffold.training.objectives.semantic import within
from scaffold.training.split import SplitEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.models.tokens import Text, TokenIds
    from scaffold.training.learners.learner import Learner
    from scaffold.training.objectives.semantic import Constraint
    from scaffold.training.task import Task

Row = dict[str, Any]

# Numbers of 4 bytes: a gigabyte. Above that they are kept with 2, and above twice that each batch is read anew.
MOST_KEPT = 2**28


def are_kept(tokens: int, width: int, most: int = MOST_KEPT) -> bool:
    """Whether the states of so many tokens are read once and kept."""
    return tokens * width <= 2 * most


@dataclass(frozen=True)
class Prepared:
    """Rows to train and to choose on, for one head or several.

    :ivar train: a row a text, with its `length` in tokens, its `targets` (the truth by name of the head, for the heads
        that have one), the `anchors` its pooling reads, the `words` a tagging head reads, and as `inputs` what
        `SplitEncoder.inputs` gives, or its token ids where that would be too large to keep; of a head that compares
        texts, the row of the other one as its `second`.
    """

    learners: tuple[Learner, ...]
    split: SplitEncoder
    train: list[Row]
    validation: list[Row]
    constraints: tuple[Constraint, ...] = ()


def prepare(
    encoder: Encoder,
    start: Matrix,
    task: Task,
    *,
    split: SplitEncoder | None = None,
    more: Task | None = None,
    contrastive: float = 0.0,
    most: int = MOST_KEPT,
    progress: Progress = SILENT,
) -> Prepared:
    """Take the encoder apart and read the texts of one task with its lower layers.

    :param start: the encoder's features of the training texts, (n, dimension), unit length.
    :param split: the encoder taken apart, where that was done already.
    :param more: the same task with further training texts after its own.
    :param contrastive: as in `Recipe`; for a head of one label a text.
    :param most: numbers to keep at most, or twice as many of half the size.
    """
    parts = []
    for part in ((more or task).train, task.validation):
        rows = text_rows(part.texts, encoder)
        for row, target in zip(rows, part.targets(), strict=True):
            row["targets"][task.head] = target
        parts.append(rows)
    train, validation = parts
    learner = sequence_learner(task, start, contrastive)
    prepared = prepare_rows((learner,), split or SplitEncoder.of(encoder), train, validation, most, progress)
    return replace(prepared, constraints=within([task]))


def prepare_rows(
    learners: Sequence[Learner],
    split: SplitEncoder,
    train: list[Row],
    validation: list[Row],
    most: int = MOST_KEPT,
    progress: Progress = SILENT,
) -> Prepared:
    """Read rows with the lower layers, unless that would be too large to keep."""
    tokens = sum(row["length"] for row in (*train, *validation))
    if split.path is None or are_kept(tokens, split.whole.width, most):
        # Rounded to 11 bits, which is no less than a training with 16 bits multiplies.
        half = split.path is not None and tokens * split.whole.width > most
        for rows in map(with_seconds, (train, validation)):
            inputs = split.inputs([row["inputs"] for row in rows], half=half, progress=progress)
            for row, one in zip(rows, inputs, strict=True):
                row["inputs"] = one
    return Prepared(tuple(learners), split, train, validation)


def with_seconds(rows: Sequence[Row]) -> list[Row]:
    """Rows, and after all of them, in the same order, their second ones."""
    return [*rows, *(row["second"] for row in rows if "second" in row)]


def text_rows(texts: Sequence[Text], encoder: Encoder) -> list[Row]:
    """A row a text, without targets."""
    return [new_row(ids, encoder.anchors(ids)) for ids in encoder.tokenise(texts)]


def word_rows(texts: Sequence[str], encoder: Encoder) -> list[Row]:
    """The same for heads that tag words; `offsets` says where each word stands in its text."""
    rows = []
    for text, read in zip(texts, read_words(encoder, texts), strict=True):
        first = read[0]
        row = new_row(first.ids, encoder.anchors(first.ids))
        words = word_columns(text, first.offsets, first.pieces)
        rows.append(row | {"words": words, "offsets": first.offsets})
    return rows


def new_row(ids: TokenIds, anchors: list[int] | None = None) -> Row:
    """A row without targets.

    :param anchors: what the encoder's pooling reads, where it does not read every token.
    """
    return {"inputs": ids, "length": len(ids), "anchors": anchors or [], "targets": {}}
