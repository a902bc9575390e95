"""What a search has found: a table, the best settings as a file, a page."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.files import write_text
from scaffold.search.study import figures, planned_seconds
from scaffold.search.toml import toml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.settings import Settings

BEST, TABLE, PAGE = "best.toml", "trials.json", "trials.html"


@dataclass(frozen=True)
class Row:
    """One trial.

    :ivar loss: mean shortfall of the heads on validation texts at its best epoch: the log-loss, and what spans lack.
    :ivar pruned: whether it was ended early.
    :ivar seconds: planned.
    """

    number: int
    loss: float
    pruned: bool
    values: dict[str, Any]
    figures: dict[str, float]
    seconds: float


def rows_of(study: Any) -> list[Row]:
    """The trials that have ended, in their order."""
    made = []
    for trial in study.trials:
        if trial.state.name in ("COMPLETE", "PRUNED"):
            loss = min(trial.intermediate_values.values())
            pruned = trial.state.name == "PRUNED"
            made.append(Row(trial.number, loss, pruned, dict(trial.params), figures(trial), planned_seconds(trial)))
    return made


def best_of(rows: Sequence[Row]) -> Row:
    """The one with the lowest loss of those that were not ended early."""
    return min((row for row in rows if not row.pruned), key=lambda row: row.loss)


def write_findings(folder: Path, rows: Sequence[Row], settings: Settings) -> None:
    """Write `best.toml`, which `scaffold train --settings` takes, `trials.json` and `trials.html`."""
    table = [vars(row) for row in rows]
    write_text(folder / TABLE, json.dumps(table, ensure_ascii=False, indent=2) + "\n")
    write_text(folder / BEST, toml(best_settings(best_of(rows), settings)))
    write_text(folder / PAGE, render(rows))


def best_settings(best: Row, settings: Settings) -> dict[str, Any]:
    """What the user had set, with the values of the best trial."""
    given = settings.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    sections: dict[str, Any] = given.pop("vertical", {}) | given
    training = sections.setdefault("training", {})
    values = dict(best.values)
    if "layers" in values:
        training["layers"] = values.pop("layers")
    training["recipe"] = training.get("recipe", {}) | values
    return sections


def render(rows: Sequence[Row]) -> str:
    """The page: the trials one after the other, and each setting against the loss."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    names = list(dict.fromkeys(name for row in rows for name in row.values))
    charts = [chart(rows, name, [row.values.get(name) for row in rows]) for name in names]
    order = chart(rows, "trial", [row.number for row in rows])
    page = environment.get_template("trials.html.jinja")
    return page.render(rows=rows, best=best_of(rows), order=order, charts=charts, names=names)


_WIDTH, _HEIGHT, _EDGE = 260.0, 150.0, 34.0


def chart(rows: Sequence[Row], name: str, values: Sequence[Any]) -> dict[str, Any]:
    """Where the dots of a chart go: a value across, the loss upwards, in units of SVG."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    losses = [row.loss for row in rows]
    # A trial that went wrong must not press all others together.
    top = min(max(losses), sorted(losses)[len(losses) // 2] * 2 or 1.0)
    bottom = min(losses)
    wide = low > 0 and high / low > 8
    dots = [
        {
            "x": round(_EDGE + _share(value, low, high, wide) * (_WIDTH - 2 * _EDGE), 1),
            "y": round(_EDGE + (1 - _share(min(row.loss, top), bottom, top, False)) * (_HEIGHT - 2 * _EDGE), 1),
            "row": row,
            "value": value,
        }
        for row, value in zip(rows, values, strict=True)
        if value is not None
    ]
    size = {"width": _WIDTH, "height": _HEIGHT, "edge": _EDGE}
    return size | {"name": name, "low": low, "high": high, "bottom": bottom, "top": top, "dots": dots}


def _share(value: float, low: float, high: float, wide: bool) -> float:
    if high == low:
        return 0.5
    if wide:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)
