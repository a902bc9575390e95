"""What is known of an item once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from scaffold.rules.language.effect import Severity

    Vector = npt.NDArray[np.float32]

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
SENTIMENTS = (NEGATIVE, NEUTRAL, POSITIVE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model says of a text.

    :ivar label: `negative`, `neutral` or `positive`.
    :ivar score: p(positive) - p(negative), from -1 to 1.
    :ivar topics: labels of the topic head.
    :ivar vector: embedding of unit length, float32 (dimension,); None where no encoder took part.
    """

    label: str
    score: float
    topics: tuple[str, ...] = ()
    vector: Vector | None = None


class Judge(Protocol):
    """Tells sentiment and topics of texts; without any state that a text could change."""

    name: str

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement a text, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Mention:
    """A company that an item is about.

    :ivar company: its id in the company table.
    :ivar label: the sentiment towards it; another company in the same headline may have another one.
    :ivar score: signed score towards it, from -1 to 1.
    """

    company: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Understood:
    """An item as the monitor counts it.

    :ivar events: types of event that rules found, such as `recall`.
    :ivar rules: ids of all rules that fired.
    :ivar severity: at least this severe, as a rule says; None if no rule does.
    :ivar route: team that a rule names; empty if none does.
    :ivar muted: id of the rule that keeps this item out of alerts; empty if none does.
    """

    label: str
    score: float
    topics: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    events: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severity: Severity | None = None
    route: str = ""
    muted: str = ""
    vector: Vector | None = field(default=None, compare=False)
