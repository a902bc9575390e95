"""The last word on a decision: what the vertical's and other plugins' `scaffold_postprocess` make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.decision.decision import RuleEffect
from scaffold.errors import PluginError
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical

if TYPE_CHECKING:
    from scaffold.bundle import Bundle
    from scaffold.decision.decision import Decision
    from scaffold.progress import Progress
    from scaffold.settings import Settings


def editor(bundle: Bundle, settings: Settings, progress: Progress) -> Callable[[Decision], Decision]:
    """What edits each decision of `bundle`: the hooks of its vertical, and of the plugins that join it.

    A bundle works without its vertical; then nothing is edited, and a line says so.
    """
    name = str(bundle.metadata["vertical"])
    try:
        vertical = load_vertical(name, settings)
    except PluginError as error:
        progress.say(f"Decisions are not edited by plugins, as the vertical cannot be loaded: {error}")
        return lambda decision: decision
    run = RunContext(vertical, settings, bundle.path.parent, config=vertical.config, progress=progress)

    def edit(decision: Decision) -> Decision:
        last, edits = vertical.hook.postprocess(decision, run)
        traced = tuple(
            RuleEffect(f"plugin:{e.provider.name}", "edited", _gist(e.before), _gist(e.after)) for e in edits
        )
        return replace(last, rules=(*last.rules, *traced)) if traced else decision

    return edit


def _gist(decision: Decision) -> str:
    """Action and labels, short enough for a trace."""
    labels = ", ".join(f"{name} {head.gist}" for name, head in decision.heads.items())
    return f"{decision.action}: {labels}"
