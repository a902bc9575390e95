"""Training texts that back a decision of any kind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.out_of_scope import OutOfScopeDetector
from scaffold.files import write_text
from scaffold.models.cases import Cases, NearCase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.classifier import Matrix

_NAMES = "names.json"


@dataclass(frozen=True, eq=False)
class Evidence:
    """Known texts, and what each of them is.

    :ivar cases: their `truth` counts through `names`.
    :ivar names: what a case can be: its labels side by side, or its number.
    """

    cases: Cases
    names: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str], what: Sequence[str], features: Matrix) -> Evidence:
        """Texts with what each is, and their features, rows of unit length."""
        names, truth = np.unique(np.array(what, dtype=object).astype(str), return_inverse=True)
        return cls(Cases(texts, truth.astype(np.int64), features), tuple(names.tolist()))

    def near(self, features: Matrix, k: int = 3) -> list[tuple[NearCase, ...]]:
        """The nearest cases of each text, nearest first.

        :param features: of the texts, (n, dimension).
        """
        indices, cosines = self.cases.nearest(features, k)
        return [
            tuple(
                NearCase(self.cases.texts[i], self.names[self.cases.truth[i]], float(cosine))
                for i, cosine in zip(row, values, strict=True)
            )
            for row, values in zip(indices, cosines, strict=True)
        ]

    def detector(self, validation: Matrix, *, false_reject_rate: float) -> OutOfScopeDetector:
        """Strangeness as the distance to the nearest case: these texts have no classes to be near to.

        :param validation: features of texts that were not trained on, (n, dimension).
        """
        return OutOfScopeDetector.fit(
            self.cases.features,
            np.zeros(len(self.cases.features), dtype=np.int64),
            validation,
            np.zeros((len(validation), 1)),
            false_reject_rate=false_reject_rate,
            parts=("neighbours",),
        )

    def save(self, folder: Path) -> None:
        """Write cases and names into `folder`."""
        self.cases.save(folder)
        write_text(folder / _NAMES, json.dumps(self.names, ensure_ascii=False))

    @classmethod
    def read(cls, folder: Path) -> Evidence:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        cases = Cases.read(folder)
        return cls(cases, tuple(json.loads((folder / _NAMES).read_text(encoding="utf-8"))))
