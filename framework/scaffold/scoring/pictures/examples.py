"""Images of a split to look at: the surest ones that are right and wrong, and those it is least sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.images.case import pixels_of
from scaffold.evaluation.records import Picture
from scaffold.scoring.pictures.overlay import as_data_url, overlay

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from scaffold.data.examples import Examples
    from scaffold.decision.head_model import HeadModel
    from scaffold.progress import Progress

_EACH = 4
_MOST_LOOKED_AT = 2000


def pictures_of(model: HeadModel, examples: Examples, progress: Progress) -> list[Picture]:
    """Labelled images of a split with maps of their evidence; of a large split, of its first images."""
    rows = [row for row, label in enumerate(examples.iter_labels(model.name)) if isinstance(label, str)]
    known = examples.select(rows[:_MOST_LOOKED_AT])
    texts = list(known.iter_inputs())
    if not texts:
        return []
    probabilities = model.predict(texts, progress=progress).probabilities
    truth = [str(label) for label in known.labels(model.name)]
    called = [model.labels[index] for index in probabilities.argmax(axis=1)]
    sure = probabilities.max(axis=1)
    made = []
    chosen = list(_chosen(np.array([a == b for a, b in zip(truth, called, strict=True)]), sure))
    with progress.stage("Maps of evidence", len(chosen)) as stage:
        for group, row in chosen:
            shown, heat = pixels_of(texts[row]), model.heat(texts[row])
            name = str(known[row].origin or texts[row])
            made.append(
                Picture(
                    group,
                    name,
                    as_data_url(overlay(shown, None)),
                    as_data_url(overlay(shown, heat)),
                    truth[row],
                    called[row],
                    float(sure[row]),
                )
            )
            stage.advance()
    return made


def _chosen(right: npt.NDArray[np.bool_], sure: npt.NDArray[np.float64]) -> Iterator[tuple[str, int]]:
    """Group and row of each picture; none comes twice."""
    order = np.argsort(-sure, kind="stable")
    seen: set[int] = set()
    groups = {"wrong": order[~right[order]], "least sure": order[::-1], "right": order[right[order]]}
    for group, rows in groups.items():
        for row in [row for row in map(int, rows) if row not in seen][:_EACH]:
            seen.add(row)
            yield group, row
