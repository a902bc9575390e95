"""A stored head of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.decision.answer_model import AnswerModel
from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.number_model import NumberModel
from scaffold.decision.span_model import SpanModel
from scaffold.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scaffold.decision.head import Head
    from scaffold.models.store import EncoderStore

AnyModel = HeadModel | LabelsModel | NumberModel | SpanModel | AnswerModel | EmbeddingModel

KINDS: Mapping[str, type[AnyModel]] = {
    "classification": HeadModel,
    "relation": HeadModel,
    "image": HeadModel,
    "fusion": HeadModel,
    "ordinal": HeadModel,
    "multilabel": LabelsModel,
    "regression": NumberModel,
    "tagging": SpanModel,
    "question_answering": AnswerModel,
    "embedding": EmbeddingModel,
}


RULED = (HeadModel, LabelsModel, SpanModel)
"""Heads whose labels rules have a say in."""


def read_head(kind: str, name: str, folder: Path, encoders: EncoderStore) -> Head:
    """Load the head in `folder`.

    :raises BundleError: when a part is missing or damaged, or this version does not know the kind.
    """
    if kind not in KINDS:
        raise BundleError(
            f"this version does not know heads of kind {kind!r} (known: {', '.join(sorted(KINDS))})",
            where=str(folder),
            hint="Open the bundle with the version of vertical-scaffold that its metadata.json names.",
        )
    return KINDS[kind].read(name, folder, encoders, kind)
