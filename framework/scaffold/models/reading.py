"""A stored classifier of any kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scaffold.errors import BundleError
from scaffold.models.ensemble import Ensemble
from scaffold.models.images.fused import FusedClassifier
from scaffold.models.images.net import NetClassifier
from scaffold.models.images.pixels import PixelClassifier
from scaffold.models.linear import LinearClassifier
from scaffold.models.tfidf import TfidfClassifier
from scaffold.models.voting import CaseVoting

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.classifier import Classifier
    from scaffold.models.store import EncoderStore

_Stored = LinearClassifier | TfidfClassifier | Ensemble | CaseVoting | PixelClassifier | NetClassifier | FusedClassifier

_KINDS: dict[str, type[_Stored]] = {
    kind.kind: kind
    for kind in (
        LinearClassifier,
        TfidfClassifier,
        Ensemble,
        CaseVoting,
        PixelClassifier,
        NetClassifier,
        FusedClassifier,
    )
}


def read_classifier(folder: Path, encoders: EncoderStore) -> Classifier:
    """Load the classifier in `folder`.

    :raises BundleError: when it is missing, damaged or of a kind this version does not know.
    """
    try:
        kind = json.loads((folder / "model.json").read_text(encoding="utf-8"))["kind"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"the model cannot be read: {error}", where=str(folder)) from error
    if kind not in _KINDS:
        raise BundleError(
            f"this version does not know models of kind {kind!r} (known: {', '.join(sorted(_KINDS))})",
            where=str(folder),
            hint="Open the bundle with the version of vertical-scaffold that its metadata.json names.",
        )
    try:
        return _KINDS[kind].read(folder, encoders)
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"the model lacks a part: {error}", where=str(folder)) from error
