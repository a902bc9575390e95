"""The objective of each kind of head that reads a text as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.training.objectives.classification import Classification
from scaffold.training.objectives.multilabel import Multilabel
from scaffold.training.objectives.ordinal import Ordinal
from scaffold.training.objectives.regression import Regression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.training.objectives.objective import Objective

OBJECTIVES: Mapping[str, Objective] = {
    "classification": Classification(),
    "relation": Classification(),
    "image": Classification(),
    "fusion": Classification(),
    "multilabel": Multilabel(),
    "ordinal": Ordinal(),
    "regression": Regression(),
}
