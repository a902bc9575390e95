"""A model and an FAQ whose answers a test writes down, for everything that is logic and not learning."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import scaffold_customer_service
from scaffold.decision.decision import Decision
from scaffold.decision.records import LabelDecision
from scaffold.decision.rules.rule_book import RuleBook
from scaffold.models.cases import NearCase
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.rule_file import RuleSet
from scaffold_customer_service.dialogue.answering import Answering
from scaffold_customer_service.dialogue.answers import Answers
from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.phrases import Phrases
from scaffold_customer_service.faq.entry import FaqEntry
from scaffold_customer_service.faq.search import FaqHit
from scaffold_customer_service.settings import CustomerServiceSettings

if TYPE_CHECKING:
    from scaffold.bundle import Bundle
    from scaffold.plugins.specs import DemoResult

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

PACKAGE = Path(scaffold_customer_service.__file__).parent
BASE = PACKAGE / "templates"
BANK = BASE / "tarnbrook"

LABELS = ("card_declined", "card_lost", "cash_limit", "complaint", "greeting", "overdraft", "talk_to_person", "thanks")


def decision(text: str, *pairs: tuple[str, float], rejected: bool = False) -> Decision:
    """A decision with these alternatives; sure if there is one, out of scope if `rejected`."""
    labels = tuple(label for label, _ in pairs)
    head = LabelDecision(labels[0], pairs[0][1], labels, pairs)
    action = "handoff" if rejected else "answer" if len(pairs) == 1 else "ask"
    case = NearCase("a known question", labels[0], 0.9)
    return Decision(
        "1", text, {"intent": head}, 3.0 if rejected else 0.0, rejected, action, f"reason {action}", (case,)
    )


class ScriptedDecider:
    """Decides by a table of texts; what is not in it is out of scope. Rules, where it has some, are real."""

    def __init__(self, script: Mapping[str, Sequence[tuple[str, float]]], rules: RuleSet | None = None) -> None:
        self.script = script
        self.asked: list[str] = []
        self.rules = RuleBook(RulesInForce.of(rules or RuleSet(), ["intent"], date(2026, 3, 1)), {})

    def decide(self, texts: Sequence[Any]) -> list[Decision]:
        self.asked += texts
        known = [self.script.get(text) for text in texts]
        decided = [
            decision(text, *pairs) if pairs else decision(text, ("greeting", 0.2), rejected=True)
            for text, pairs in zip(texts, known, strict=True)
        ]
        fired = self.rules.fired(texts)
        return [self.rules.finish(one, found, {}) for one, found in zip(decided, fired, strict=True)]

    def labels(self, head: str) -> tuple[str, ...]:
        return LABELS


class ScriptedFaq:
    """Finds what a table of texts says, pairs of entry id and confidence; nothing for other texts."""

    def __init__(self, entries: Sequence[FaqEntry], found: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.found = found

    def search(self, query: str, k: int = 5) -> list[FaqHit]:
        pairs = self.found.get(query, ())
        hits = [FaqHit(self.entries[name], c, c, False, None, None) for name, c in pairs][:k]
        return [replace(hits[0], confident=hits[0].confidence >= 0.7), *hits[1:]] if hits else []

    def entry(self, entry_id: str) -> FaqEntry:
        return self.entries[entry_id]

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self.entries


ENTRIES = (
    FaqEntry("apply", "How do I apply for an overdraft?", "In the app, under Overdraft.", "Help > A", "overdraft"),
    FaqEntry("price", "What does an overdraft cost?", "Interest of 24.9%.", "Help > B", "overdraft"),
    FaqEntry("limit", "How do I change my overdraft?", "Move the slider.", "Help > C", "overdraft"),
    FaqEntry("cash", "How much cash can I take out?", "400 a day.", "Help > D", "cash_limit"),
    FaqEntry("report-lost-card", "How do I report a lost card?", "Tap Report lost.", "Help > E", "card_lost"),
)


@cache
def _read(folders: tuple[Path, ...]) -> tuple[Answers, Phrases]:
    return Answers(folders), Phrases(folders)


@pytest.fixture
def make_assistant() -> Callable[..., Assistant]:
    """Builds an assistant from a table for the model and one for the FAQ (None: no FAQ)."""

    def make(
        script: Mapping[str, Sequence[tuple[str, float]]],
        found: Mapping[str, Sequence[tuple[str, float]]] | None = None,
        folders: Sequence[Path] = (BANK, BASE),
        rules: RuleSet | None = None,
        **settings: Any,
    ) -> Assistant:
        chosen = CustomerServiceSettings(**settings)
        faq = None if found is None else ScriptedFaq(ENTRIES, found)
        answers, phrases = _read(tuple(folders))
        answering = Answering(answers, faq, chosen.max_options, chosen.narrow_below)
        ticks = itertools.count()
        clock = lambda: f"2026-03-01T09:{next(ticks):02d}:00+00:00"  # noqa: E731
        return Assistant(ScriptedDecider(script, rules), answering, phrases, chosen, clock)

    return make


@pytest.fixture
def templates() -> tuple[Path, Path]:
    """The folders of the sample bank's templates and of those for everybody."""
    return BANK, BASE


@dataclass(frozen=True)
class Demo:
    """A demo that was run.

    :ivar shown: what it printed.
    :ivar connections: addresses that something tried to reach.
    """

    result: DemoResult
    bundle: Bundle
    shown: str
    connections: list[Any]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo with the smallest budget that trains on the encoder, run once, without a network."""
    import contextlib
    import io

    from scaffold.bundle import Bundle
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.vertical import load_vertical
    from scaffold.settings import load_settings
    from scaffold.testing.offline import no_network

    settings = load_settings(None, ["training.budget=20s", "training.speed=1"])
    vertical = load_vertical("customer-service", settings)
    run = RunContext(vertical, settings, tmp_path_factory.mktemp("demo") / "run", None, vertical.config)
    shown = io.StringIO()
    with no_network() as tried, contextlib.redirect_stdout(shown):
        result = vertical.hook.demo(run)
    return Demo(result, Bundle.load(run.out / "bundle"), shown.getvalue(), tried)


@pytest.fixture
def plain(demo: Any, tmp_path: Path) -> Path:
    """The bundle of the demo without its parts, as training on a user's data leaves it."""
    from scaffold.seal import seal

    target = tmp_path / "bundle"
    shutil.copytree(demo.bundle.path, target, copy_function=os.link)
    shutil.rmtree(target / "parts")
    (target / "manifest.json").unlink()
    seal(target)
    return target
