"""What this process runs on, for bundles, reports and benchmarks."""

from __future__ import annotations

import os
import platform
from importlib import metadata

_PACKAGES = (
    "vertical-scaffold",
    "torch",
    "transformers",
    "tokenizers",
    "scikit-learn",
    "numpy",
    "faiss-cpu",
    "datasets",
)


def environment() -> dict[str, str]:
    """Python, machine and the versions of the packages that decide a result."""
    found = {"python": platform.python_version(), "machine": f"{platform.machine()}, {os.cpu_count()} cores"}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    found.setdefault("vertical-scaffold", "not installed")
    return found


def environment_lines() -> list[str]:
    """Every installed package as `name==version`, sorted: what `pip install -r` takes."""
    names = {(d.metadata["Name"] or "", d.version) for d in metadata.distributions()}
    return sorted((f"{name}=={version}" for name, version in names if name), key=str.casefold)
