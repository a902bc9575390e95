"""A trained head that answers a question from a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.answer_match import is_exact, overlap
from scaffold.decision.answer_decision import AnswerDecision, FoundAnswer
from scaffold.decision.calibration import Temperature
from scaffold.decision.head import Judgement
from scaffold.errors import DataError
from scaffold.models.answerer import Answerer, Candidates, find_candidates
from scaffold.models.classifier import read_parts, write_parts
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from scaffold.decision.decision import Span
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text

_KEPT = 20
_ALTERNATIVES = 4
_ONE_KIND = (
    "When to say that there is no answer is not tuned: the validation data have no question without an answer, or none "
    "with one."
)

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class AnswerPredictions:
    """Questions with their texts, and what may be the answers."""

    pairs: Sequence[Pair]
    candidates: Sequence[Candidates]


@dataclass(frozen=True, eq=False)
class AnswerModel:
    """An answerer that knows how sure it is, and when to say that there is no answer.

    :ivar margin: by how much an answer's score must be above that of there being none.
    :ivar temperature: over what may be the answer, and there being none.
    :ivar both_kinds: whether `margin` was fitted on questions with and on questions without an answer.
    """

    name: str
    answerer: Answerer
    margin: float
    temperature: Temperature
    both_kinds: bool = True
    kind: str = "question_answering"

    @classmethod
    def fit(
        cls, name: str, answerer: Answerer, pairs: Sequence[Pair], answers: Sequence[Sequence[tuple[int, str]]]
    ) -> AnswerModel:
        """Calibrate on validation questions the answerer was not fitted on.

        :param pairs: questions with their texts.
        :param answers: the true answers of each; none where the text has none.
        """
        found = [find_candidates(windows, _KEPT) for windows in answerer.outputs(pairs)]
        true = [[answer for _, answer in each] for each in answers]
        both = any(true) and not all(true)
        margin = best_margin(pairs, found, true) if both else 0.0
        truth = [_column(text, each, wanted) for (_, text), each, wanted in zip(pairs, found, true, strict=True)]
        logits = _logits(found, margin)
        truth = [column if np.isfinite(row[column]) else -1 for row, column in zip(logits, truth, strict=True)]
        return cls(name, answerer, margin, Temperature.fit(logits, truth), both)

    @property
    def labels(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""
        return [note for note in (self.temperature.note, None if self.both_kinds else _ONE_KIND) if note]

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> AnswerPredictions:
        """What may be the answers to questions, each with the text to answer it from.

        :raises DataError: for a question without a text.
        """
        pairs = [_pair(text) for text in texts]
        windows = self.answerer.outputs(pairs, progress=progress)
        return AnswerPredictions(pairs, [find_candidates(each, _KEPT) for each in windows])

    def decisions(self, predictions: AnswerPredictions) -> list[AnswerDecision]:
        """One record a question."""
        if not predictions.pairs:
            return []
        likely = self.temperature.probabilities(_logits(predictions.candidates, self.margin))
        rows = zip(predictions.pairs, predictions.candidates, likely, strict=True)
        return [_decision(text, found, row) for (_, text), found, row in rows]

    def judgements(
        self, predictions: AnswerPredictions, decisions: Sequence[AnswerDecision], settings: Mapping[str, Any]
    ) -> list[Judgement]:
        """Doubtful answers are to be asked about; a question without one goes to a person."""
        return [_judge(decision, float(settings["ask_below"])) for decision in decisions]

    def weights(self, text: Text) -> tuple[Span, ...]:
        """None: where the answer stands says where it comes from."""
        return ()

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the answerer and its calibration into `folder`."""
        self.answerer.save(folder / "answerer", encoders)
        own = {"calibration": self.temperature.as_dict(), "margin": self.margin, "both_kinds": self.both_kinds}
        write_parts(folder, own, {}, name="decision")

    @classmethod
    def read(cls, name: str, folder: Path, encoders: EncoderStore, kind: str = "question_answering") -> AnswerModel:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        own, _ = read_parts(folder, name="decision", what="the decision settings")
        temperature = Temperature.from_dict(own["calibration"])
        answerer = Answerer.read(folder / "answerer", encoders)
        return cls(name, answerer, float(own["margin"]), temperature, bool(own["both_kinds"]), kind)


