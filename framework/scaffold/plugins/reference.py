"""The page `docs/reference/hooks.md`, written from the specifications: `python -m scaffold.plugins.reference`."""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap
from collections.abc import Callable
from typing import Any

from scaffold.plugins import hookspecs, specs
from scaffold.plugins.checks import supported

RECORDS = (
    specs.VerticalInfo,
    specs.DataLoaderSpec,
    specs.PretrainingSpec,
    specs.TaskHeadSpec,
    specs.RuleSource,
    specs.MetricSpec,
    specs.CommandSpec,
    specs.SourceSpec,
    specs.SinkSpec,
    specs.DetectorSpec,
    specs.DemoResult,
)

_INTRODUCTION = """\
# Hooks

<!-- Written by `python -m scaffold.plugins.reference`; change the docstrings in the code, not this page. -->

A vertical is a Python package with one entry point in the group `scaffold.verticals`; a cross-cutting plugin, which
joins every run, has one in the group `scaffold.plugins`:

```toml
[project.entry-points."scaffold.verticals"]
insurance-claims = "scaffold_insurance_claims.plugin"
```

The entry point names a module, or an instance made in one. Its functions that carry `@hookimpl` and the name of a hook
are called by Scaffold. They take the hook's arguments by name, all or some; they have no defaults, no `*args`, no
`**kwargs`, no keyword-only arguments and no `specname`, and they are no wrappers. Names that start with `scaffold_` are
kept for hooks. Everything wrong is told when the plugin is loaded, all at once, with the package and the entry point.

The plugin interface has a version, `api_version` of `VerticalInfo`; this core supports {supported}.

What several plugins return is merged, and sorted by `order`, then name. A name given twice is an error that names both
packages. To switch a cross-cutting plugin off, write in `scaffold.toml`:

```toml
[plugins]
disabled = ["name-of-the-plugin"]
```
"""


def hooks() -> list[Callable[..., Any]]:
    """The specifications in the order they are written."""
    members = inspect.getmembers(hookspecs, inspect.isfunction)
    found = [function for name, function in members if name.startswith("scaffold_")]
    return sorted(found, key=lambda item: item.__code__.co_firstlineno)


def example(hook: Callable[..., Any]) -> str:
    """The example in a hook's docstring, as code."""
    _, _, code = (inspect.getdoc(hook) or "").partition("Example::\n")
    return textwrap.dedent(code).strip() + "\n"


def page() -> str:
    """The whole page."""
    contents = "\n".join(f"- [`{hook.__name__}`](#{hook.__name__}): {_summary(hook)}" for hook in hooks())
    parts = [_INTRODUCTION.format(supported=" and ".join(map(str, supported()))), contents, *map(_hook, hooks())]
    parts += [
        "## Records",
        "What hooks return: frozen dataclasses of `scaffold.plugins.specs`.",
        *map(_record, RECORDS),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _summary(hook: Callable[..., Any]) -> str:
    return (inspect.getdoc(hook) or "").partition("\n\n")[0].replace("\n", " ")


def _hook(hook: Callable[..., Any]) -> str:
    text, _, _ = (inspect.getdoc(hook) or "").partition("Example::\n")
    text = re.sub(r"^:param (\w+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    text = re.sub(r"^:returns: ", "- returns ", text, flags=re.MULTILINE)
    signature = f"{hook.__name__}{inspect.signature(hook)}".replace("'", "")
    return f"## `{hook.__name__}`\n\n{_code(signature)}\n\n{text.strip()}\n\n{_code(example(hook))}"


def _record(record: type[Any]) -> str:
    doc = inspect.getdoc(record) or ""
    text = re.sub(r"^:ivar (\w+): ", r"- `\1`: ", doc, flags=re.MULTILINE)
    lines = [f"    {field.name}: {field.type}{_default(field)}" for field in dataclasses.fields(record)]
    declaration = "\n".join([f"class {record.__name__}:", *lines])
    return f"### `{record.__name__}`\n\n{text}\n\n{_code(declaration)}"


def _code(text: str) -> str:
    return f"```python\n{text.strip()}\n```"


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default_factory is not dataclasses.MISSING:
        return f" = {field.default_factory()!r}"
    return "" if field.default is dataclasses.MISSING else f" = {field.default!r}"


if __name__ == "__main__":
    print(page(), end="")
