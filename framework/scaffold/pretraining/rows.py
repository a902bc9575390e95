"""The rows of a corpus: most to train on, some to measure on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import DataError
from scaffold.pretraining.segments import Segments, cut
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.corpus import Corpus

FEWEST_ROWS = 40
_HELD_SHARE, _FEWEST_HELD, _MOST_HELD = 0.05, 8, 200


@dataclass(frozen=True, eq=False)
class Rows:
    """A corpus as token ids.

    :ivar train: numbers of the rows to train on; `held` of those to measure on.
    """

    corpus: Corpus
    segments: Segments
    train: list[int]
    held: list[int]

    @classmethod
    def of(cls, corpus: Corpus, encoder: Encoder, seed: int, progress: Progress = SILENT) -> Rows:
        """Cut a corpus into rows for an encoder, and hold some out.

        :raises DataError: when there are too few.
        """
        segments = cut(corpus.texts, encoder.tokenizer, encoder.max_length, progress)
        count = len(segments)
        if count < FEWEST_ROWS:
            raise DataError(
                f"the corpus has {count} rows of text, and pretraining needs {FEWEST_ROWS} or more",
                where=corpus.source,
                hint="Give more texts; some thousands are a good beginning.",
            )
        held = min(_MOST_HELD, max(_FEWEST_HELD, round(_HELD_SHARE * count)))
        order = np.random.default_rng(seed).permutation(count).tolist()
        return cls(corpus, segments, sorted(order[held:]), sorted(order[:held]))

    @property
    def known(self) -> Segments:
        """The rows to train on alone: whatever is counted is counted in these."""
        return self.segments.only(self.train)

    @property
    def mean_length(self) -> float:
        """Tokens of a row."""
        return float(self.segments.lengths.mean())

    def __str__(self) -> str:
        return (
            f"Corpus: {len(self.corpus):,} texts ({self.corpus.doubles:,} doubles left out), "
            f"{len(self.segments.ids):,} tokens in {len(self.segments):,} rows, {len(self.held)} of them held out"
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "source": self.corpus.source,
            "sha256": self.corpus.content_hash,
            "texts": len(self.corpus),
            "doubles": self.corpus.doubles,
            "rows": len(self.segments),
            "rows_held_out": len(self.held),
            "tokens": len(self.segments.ids),
        }
