"""A head that labels stretches of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.spans import spans_of_tags, tags_of_spans
from scaffold.extras import need
from scaffold.models.classifier import log_softmax
from scaffold.models.crf import log_marginals
from scaffold.models.tagger import Tagger, WordScores
from scaffold.models.viterbi import bio_tags, viterbi_many
from scaffold.models.word_layer import WordLayer, word_module
from scaffold.progress import SILENT, Progress
from scaffold.training.objectives.objective import SCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.spans import TextSpan
    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.models.pair_ranks import Numbers
    from scaffold.training.prepared import Row
    from scaffold.training.recipe import Recipe

_NO_WORD = -100


@dataclass(frozen=True)
class Tagged:
    """Texts with their spans, by character."""

    texts: Sequence[str]
    spans: Sequence[Sequence[TextSpan]]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class TaggingTask:
    """One head that labels spans.

    :ivar labels: the types of spans, sorted.
    """

    head: str
    labels: tuple[str, ...]
    train: Tagged
    validation: Tagged
    metric: str = "span_f1"
    kind: str = "tagging"

    def judge(self, head: Tagger, progress: Progress = SILENT) -> tuple[float, float]:
        """Micro-F1 of the spans and log-loss of the words, of a trained head on the validation texts."""
        words = head.outputs(self.validation.texts, progress=progress)
        return judge_words(self.labels, words, self.validation.spans, head.transitions)


class TaggingLearner:
    """Cross-entropy over the BIO tags of the words' first pieces.

    :param validation: rows of the validation texts, with this head's targets.
    """

    def __init__(self, task: TaggingTask, validation: Sequence[Row], width: int) -> None:
        self.name = task.head
        self.metric = task.metric
        self.task = task
        self.tags = bio_tags(task.labels)
        self._width = width
        self._offsets = [row["offsets"] for row in validation if task.head in row["targets"]]

    def layer(self, recipe: Recipe) -> Any:
        """On the words' states and shapes."""
        return word_module(self._width, len(self.tags))

    def tensor(self, truth: Sequence[Any]) -> Any:
        """Tag numbers, (n, most words); -100 where a text has fewer words."""
        torch = need("torch")
        rows = [torch.from_numpy(row) for row in truth]
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=_NO_WORD)

    def loss(self, logits: Any, truth: Any) -> Any:
        """Mean cross-entropy of the words."""
        # Rows of other heads may have more words than those of this one.
        logits = logits[:, : truth.shape[1]].flatten(0, 1)
        return need("torch").nn.functional.cross_entropy(logits, truth.flatten(), ignore_index=_NO_WORD)

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """Micro-F1 of the spans, and the mean log-loss of the words."""
        rows = zip(self._offsets, logits, strict=True)
        words = [WordScores(offsets, found[: len(offsets)]) for offsets, found in rows]
        return judge_words(self.task.labels, words, self.task.validation.spans)

    def finish(self, layer: Any, encoder: Encoder) -> Tagger:
        """A tagger."""
        return Tagger(encoder, self.task.labels, WordLayer.of_module(layer))


def judge_words(
    labels: Sequence[str],
    words: Sequence[WordScores],
    spans: Sequence[Sequence[TextSpan]],
    transitions: Matrix | None = None,
) -> tuple[float, float]:
    """Micro-F1 of the spans that the words' logits say, and the mean log-loss of the words.

    The loss is that after the best scaling of the logits, unless tags depend on each other.

    :param labels: types of spans.
    :param spans: the true ones of each text; those of a type that is not among `labels` are missed.
    :param transitions: score of one tag after another, (tags, tags), where the model has learnt it.
    """
    tags = bio_tags(labels)
    numbers = {tag: number for number, tag in enumerate(tags)}
    right = given = 0
    losses: list[Matrix] = []
    paths = viterbi_many([one.logits for one in words], tags, transitions)
    for one, path, marked in zip(words, paths, spans, strict=True):
        truth = np.array([numbers.get(tag, -1) for tag in tags_of_spans(marked, one.offsets)], dtype=np.int64)
        known = np.flatnonzero(truth >= 0)
        losses.append(_losses(one.logits, transitions, tags, known, truth[known]))
        found = spans_of_tags([tags[n] for n in path], one.offsets)
        right, given = right + len(set(found) & set(marked)), given + len(found)
    wanted = sum(map(len, spans))
    together = np.concatenate(losses) if losses else np.zeros((0, 1))
    return 2 * right / max(given + wanted, 1), float(together.mean(axis=0).min()) if len(together) else 0.0


def _losses(logits: Matrix, transitions: Matrix | None, tags: Sequence[str], words: Numbers, truth: Numbers) -> Matrix:
    """Of some words of a text by their tags, (n, scalings)."""
    if not len(words):
        return np.zeros((0, 1 if transitions is not None else len(SCALES)), dtype=np.float32)
    if transitions is not None:
        return np.asarray(-log_marginals(logits, transitions, tags)[words, truth][:, None], dtype=np.float32)
    scaled = [-log_softmax(scale * logits[words])[np.arange(len(words)), truth] for scale in SCALES]
    return np.stack(scaled, axis=1)


def tag_rows(rows: Sequence[Row], head: str, spans: Sequence[Sequence[TextSpan] | None], types: Sequence[str]) -> None:
    """Enter the tags of the rows' words as their targets; a row whose spans are None has none."""
    numbers = {tag: number for number, tag in enumerate(bio_tags(types))}
    for row, marked in zip(rows, spans, strict=True):
        if marked is not None:
            known = [span for span in marked if f"B-{span.label}" in numbers]
            tags = tags_of_spans(known, row["offsets"])
            row["targets"][head] = np.array([numbers[tag] for tag in tags], dtype=np.int64)
