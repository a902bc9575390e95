"""The hooks that a run calls while it goes: before and after training, after a decision, for the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scaffold.errors import PluginError
from scaffold.plugins.blame import fault
from scaffold.plugins.specs import DemoResult

if TYPE_CHECKING:
    from scaffold.plugins.discovery import Provider
    from scaffold.plugins.manager import Manager
    from scaffold.plugins.run import RunContext

D = TypeVar("D")


@dataclass(frozen=True)
class Edit(Generic[D]):
    """One plugin's edit of a decision."""

    provider: Provider
    before: D
    after: D


class Hooks:
    """Calls the run-time hooks of a vertical; a plugin that fails in one is named.

    Scaffold's own errors pass unchanged, as they already say what to do.
    """

    def __init__(self, manager: Manager) -> None:
        self._manager = manager

    def before_train(self, run: RunContext) -> None:
        """Tell all plugins that training is about to start.

        :raises PluginError: naming the plugin that failed.
        """
        for _ in self._manager.call("scaffold_before_train", {"run": run}, user_errors_pass=True):
            pass

    def after_train(self, run: RunContext, report: Mapping[str, Any]) -> None:
        """Tell all plugins that training has ended; `report` is the content of `metrics.json`.

        :raises PluginError: naming the plugin that failed.
        """
        arguments = {"run": run, "report": report}
        for _ in self._manager.call("scaffold_after_train", arguments, user_errors_pass=True):
            pass

    def postprocess(self, decision: D, run: RunContext) -> tuple[D, tuple[Edit[D], ...]]:
        """Let each plugin edit the decision of the one before; returns the last one and the edits made.

        :raises PluginError: naming the plugin that failed or returned something else than a decision.
        """
        edits: list[Edit[D]] = []
        arguments: dict[str, Any] = {"decision": decision, "run": run}
        for provider, result in self._manager.call("scaffold_postprocess", arguments, user_errors_pass=True):
            before = arguments["decision"]
            if result is None or result == before:
                continue
            if not isinstance(result, type(decision)):
                kind = type(decision).__name__
                raise fault(provider, f"scaffold_postprocess must return a {kind}, not {type(result).__name__}")
            edits.append(Edit(provider, before, result))
            arguments["decision"] = result
        return arguments["decision"], tuple(edits)

    def demo(self, run: RunContext) -> DemoResult:
        """Run the demo: the first result that is not None.

        :raises PluginError: when no plugin has a demo, or one returned something else than a `DemoResult`.
        """
        for provider, result in self._manager.call("scaffold_demo", {"run": run}, user_errors_pass=True):
            if isinstance(result, DemoResult):
                return result
            if result is not None:
                raise fault(provider, f"scaffold_demo must return a DemoResult, not {type(result).__name__}")
        raise PluginError(
            f"{run.vertical.name} has no demo", hint=f"See what it has: scaffold show {run.vertical.name}"
        )