def best_margin(pairs: Sequence[Pair], found: Sequence[Candidates], true: Sequence[Sequence[str]]) -> float:
    """The margin with the highest mean F1 (Devlin et al. 2019, section 4.3); of equals the one nearest to 0.

    :param true: the true answers of each question.
    """
    above = np.array([_best(each) - each.nothing for each in found])
    said = [_said(text, each) for (_, text), each in zip(pairs, found, strict=True)]
    answered = np.array([overlap(given, wanted) for given, wanted in zip(said, true, strict=True)])
    silent = np.array([overlap("", wanted) for wanted in true])
    # Between two neighbouring margins the same questions are answered.
    order = np.sort(np.unique(above[np.isfinite(above)]))
    if not len(order):
        return 0.0
    tried = np.array([0.0, order[0] - 1, *(order[:-1] + order[1:]) / 2, order[-1] + 1])
    means = np.array([np.where(above > margin, answered, silent).mean() for margin in tried])
    best = np.flatnonzero(means >= means.max() - 1e-9)
    return float(tried[best[np.abs(tried[best]).argmin()]])


def _said(text: str, found: Candidates) -> str:
    return text[found.spans[0].start : found.spans[0].end] if found.spans else ""


def _best(found: Candidates) -> float:
    return found.spans[0].score if found.spans else -np.inf


def _logits(found: Sequence[Candidates], margin: float) -> npt.NDArray[np.float64]:
    """Scores of there being no answer, of the best stretches and of all others together, (n, 2 + stretches)."""
    rows = np.full((len(found), 2 + _KEPT), -np.inf)
    for row, each in zip(rows, found, strict=True):
        row[0], row[-1] = each.nothing + margin, each.others
        row[1 : 1 + len(each.spans)] = [span.score for span in each.spans]
    return rows


def _column(text: str, found: Candidates, true: Sequence[str]) -> int:
    """The column of the best right stretch; of a right one that is none of the best, the last."""
    if not true:
        return 0
    right = (n for n, span in enumerate(found.spans, 1) if is_exact(text[span.start : span.end], true))
    return next(right, 1 + _KEPT)


def _decision(text: str, found: Candidates, likely: npt.NDArray[np.float64]) -> AnswerDecision:
    made = [FoundAnswer("", None, None, float(likely[0]))]
    for span, probability in zip(found.spans, likely[1:].tolist(), strict=False):
        made.append(FoundAnswer(text[span.start : span.end], span.start, span.end, probability))
    ranked = sorted(made, key=lambda each: -each.probability)
    best = ranked[0]
    return AnswerDecision(best.text, best.start, best.end, best.probability, tuple(ranked[:_ALTERNATIVES]))


def _pair(text: Text) -> Pair:
    if isinstance(text, str) or not text[1].strip():
        asked = text if isinstance(text, str) else text[0]
        raise DataError(
            f"there is no text to answer {asked[:60]!r} from",
            hint='Give the text beside the question: {"text": "the question", "text_pair": "the text"}.',
        )
    return text


def _judge(decision: AnswerDecision, ask_below: float) -> Judgement:
    sure = f"{decision.probability:.0%}"
    if decision.start is None:
        return Judgement(0.0, False, (), "handoff", f"the text does not hold an answer ({sure})")
    if decision.probability < ask_below:
        reason = f"{decision.answer!r} is likeliest, but at {sure} below the {ask_below:.0%} that an answer needs"
        return Judgement(0.0, False, (), "ask", reason)
    return Judgement(0.0, False, (), "answer", f"{decision.answer!r} stands in the text ({sure})")
