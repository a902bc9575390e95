"""`scaffold demo customer-service`: train, measure, talk."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.readers.open import read_rows
from scaffold.demonstration import Figures, measured, with_budget
from scaffold.pipeline import train
from scaffold.plugins.specs import DemoResult
from scaffold.settings import DataSettings
from scaffold_customer_service.bundle_parts import open_assistant, open_faq
from scaffold_customer_service.commands.chat import DEFAULT_BUNDLE
from scaffold_customer_service.commands.terminal import show_conversation
from scaffold_customer_service.data import SAMPLE
from scaffold_customer_service.dialogue.conversations import Played, play, read_scripts
from scaffold_customer_service.dialogue.session import Session
from scaffold_customer_service.faq.queries import read_queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.bundle import Bundle
    from scaffold.pipeline import TrainedRun
    from scaffold.plugins.run import RunContext
    from scaffold_customer_service.dialogue.assistant import Assistant

BUDGET = "90s"
"""Time for training unless the user sets another; the whole demo then takes about two minutes on two cores."""

SHOWN = ("which-card-problem", "money-to-poland")
"""The conversations that are printed."""

_LEVELS = {
    "out of scope rejected, far": 0.75,
    "out of scope not answered, far": 0.9,
    "FAQ recall@1": 0.5,
    "FAQ recall@5": 0.85,
    "conversations as scripted": 0.9,
}


def run_demo(run: RunContext) -> DemoResult:
    """Train on the sample, or on the data of the user, and measure what came out.

    The conversations, the FAQ and the out-of-scope questions belong to the sample; with other data they are left out.
    """
    trained = train(with_budget(run, BUDGET))
    sample = run.data is None
    figures = _trained_figures(run, trained.metrics)
    details: dict[str, Any] = {"chosen": trained.metrics["chosen"], "seconds": trained.metrics["seconds"]}
    if sample:
        figures.update(_sample_figures(run, trained.bundle, details))
    else:
        run.progress.say("The scripted conversations belong to the sample; with your own data they are left out.")
    return DemoResult(
        title=_title(run, trained),
        figures=figures,
        try_next=_try_next(trained.bundle.path, sample),
        artifacts={"report": trained.report, "bundle": trained.bundle.path},
        details=details,
    )


def out_of_scope(assistant: Assistant, kind: str) -> tuple[float, float]:
    """Shares of the sample's out-of-scope questions that the model rejects, and that the assistant does not answer.

    The second is larger: a question that is not rejected may still be asked back.

    :param kind: `far` from the subject, or `near` to it.
    """
    rows = [row.values for row in read_rows(SAMPLE / "out_of_scope.csv", DataSettings())]
    replies = [assistant.reply(Session("out-of-scope"), row["text"]) for row in rows if row["kind"] == kind]
    rejected = sum(reply.decision is not None and reply.decision.rejected for reply in replies)
    return rejected / len(replies), sum(reply.action != "answer" for reply in replies) / len(replies)


def faq_recall(bundle: Bundle, ks: tuple[int, ...] = (1, 5)) -> dict[int, float]:
    """Share of the test queries whose entry is among the first `k` hits, by `k`."""
    queries = read_queries(SAMPLE / "faq_queries.csv", split="test")
    with open_faq(bundle) as faq:
        found = faq.search_many([query for query, _ in queries], max(ks))
    return {
        k: sum(name in [hit.entry.id for hit in hits[:k]] for hits, (_, name) in zip(found, queries, strict=True))
        / len(queries)
        for k in ks
    }


def _trained_figures(run: RunContext, metrics: Mapping[str, Any]) -> Figures:
    figures = measured(run, metrics)
    rejected = metrics["heads"]["intent"].get("test", {}).get("false_reject_rate")
    if rejected is not None:
        figures["in scope rejected by mistake"] = (rejected, None)
    return figures


def _sample_figures(run: RunContext, bundle: Bundle, details: dict[str, Any]) -> Figures:
    values: dict[str, float] = {}
    with open_assistant(bundle, run.config) as assistant:
        with run.progress.stage("Asking what it cannot know"):
            for kind in ("far", "near"):
                rejected, unanswered = out_of_scope(assistant, kind)
                values[f"out of scope rejected, {kind}"] = rejected
                values[f"out of scope not answered, {kind}"] = unanswered
        with run.progress.stage("Playing the conversations"):
            played = play(assistant, read_scripts(SAMPLE / "conversations.jsonl"))
    values |= {f"FAQ recall@{k}": value for k, value in faq_recall(bundle).items()}
    values["conversations as scripted"] = sum(each.passed for each in played) / len(played)
    details["conversations"] = {each.script.id: list(each.problems) for each in played}
    _show(run, played)
    return {name: (value, _LEVELS.get(name)) for name, value in values.items()}


def _show(run: RunContext, played: list[Played]) -> None:
    for each in played:
        if each.script.id in SHOWN:
            show_conversation(each.script.title, [text for text, _ in each.script.turns], each.replies)
        for problem in each.problems:
            run.progress.say(f"conversation {each.script.id}: {problem}")


def _title(run: RunContext, trained: TrainedRun) -> str:
    data = "the sample of Tarnbrook Bank, which does not exist" if run.data is None else str(run.data)
    count = len(trained.bundle.labels("intent"))
    return f"Customer service: {count} intents learnt from {data}"


def _try_next(bundle: Path, sample: bool) -> dict[str, str]:
    chat = "scaffold run customer-service chat"
    if bundle != DEFAULT_BUNDLE:
        chat += f" --bundle {shlex.quote(str(bundle))}"
    question = '"my card was stolen"' if sample else '"TEXT"'
    commands = {
        chat: "talk to the assistant; /why shows the reasons, /quit leaves",
        f"scaffold explain {shlex.quote(str(bundle))} {question}": "one decision: probabilities, words that mattered",
    }
    if sample:
        commands[f"scaffold run customer-service search {question}"] = "search the FAQ by words and meaning"
        commands["scaffold demo customer-service --data YOUR.csv --out my-demo"] = "the same on your own questions"
    else:
        commands["scaffold train customer-service --data YOUR.csv --out RUN --set customer-service.faq=FAQ.csv"] = (
            "give the assistant your FAQ to answer from"
        )
    return commands
