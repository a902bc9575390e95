"""What every trained head can do, whatever it decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.decision.decision import Action, Span
    from scaffold.decision.records import HeadDecision
    from scaffold.models.cases import NearCase
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text


@dataclass(frozen=True)
class Judgement:
    """What the first head of a bundle says about a text as a whole.

    :ivar strangeness: out-of-scope score; in-scope texts lie around 0.
    """

    strangeness: float
    rejected: bool
    cases: tuple[NearCase, ...]
    action: Action
    reason: str


class Head(Protocol):
    """A trained head whose numbers can be acted on; `predict` gives what the other methods take."""

    @property
    def name(self) -> str:
        """As the vertical calls it."""

    @property
    def kind(self) -> str:
        """A key of `KINDS` in `decision.reading`."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of its labels; none for a number."""

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Any:
        """Everything about `texts`, in their order."""

    def decisions(self, predictions: Any) -> Sequence[HeadDecision]:
        """One record a text."""

    def judgements(
        self, predictions: Any, decisions: Sequence[Any], settings: Mapping[str, Any]
    ) -> Sequence[Judgement]:
        """What to do with each text.

        :param decisions: what `decisions` gave.
        :param settings: the `[decision]` section the bundle was trained with.
        """

    def weights(self, text: Text) -> tuple[Span, ...]:
        """How much each part of the text spoke for what was decided."""

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write everything but shared encoders into `folder`; those go into `encoders`."""
