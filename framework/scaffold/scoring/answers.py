"""A head that answers questions, measured on labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.data.answer_match import is_exact
from scaffold.data.targets import answers_of
from scaffold.decision.answer_decision import NOTHING
from scaffold.evaluation.answers import answer_metrics
from scaffold.evaluation.evaluate import final_split
from scaffold.evaluation.records import HeadReport, Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.examples import Examples
    from scaffold.decision.answer_decision import AnswerDecision
    from scaffold.decision.answer_model import AnswerModel
    from scaffold.progress import Progress

_MISTAKES = 20


def measure_answers(model: AnswerModel, splits: Mapping[str, Examples], metric: str, progress: Progress) -> HeadReport:
    """Everything the report says about a head that answers questions; arguments as for `measure`."""
    figures: dict[str, dict[str, float]] = {}
    made: dict[str, tuple[list[str], list[list[str]], Sequence[AnswerDecision]]] = {}
    for name, examples in splits.items():
        read = ((each, answers_of(each, model.name)) for each in examples)
        known = [((e.text, e.text_pair or ""), [text for _, text in found]) for e, found in read if found is not None]
        if known:
            pairs, truth = [pair for pair, _ in known], [answers for _, answers in known]
            decided = model.decisions(model.predict(pairs, progress=progress))
            figures[name] = answer_metrics([d.answer for d in decided], [d.probability for d in decided], truth)
            made[name] = ([question for question, _ in pairs], truth, decided)
    split = final_split(figures)
    return HeadReport(
        name=model.name,
        labels=(),
        split=split,
        splits=figures,
        metric=metric or "answer_f1",
        kind=model.kind,
        mistakes=_mistakes(*made[split]),
    )


def _mistakes(
    questions: Sequence[str], truth: Sequence[Sequence[str]], decided: Sequence[AnswerDecision]
) -> list[Mistake]:
    """The questions with a wrong answer, those first whose answer it was surest of."""
    rows = zip(questions, truth, decided, strict=True)
    wrong = [(question, true, each) for question, true, each in rows if not is_exact(each.answer, true)]
    worst = sorted(wrong, key=lambda row: -row[2].probability)[:_MISTAKES]
    return [
        Mistake(question, " / ".join(dict.fromkeys(true)) or NOTHING, each.gist, each.probability)
        for question, true, each in worst
    ]
