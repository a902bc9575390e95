"""Which settings of a fine-tuning are searched, and between which bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.training.recipe import Recipe

Values = dict[str, Any]

_BATCHES = (8, 16, 32, 64)
_SWITCHES: Mapping[str, tuple[float, ...]] = {
    "rdrop": (0.0, 0.5, 1.0, 2.0),
    "fgm": (0.0, 0.3, 1.0),
    "ema": (0.0, 0.9, 0.99),
    "label_smoothing": (0.0, 0.05, 0.1),
}


@dataclass(frozen=True)
class Space:
    """The settings that may differ from one trial to the next.

    :ivar start: the recipe of a run without a search, which is the first trial.
    :ivar fixed: names of what the user has set, which is not searched.
    :ivar layers: how many upper layers a run without a search trains; None if that is not searched.
    :ivar depth: how many layers the encoder has.
    """

    start: Recipe
    fixed: frozenset[str]
    layers: int | None
    depth: int
    has_classes: bool

    @property
    def first(self) -> Values:
        """The values of a run without a search."""
        values = {name: getattr(self.start, name) for name in self._names}
        return values | ({"layers": self.layers} if self.layers else {})

    def draw(self, trial: Any) -> Values:
        """Values for one optuna trial."""
        start, values = self.start, Values()
        for name in self._names:
            if name == "learning_rate":
                rate = start.learning_rate
                values[name] = trial.suggest_float(name, rate / 4, rate * 4, log=True)
            elif name == "head_pace":
                values[name] = trial.suggest_float(name, start.head_pace / 4, start.head_pace * 4, log=True)
            elif name == "scale":
                values[name] = trial.suggest_float(name, start.scale / 2, start.scale * 2, log=True)
            elif name == "epochs":
                values[name] = trial.suggest_int(name, min(2, start.epochs), 2 * start.epochs)
            else:
                choices = sorted({*(_BATCHES if name == "batch_size" else _SWITCHES[name]), getattr(start, name)})
                values[name] = trial.suggest_categorical(name, choices)
        if self.layers:
            values["layers"] = trial.suggest_int("layers", 1, self.depth)
        return values

    def recipe(self, values: Mapping[str, Any]) -> Recipe:
        """The recipe of a trial with such values."""
        return replace(self.start, **{name: value for name, value in values.items() if name != "layers"})

    @property
    def _names(self) -> list[str]:
        every = ("learning_rate", "epochs", "batch_size", "head_pace", *(["scale"] if self.has_classes else []))
        # A contrast is a loss of its own, beside which these two do nothing.
        left_out = {*self.fixed, *(("rdrop", "label_smoothing") if self.start.contrastive else ())}
        return [name for name in (*every, *_SWITCHES) if name not in left_out]
