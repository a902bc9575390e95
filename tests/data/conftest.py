"""Fixtures of the data room: files written on the fly, and a shortcut to load them."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffold.data.dataset import Dataset
from scaffold.data.load import load_dataset
from scaffold.settings import DataSettings

Write = Callable[..., Path]

_PACK = {".gz": gzip.compress, ".xz": lzma.compress}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write text or bytes under a name in a temporary folder; packed where the name says so."""

    def write_file(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        raw = content.encode(encoding) if isinstance(content, str) else content
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_PACK.get(path.suffix, bytes)(raw))
        return path

    return write_file


@pytest.fixture
def load() -> Callable[..., Dataset]:
    """`load(path, heads=..., kinds=..., need_labels=..., resplit=..., seed=..., **settings)`."""

    def load_path(path: Path | str, heads: tuple[str, ...] = ("intent",), **options: Any) -> Dataset:
        own = {key: options.pop(key) for key in ("kinds", "need_labels", "resplit", "seed", "folder") if key in options}
        return load_dataset(path, DataSettings(**options), heads, **own)

    return load_path


@pytest.fixture
def questions() -> str:
    """A CSV of 40 questions with two labels, one text each."""
    rows = [f"where is my {thing} number {i},{label}" for i in range(20) for thing, label in KINDS]
    return "\n".join(["text,label", *rows]) + "\n"


KINDS = (("card", "card_arrival"), ("money", "refund"))
