"""What every vertical has to keep: hooks, statements, sample, start-up, demo, bundle, and all of it offline."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.errors import ScaffoldError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.data.dataset import Dataset
    from scaffold.plugins.specs import DemoResult
    from scaffold.plugins.vertical import Vertical

_NEEDED = ("scaffold_data_loaders", "scaffold_task_heads", "scaffold_metrics", "scaffold_demo")
_HEAVY = ("torch", "transformers", "sklearn", "faiss")
_TEXTS = 20


def check_vertical(name: str, folder: Path) -> None:
    """Fail with everything that an installed vertical does not keep.

    :param folder: for the run of the demo, such as pytest's `tmp_path`.
    :raises AssertionError: with one line a problem.
    :raises PluginError: when it cannot be loaded at all.
    """
    problems = problems_of(name, folder)
    if problems:
        raise AssertionError(f"{name} does not keep its promises:\n" + "\n".join(f"- {each}" for each in problems))


def problems_of(name: str, folder: Path) -> list[str]:
    """The same problems as a list.

    :raises PluginError: as above.
    """
    from scaffold.plugins.vertical import load_vertical

    vertical = load_vertical(name)
    problems = [*_of_hooks(vertical), *_of_start(name), *_of_samples(vertical)]
    # A demo that cannot begin would only say the same in other words.
    return problems or [*_of_demo(vertical, folder / "demo")]


def _of_hooks(vertical: Vertical) -> Iterator[str]:
    hooks = vertical.implemented[vertical.provider]
    yield from (f"it has no hook {hook}" for hook in _NEEDED if hook not in hooks)
    statements = ("title", "summary", "data_statement", "licence", "intended_use")
    yield from (f"its {each} is empty" for each in statements if not getattr(vertical.info, each).strip())
    yield from ("it names no language" for _ in [0] if not vertical.info.languages)
    yield from _of_rules(vertical)


def _of_rules(vertical: Vertical) -> Iterator[str]:
    """Rules can be read, and do what their own examples say."""
    from scaffold.rules.lint.examples import failing_examples
    from scaffold.rules.sources import gather_rules

    try:
        files = gather_rules(vertical.rules).files
    except ScaffoldError as error:
        yield f"its rules cannot be read: {error}"
        return
    for finding in chain.from_iterable(map(failing_examples, files)):
        if finding.severity == "error":
            yield f"{finding.message} ({finding.where})"


def _of_start(name: str) -> Iterator[str]:
    """Loading a vertical stays cheap: `scaffold show` and `--help` wait for it."""
    code = f"import sys; from scaffold.plugins.vertical import load_vertical; load_vertical({name!r}); "
    code += f"print(*[each for each in {_HEAVY!r} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        yield f"it cannot be loaded in a process of its own: {done.stderr.strip().splitlines()[-1:]}"
    for heavy in done.stdout.split():
        yield f"loading it imports {heavy}: import it where it is used, not in plugin.py"


def _of_samples(vertical: Vertical) -> Iterator[str]:
    from scaffold.data.report import build_report
    from scaffold.settings import DataSettings

    for loader in vertical.loaders:
        try:
            dataset = loader.read(None, DataSettings())
        except ScaffoldError as error:
            yield f"the sample of its loader {loader.name!r} cannot be read: {error}"
            continue
        for finding in build_report(dataset).findings:
            if finding.severity == "error" or finding.code == "personal_data":
                yield f"the sample of its loader {loader.name!r}: {finding.message} ({finding.where()})"


def _of_demo(vertical: Vertical, out: Path) -> Iterator[str]:
    from scaffold.plugins.run import RunContext

    run = RunContext(vertical, vertical.settings, out, None, vertical.config)
    try:
        with no_network():
            result = vertical.hook.demo(run)
    except ScaffoldError as error:
        yield f"its demo fails: {error}"
        return
    for name in result.below_level:
        value, level = result.figures[name]
        yield f"its demo is below its level: {name} is {value:.3f}, and {level} is wanted"
    if not any(level is not None for _, level in result.figures.values()):
        yield "its demo has no level to reach"
    yield from _of_bundle(vertical, result)


def _of_bundle(vertical: Vertical, result: DemoResult) -> Iterator[str]:
    """Whole, and the same decisions whenever it is read."""
    from scaffold.bundle import Bundle
    from scaffold.settings import DataSettings

    path = result.artifacts.get("bundle")
    if path is None:
        yield "its demo leaves no bundle (DemoResult.artifacts['bundle'])"
        return
    try:
        one, other = Bundle.load(path), Bundle.load(path)
    except ScaffoldError as error:
        yield f"the bundle of its demo cannot be read: {error}"
        return
    loader = vertical.loader(next(iter(vertical.heads)).loader)
    texts = _some(loader.read(None, DataSettings()))
    decided = [[decision.as_dict() for decision in bundle.decide(texts)] for bundle in (one, other)]
    if decided[0] != decided[1]:
        yield "the bundle of its demo decides otherwise when it is read again"


def _some(dataset: Dataset) -> list[Any]:
    return list(islice(dataset.splits["test"].iter_inputs(), _TEXTS))


@contextmanager
def no_network() -> Iterator[None]:
    """Every attempt to reach another machine fails, and says so."""
    import socket
    from unittest import mock

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError("a demo may not use the network")

    with mock.patch.object(socket, "create_connection", refuse), mock.patch.object(socket, "getaddrinfo", refuse):
        yield
