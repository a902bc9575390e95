"""What an adapter is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from scaffold.errors import SettingsError, did_you_mean

Method = Literal["lora", "adalora", "ia3", "layernorm", "prefix", "prompt"]
Layers = Literal["all", "upper"] | int
Targets = Literal["attention", "linear"]

METHODS: tuple[str, ...] = get_args(Method)
# Trained vectors before the text. They cannot be folded into the weights.
PROMPTS = ("prefix", "prompt")


@dataclass(frozen=True)
class AdapterSettings:
    """Which weights are put beside those of an encoder.

    :ivar method: `lora` (Hu et al. 2022), `adalora` (Zhang et al. 2023: ranks are moved to where they matter), `ia3`
        (Liu et al. 2022: one factor a feature), `layernorm` (Qi et al. 2022: the norms' own weights), `prefix` (Li &
        Liang 2021: keys and values before the text in every layer) or `prompt` (Lester et al. 2021: vectors before
        the text).
    :ivar rank: of the two factors of a change, for `lora` and, on average, for `adalora`.
    :ivar alpha: the change counts `alpha / rank` times.
    :ivar dropout: share of a changed matrix's inputs that is left out while training.
    :ivar layers: `all`, the `upper` half, or how many of the upper ones; below them nothing changes while training.
    :ivar targets: the matrices of `attention` only, or every `linear` one; for `lora` and `adalora`.
    :ivar tokens: number of trained vectors before the text, for `prefix` and `prompt`.
    :raises SettingsError: when a value is not allowed.
    """

    method: Method = "lora"
    rank: int = 8
    alpha: float = 16.0
    dropout: float = 0.0
    layers: Layers = "all"
    targets: Targets = "linear"
    tokens: int = 16

    def __post_init__(self) -> None:
        if str(self.method) == "bottleneck":
            raise SettingsError(
                "there are no bottleneck adapters: peft, which makes the adapters, has none",
                hint="Take lora with targets 'linear', which changes the same matrices.",
            )
        self._known("method", METHODS)
        self._known("targets", get_args(Targets))
        for name in ("rank", "tokens"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                raise SettingsError(f"an adapter's {name} is a whole number above 0, not {getattr(self, name)!r}")
        if self.layers not in ("all", "upper") and (not isinstance(self.layers, int) or self.layers < 1):
            raise SettingsError(f"an adapter's layers are 'all', 'upper' or their number, not {self.layers!r}")
        if not isinstance(self.alpha, int | float) or not self.alpha > 0:
            raise SettingsError(f"an adapter's alpha is a number above 0, not {self.alpha!r}")
        if not isinstance(self.dropout, int | float) or not 0 <= self.dropout < 1:
            raise SettingsError(f"an adapter's dropout is at least 0 and below 1, not {self.dropout!r}")
        if self.method in PROMPTS and self.layers != "all":
            raise SettingsError(
                f"the method {self.method} changes what every layer reads",
                hint="Take layers 'all', or the method lora.",
            )

    def _known(self, name: str, allowed: tuple[str, ...]) -> None:
        value = getattr(self, name)
        if value not in allowed:
            raise SettingsError(f"{value!r} is no {name} of an adapter{did_you_mean(str(value), allowed)}")
