"""The one context object that a run hands to hooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical
    from scaffold.settings import Settings


@dataclass(frozen=True)
class RunContext:
    """One run of one vertical.

    :ivar vertical: the loaded vertical with its merged specs.
    :ivar out: folder of the run: `metrics.json`, `report.html`, `bundle/`, and working files while it runs.
    :ivar data: file, folder or hub name given by the user; None means the sample of the vertical.
    :ivar config: the vertical's own section of `scaffold.toml`, validated.
    :ivar resume: continue what an interrupted run left in `out`.
    """

    vertical: Vertical
    settings: Settings
    out: Path
    data: str | None = None
    config: Any = None
    resume: bool = False
    progress: Progress = field(default=SILENT)
