"""Rung d: the trained rungs together, and the votes of the nearest cases, where validation data say it helps."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from scaffold.models.cases import Cases, even_sample
from scaffold.models.ensemble import Ensemble
from scaffold.models.tokens import flat
from scaffold.models.voting import CaseVoting, Votes
from scaffold.training.distil import DISTILLED
from scaffold.training.rung import Rung

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Classifier
    from scaffold.training.score import Scorer
    from scaffold.training.task import Task

AVERAGED = "fine-tuned, averaged"
MOST_CASES = 50_000
SHARES = (0.2, 0.4)
CORRECTING_SHARES = (0.2, 0.5, 1.0)
EQUAL_SHARES = (0.5, 1.0, 2.0)


def combine(rungs: Sequence[Rung], task: Task, score: Scorer) -> tuple[CaseVoting, list[Rung]]:
    """The best of the rungs, their ensembles, and the best one with votes.

    :param rungs: words, the frozen encoder, the fine-tuned ones and their average, as far as there are any.
    :returns: the chosen classifier, and the table of all that were compared with the chosen one last.
    """
    return with_votes([*rungs, *_ensembles(rungs, score)], task, score)


def with_votes(
    rungs: Sequence[Rung], task: Task, score: Scorer, *, prefer: Literal["fewer", "more"] = "fewer"
) -> tuple[CaseVoting, list[Rung]]:
    """The best of the rungs, as it is or with votes; the table as above.

    :param prefer: which of equally good ones is taken: that of fewer models, which is cheaper, or that of more, which
        hangs less on the chances of one training.
    """
    table = list(rungs)
    best = table.pop(_best(table, score, prefer))
    plain, voted = _votes(best, task, score)
    pairs = [(plain, best), *voted]
    chosen, rung = pairs.pop(_best([rung for _, rung in pairs], score))
    return chosen, [*table, *(other for _, other in pairs), rung]


def choose(rungs: Sequence[Rung], task: Task, score: Scorer) -> tuple[Classifier, list[Rung]]:
    """The best of the rungs as it is, for heads whose outputs are no classes to vote for; the table as above."""
    table = list(rungs)
    best = table.pop(_best(table, score))
    return best.classifier, [*table, best]


def _best(rungs: Sequence[Rung], score: Scorer, prefer: Literal["fewer", "more"] = "fewer") -> int:
    costs = [rung.encoders if prefer == "fewer" else -rung.encoders for rung in rungs]
    return score.best([rung.validation.logits for rung in rungs], costs)


def _ensembles(rungs: Sequence[Rung], score: Scorer) -> list[Rung]:
    rungs = [rung for rung in rungs if rung.name != DISTILLED]
    tfidf, frozen, tuned = rungs[:1], rungs[1:2], [rung for rung in rungs[2:] if rung.name != AVERAGED]
    made = []
    if frozen:
        made.append(_best_mix("frozen + tfidf", frozen, tfidf, EQUAL_SHARES, score))
    if len(tuned) > 1:
        made.append(ensemble("fine-tuned together", tuned, [1.0] * len(tuned), score))
    if tuned:
        # Cheaper models err elsewhere: they may correct the average, or the only one, but not outvote it.
        for name, others in (("frozen", frozen), ("tfidf", tfidf), ("frozen + tfidf", [*frozen, *tfidf])):
            made.append(_best_mix(f"fine-tuned + {name}", rungs[-1:], others, CORRECTING_SHARES, score))
    return made


def _best_mix(name: str, main: Sequence[Rung], others: Sequence[Rung], shares: Sequence[float], score: Scorer) -> Rung:
    """The main one with others of the best of some shares."""
    mixed = [ensemble(name, [*main, *others], [1.0, *[share] * len(others)], score) for share in shares]
    return mixed[_best(mixed, score)]


def ensemble(name: str, members: Sequence[Rung], weights: Sequence[float], score: Scorer) -> Rung:
    """Several rungs as one, each scaled to fit the validation texts before their log-probabilities are averaged."""
    began = time.perf_counter()
    scales = [score.best_scale(member.validation.logits) for member in members]
    together = Ensemble([member.classifier for member in members], weights, scales)
    train = together.combine([member.train for member in members])
    validation = together.combine([member.validation for member in members])
    seconds = sum(member.seconds for member in members) + time.perf_counter() - began
    note = f"mean log-probability of {len(members)} models"
    encoders = sum(member.encoders for member in members)
    return Rung.measured(name, together, train, validation, score, seconds=seconds, note=note, encoders=encoders)


def _votes(best: Rung, task: Task, score: Scorer) -> tuple[CaseVoting, list[tuple[CaseVoting, Rung]]]:
    """The best classifier with its cases as evidence only, and with each share of votes."""
    began = time.perf_counter()
    known = task.known
    kept = even_sample(known.truth, MOST_CASES)
    cases = Cases([flat(known.texts[i]) for i in kept], known.truth[kept], best.train.features[kept])
    scale = score.best_scale(best.validation.logits)
    voted = []
    for votes in map(Votes, SHARES):
        voting = CaseVoting(best.classifier, cases, votes, scale=scale)
        outputs = voting.vote(best.validation)
        name = f"{best.name}, {votes.share:.0%} nearest cases"
        note = f"the {votes.k} nearest training texts vote"
        seconds = best.seconds + time.perf_counter() - began
        rung = Rung.measured(
            name, voting, best.train, outputs, score, seconds=seconds, note=note, encoders=best.encoders
        )
        voted.append((voting, rung))
    return CaseVoting(best.classifier, cases, Votes()), voted
