"""Fit again with what came since; a model that is worse does not take the place of the one in use."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import BelowLevelError
from scaffold.models.cache import CachedEncoder
from scaffold.run_folder import RunFolder
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.encoders import encoder_of
from scaffold_recommendation.feedback.gate import MARGIN, Gate, GateResult
from scaffold_recommendation.learning.built import plan_of
from scaffold_recommendation.learning.comparing import compare, worth_by_logs
from scaffold_recommendation.learning.run import FitRun, write_run
from scaffold_recommendation.learning.with_feedback import with_feedback
from scaffold_recommendation.model_folder import find_model, read_model
from scaffold_recommendation.texts import text_vectors

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical
    from scaffold.progress import Progress
    from scaffold_recommendation.feedback.store import FeedbackStore
    from scaffold_recommendation.settings import RecommendationSettings

_MOST_LISTS = 2000
_WEEK = 7 * 86_400.0


@dataclass(frozen=True, eq=False)
class Refit:
    """What came of it.

    :ivar gate: why it was let pass.
    """

    gate: GateResult
    run: FitRun


def refit(
    vertical: Vertical,
    model: Path,
    data: Path | None,
    store: FeedbackStore | None,
    out: Path,
    seed: int,
    progress: Progress,
    *,
    margin: float = MARGIN,
    force: bool = False,
) -> Refit:
    """Compare a new model with the one at `model`; write it to `out` if it is not worse.

    :param data: as for a first fit, with what came since; None for the sample.
    :param store: feedback that counts in addition.
    :param margin: share of the old model's NDCG@10 that the new one may be worse by.
    :param force: write the new model whatever the gate says.
    :raises BelowLevelError: when the gate refuses the new model; nothing is written then.
    :raises UserError: for a model, data or a folder that cannot be used.
    """
    settings: RecommendationSettings = vertical.config
    path = find_model(model)
    old = read_model(path)
    encoder = encoder_of(path, old.about) if "encoder" in old.about and settings.texts else None
    base = str(old.about.get("encoder", {}).get("base", ""))
    with RunFolder(out, {"vertical": vertical.name}, resume=False) as folder:
        read = read_data(data, settings, vertical.settings.data)
        if store is not None:
            read = with_feedback(read, store.since())
        texts = text_vectors(read.catalogue, CachedEncoder(encoder), progress) if encoder else None
        compared = compare(old.recommender, read, texts, plan_of(settings, seed), progress)
        logs = None
        if store is not None:
            lists = store.shown(since=old.recommender.now, before=time.time() - _WEEK)
            newest = list(lists)[-_MOST_LISTS:]
            logs = worth_by_logs(compared, newest, settings.history_limit)
        decided = Gate(margin=margin).decide(
            compared.new, compared.old, slices=compared.slices, logs=[logs] if logs else []
        )
        if not (decided.accepted or force):
            raise BelowLevelError(
                f"the new model is refused: {' '.join(decided.reasons)}",
                hint="The one in use stays; --force takes the new one in spite of this.",
            )
        about = {"gate": decided.as_dict() | {"forced": not decided.accepted}}
        run = write_run(folder, read, settings, old.rules, encoder, base, seed, progress, about)
    return Refit(decided, run)
