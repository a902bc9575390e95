"""A head that finds the answer to a question in a text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.answer_match import is_exact, overlap
from scaffold.extras import need
from scaffold.models.answerer import Answerer, WindowScores, find_candidates
from scaffold.models.classifier import log_softmax
from scaffold.models.pair_windows import PairWindow, read_pairs
from scaffold.progress import SILENT, Progress
from scaffold.training.prepared import Row, new_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.training.learners.learner import Reading
    from scaffold.training.recipe import Recipe

Answers = list[tuple[int, str]]
"""Those of one question, each with its first character; none where the text has none."""

METRICS = {"answer_f1": overlap, "answer_exact": is_exact}

_DROPOUT = 0.1
_SPREAD = 0.02
_NOTHING = (0, 0)
_NEVER = -1e4


@dataclass(frozen=True)
class Answered:
    """Questions, each with the text to answer it from, and their answers."""

    texts: Sequence[tuple[str, str]]
    answers: Sequence[Answers]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class AnswerTask:
    """One head that answers questions from a text.

    :ivar metric: a key of `METRICS`.
    """

    head: str
    train: Answered
    validation: Answered
    metric: str = "answer_f1"
    kind: str = "question_answering"
    labels: tuple[str, ...] = ()

    def rows(self, part: str, encoder: Encoder) -> list[Row]:
        """A row a window of a text; its target is first and last token of the answer, and where the text stands.

        Of the training windows, those that hold a part of an answer only are left out: they have no right answer.
        """
        given: Answered = getattr(self, part)
        rows = []
        for number, windows in enumerate(read_pairs(encoder, given.texts)):
            for window in windows:
                target = answer_tokens(window, given.answers[number])
                if target is None and part == "train":
                    continue
                row = new_row(window.ids) | {"window": window, "question": number}
                stop = window.first + len(window.offsets)
                row["targets"][self.head] = np.array([*(target or _NOTHING), window.first, stop], dtype=np.int64)
                rows.append(row)
        return rows

    def judge(self, head: Answerer, progress: Progress = SILENT) -> tuple[float, float]:
        """Metric and log-loss of a trained head on the validation texts."""
        return self.judge_windows(head.outputs(self.validation.texts, progress=progress))

    def judge_windows(self, scored: Sequence[Sequence[WindowScores]]) -> tuple[float, float]:
        """The same from the logits of the windows of each validation text."""
        figure, values, losses = METRICS[self.metric], [0.0][:0], [0.0][:0]
        for (_, text), answers, windows in zip(self.validation.texts, self.validation.answers, scored, strict=True):
            values.append(float(figure(likeliest(text, windows), [answer for _, answer in answers])))
            losses += [loss for each in windows if (loss := _loss(each, answers)) is not None]
        return float(np.mean(values)) if values else 0.0, float(np.mean(losses)) if losses else 0.0


class AnswerLearner:
    """Cross-entropy over the first and over the last token of the answer (Devlin et al. 2019, sections 4.2 and 4.3).

    :param validation: rows of the validation texts.
    """

    def __init__(self, task: AnswerTask, validation: Sequence[Row], width: int) -> None:
        self.name = task.head
        self.metric = task.metric
        self.task = task
        self._width = width
        self._places = [(row["question"], row["window"]) for row in validation]

    def layer(self, recipe: Recipe) -> Any:
        """A linear layer on the tokens' states, whose start is the same for every seed: members can be averaged."""
        return _layer(self._width)

    def tensor(self, truth: Sequence[Any]) -> Any:
        """First and last token of the answer, and first and last token, exclusive, of the text, (n, 4)."""
        return need("torch").from_numpy(np.stack(truth))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Mean cross-entropy over the tokens of the text and the first one, which stands for no answer."""
        entropy, (first, last) = need("torch").nn.functional.cross_entropy, _text_logits(logits, truth).unbind(-1)
        return (entropy(first, truth[:, 0]) + entropy(last, truth[:, 1])) / 2

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """Metric and log-loss on the validation texts."""
        by_question: dict[int, list[WindowScores]] = defaultdict(list)
        for (question, window), found in zip(self._places, logits, strict=True):
            by_question[question].append(WindowScores(window, found[: len(window.ids)]))
        return self.task.judge_windows([by_question[number] for number in range(len(self.task.validation))])

    def finish(self, layer: Any, encoder: Encoder) -> Answerer:
        """An answerer."""
        linear = layer.linear
        return Answerer(encoder, linear.weight.detach().numpy().copy(), linear.bias.detach().numpy().copy())


def _text_logits(logits: Any, truth: Any) -> Any:
    """Logits of the tokens of a text, and of the first one; those of the question and of padding say never.

    :param logits: (n, tokens, 2).
    :param truth: what `AnswerLearner.tensor` gives.
    """
    places = need("torch").arange(logits.shape[1], device=logits.device)
    inside = (places >= truth[:, 2, None]) & (places < truth[:, 3, None]) | (places == 0)
    return logits.masked_fill(~inside[..., None], _NEVER)


def answer_tokens(window: PairWindow, answers: Answers) -> tuple[int, int] | None:
    """First and last token of the first answer that is whole in a window; token 0 twice where there is none of any.

    None where a window holds only a part of an answer.
    """
    touched = False
    for start, text in answers:
        end = start + len(text)
        inside = [n for n, (first, last) in enumerate(window.offsets) if first < end and last > start]
        if inside and window.offsets[0][0] <= start and end <= window.offsets[-1][1]:
            return window.first + inside[0], window.first + inside[-1]
        touched = touched or bool(inside)
    return None if touched else _NOTHING


def likeliest(text: str, windows: Sequence[WindowScores]) -> str:
    """The best answer; empty where none is likelier."""
    found = find_candidates(windows, most=1)
    best = next(iter(found.spans), None)
    return text[best.start : best.end] if best and best.score > found.nothing else ""


def _loss(scored: WindowScores, answers: Answers) -> float | None:
    target, window = answer_tokens(scored.window, answers), scored.window
    if target is None:
        return None
    inside = [0, *range(window.first, window.first + len(window.offsets))]
    likely = log_softmax(scored.logits[inside].T)
    return -float(np.mean([likely[side, inside.index(token)] for side, token in enumerate(target)]))


def _layer(width: int) -> Any:
    torch = need("torch")

    class AnswerLayer(torch.nn.Module):  # type: ignore[misc, name-defined]
        """States of the tokens to logits, (n, tokens, 2)."""

        def __init__(self) -> None:
            super().__init__()
            self.dropout = torch.nn.Dropout(_DROPOUT)
            self.linear = torch.nn.Linear(width, 2)
            torch.nn.init.normal_(self.linear.weight, std=_SPREAD, generator=torch.Generator().manual_seed(0))
            torch.nn.init.zeros_(self.linear.bias)

        def forward(self, reading: Reading) -> Any:
            return self.linear(self.dropout(reading.states))

    return AnswerLayer()
