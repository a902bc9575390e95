"""A folder like `site-packages` with distributions that are files only: nothing is installed, nothing stays."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import scaffold

if TYPE_CHECKING:
    from collections.abc import Mapping

_INFO = """
from scaffold import hookimpl
from scaffold.plugins.specs import *

@hookimpl
def scaffold_vertical_info():
    return VerticalInfo(
        title="A test", summary="For tests.", languages=("en",), tasks=("classification",),
        data_statement="none", licence="Apache-2.0", intended_use="tests", api_version=API_VERSION,
    )
"""


class FakeSite:
    """A folder like `site-packages`, into which a test puts distributions as files, without pip."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = [str(folder)]

    def add(
        self,
        distribution: str,
        source: str | None = None,
        *,
        name: str = "",
        value: str = "",
        group: str = "scaffold.verticals",
        version: str = "1.0",
        entry_points: str | None = None,
    ) -> str:
        """Write a module with `source` and the metadata of its distribution; returns the module's name."""
        module = distribution.replace("-", "_")
        if source is not None:
            (self.folder / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        self._write_metadata(
            distribution, version, entry_points or f"[{group}]\n{name or distribution} = {value or module}\n"
        )
        importlib.invalidate_caches()
        return module

    def vertical(self, distribution: str, source: str = "", **options: str) -> str:
        """A distribution with a working vertical, and `source` after its `scaffold_vertical_info`."""
        return self.add(distribution, _INFO + dedent(source), **options)

    def plugin(self, distribution: str, source: str, **options: str) -> str:
        """A distribution with a cross-cutting plugin."""
        head = "from scaffold import hookimpl\nfrom scaffold.plugins.specs import *\n"
        return self.add(distribution, head + dedent(source), group="scaffold.plugins", **options)

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` with this folder on the import path, for a process of its own."""
        core = str(Path(scaffold.__file__).parents[1])
        plain = {name: value for name, value in base.items() if name != "PYTHONUNBUFFERED"}
        return {**plain, "PYTHONPATH": f"{self.folder}:{core}", "PYTHONDONTWRITEBYTECODE": "1"}

    def imported(self) -> set[str]:
        """Names of the modules of this folder that are imported."""
        return {
            name
            for name, module in list(sys.modules.items())
            if str(getattr(module, "__file__", None) or "").startswith(str(self.folder))
        }

    def _write_metadata(self, distribution: str, version: str, entry_points: str) -> None:
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        header = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\nSummary: About {distribution}.\n"
        (info / "METADATA").write_text(header, encoding="utf-8")
        (info / "entry_points.txt").write_text(entry_points, encoding="utf-8")
