"""`scaffold demo recommendation`: fit on a bookshop, list, explain, and let simulated readers answer."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.files import write_bytes
from scaffold.models.base import EMBEDDED
from scaffold.plugins.specs import DemoResult
from scaffold_recommendation.browse.rendering import Rendering
from scaffold_recommendation.browse.service_shelf import ServiceShelf
from scaffold_recommendation.commands.figures import figures_of
from scaffold_recommendation.commands.list_lines import lines_of
from scaffold_recommendation.commands.trial_lines import lines_of as trial_lines
from scaffold_recommendation.data.items import Item
from scaffold_recommendation.encoders import opener_of
from scaffold_recommendation.feedback.store import FeedbackStore
from scaffold_recommendation.learning.run import fit_run
from scaffold_recommendation.model_folder import read_model
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.simulation.session import SimulatedReaders
from scaffold_recommendation.trial import changed, try_out

if TYPE_CHECKING:
    from scaffold.demonstration import Figures
    from scaffold.plugins.run import RunContext
    from scaffold_recommendation.learning.judged import Judged
    from scaffold_recommendation.trial import Trial

TITLE = "Recommendation: a bookshop whose books and readers do not exist"
READER, VISITS, SHOWN = "r0007", 200, 5
_NDCG, _GAIN, _TAKEN, _FOUND = 0.09, 1.1, 1.1, 1.0

NEW_BOOK = Item(
    "new-1",
    "The Lamplighter's Last Tide",
    "A keeper and a smuggler's daughter share a lighthouse through one winter of storms, and the harbour below keeps "
    "its dead. A cold, salt crime story in which the sea is the best witness.",
    ("crime", "sea", "winter"),
)
"""A book that is put into the catalogue while the demo runs; nobody has taken it."""
_FITS = ("crime", "sea")


def run_demo(run: RunContext) -> DemoResult:
    """Fit on the sample, or on the user's data, and show what a shop would do with it.

    With data of the user the recommender is fitted and measured; the readers belong to the sample.
    """
    data = Path(run.data) if run.data else None
    done = fit_run(run.vertical, data, run.config, run.out, EMBEDDED, run.settings.training.seed, run.progress)
    click.echo(figures_of(done.judged))
    figures = measured(done.judged, sample=data is None)
    artifacts = {"report": done.report, "model": done.model}
    if data is None:
        more, page = _live(run, done.model)
        figures |= more
        artifacts["lists of some readers"] = page
    return DemoResult(
        title=TITLE if data is None else f"Recommendation: {data}",
        figures=figures,
        try_next=_try_next(run.out),
        artifacts=artifacts,
        details={"chosen": done.metrics["chosen"], "seconds": done.metrics["seconds"]},
    )


def measured(judged: Judged, *, sample: bool) -> Figures:
    """Figures of the test split, with the levels of the sample."""
    ours, *others = (line.figures["ndcg@10"].value for line in judged.evaluation.lines)
    best = max(others)
    return {
        "NDCG@10 on the last tenth of the events": (ours, _NDCG if sample else None),
        "times the best of popularity, ItemKNN and EASE": (ours / best if best else 0.0, _GAIN if sample else None),
    }


def _live(run: RunContext, model: Path) -> tuple[Figures, Path]:
    """Lists, a new book, and readers who answer."""
    feedback, page = run.out / "feedback.sqlite", run.out / "lists.html"
    feedback.unlink(missing_ok=True)
    settings = run.config.model_copy(update={"ordering": run.config.ordering.model_copy(update={"explore": 0.1})})
    with FeedbackStore.open(feedback) as store:
        read = read_model(model)
        service = RecommendationService(read, settings, store, opener_of(model, read.about))
        now = service.recommender.now
        before = service.recommend(READER, k=SHOWN, now=now, seed=0)
        click.echo(f"\nA list for {READER}, who has taken {before.known} books:\n{lines_of(before)}")
        found = _new_book(service)
        readers = SimulatedReaders(service.recommender.catalogue)
        readers.remember(service.events())
        trial = try_out(service, readers, VISITS, 1, run.progress)
        click.echo(f"\n{trial_lines(trial)}")
        _answered(service)
        lists = [service.recommend(name, k=10, now=now, seed=0) for name in readers.names[:6]]
        write_bytes(page, Rendering(ServiceShelf(service, "Lantern & Quill")).alone(lists))
    return _of_trial(trial) | {"a new book, found by its text alone": (found, _FOUND)}, page


def _new_book(service: RecommendationService) -> float:
    """Put a book into the catalogue, and look whether a reader of such books is offered it at once: 1 or 0."""
    service.add_items([NEW_BOOK])
    catalogue = service.recommender.catalogue
    like = [item.id for item in catalogue if item.id != NEW_BOOK.id and set(_FITS) <= set(item.tags)][:4]
    found = service.why(None, NEW_BOOK.id, like)
    click.echo(f"\nA new book, {NEW_BOOK.title!r}, for somebody who took {len(like)} crime stories by the sea:")
    click.echo(found.gist)
    return float(found.is_found)


def _answered(service: RecommendationService) -> None:
    """The same reader takes the first book of the list, and gets another list."""
    now = service.recommender.now
    before = service.recommend(READER, k=SHOWN, now=now, seed=0)
    first = before.items[0].item
    service.take(READER, first.id, now=now)
    came, gone = changed(before, service.recommend(READER, k=SHOWN, now=now, seed=0))
    click.echo(f"\n{READER} takes {first.name!r}. On the next list: {', '.join(came)}. Gone: {', '.join(gone)}.")


def _of_trial(trial: Trial) -> Figures:
    return {
        "items taken, times those of popular lists": (trial.expected / max(trial.popular, 1e-9), _TAKEN),
        "lists without what the reader had": (1 - trial.again / max(10 * trial.visits, 1), 1.0),
    }


def _try_next(out: Path) -> dict[str, str]:
    model, command = shlex.quote(str(out)), "scaffold run recommendation"
    feedback = shlex.quote(str(out / "feedback.sqlite"))
    return {
        f"{command} recommend --model {model} --user {READER} --feedback {feedback}": "a list, and why",
        f"{command} browse --model {model} --feedback {feedback}": "readers, lists and reasons as a page",
        f"{command} similar b0001 --model {model}": "books like a book",
        f"{command} fit --data YOUR-FOLDER --out RUN": "your own events and items",
    }
