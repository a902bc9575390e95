"""Options that several commands share, and how they open a model."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scaffold.plugins.vertical import Vertical
    from scaffold_recommendation.feedback.store import FeedbackStore
    from scaffold_recommendation.service import RecommendationService
    from scaffold_recommendation.settings import RecommendationSettings

Function = TypeVar("Function", bound="Callable[..., Any]")

model_option = click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="RUN",
    help="What `fit` or `scaffold train recommendation` wrote to --out.",
)
feedback_option = click.option(
    "--feedback",
    metavar="FILE|URL",
    help="Where events and shown lists are kept; recommendation.feedback if not given.",
)
count_option = click.option("-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="Items.")
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")


def settings_of(vertical: Vertical) -> RecommendationSettings:
    """The vertical's section of `scaffold.toml` and of --set."""
    settings: RecommendationSettings = vertical.config
    return settings


@contextmanager
def opened(vertical: Vertical, model: Path, feedback: str | None) -> Iterator[RecommendationService]:
    """The service of a model, with its feedback if there is any.

    :raises BundleError: when there is no model, or it was altered.
    """
    from scaffold_recommendation.encoders import opener_of
    from scaffold_recommendation.model_folder import find_model, read_model
    from scaffold_recommendation.service import RecommendationService

    path = find_model(model)
    read = read_model(path)
    with kept(vertical, feedback) as store:
        yield RecommendationService(read, settings_of(vertical), store, opener_of(path, read.about))


@contextmanager
def kept(vertical: Vertical, feedback: str | None) -> Iterator[FeedbackStore | None]:
    """The store of an address, else of the settings; None without either."""
    feedback = feedback or settings_of(vertical).feedback
    if feedback is None:
        yield None
        return
    from scaffold_recommendation.feedback.store import FeedbackStore

    with FeedbackStore.open(feedback) as store:
        yield store
