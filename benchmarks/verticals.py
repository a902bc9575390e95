"""Verticals that hold nothing but the heads of a published data set, installed into a folder for one benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import hookimpl
from scaffold.data.load import load_dataset
from scaffold.plugins.specs import API_VERSION, DataLoaderSpec, TaskHeadSpec, VerticalInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.data.dataset import Dataset
    from scaffold.settings import DataSettings

_LOADER = "texts"


@dataclass(frozen=True)
class Plain:
    """The plugin of one data set."""

    heads: tuple[TaskHeadSpec, ...]

    @hookimpl
    def scaffold_vertical_info(self) -> VerticalInfo:
        """What it is."""
        kinds = tuple(head.kind for head in self.heads)
        data = "published, see benchmarks"
        return VerticalInfo("Benchmark", "Heads only.", ("en", "zh"), kinds, data, "Apache-2.0", "none", API_VERSION)

    @hookimpl
    def scaffold_data_loaders(self) -> Sequence[DataLoaderSpec]:
        """The files as they were published."""
        return [DataLoaderSpec(_LOADER, "Published files.", self._load)]

    @hookimpl
    def scaffold_task_heads(self) -> Sequence[TaskHeadSpec]:
        """Its heads."""
        return self.heads

    def _load(self, path: Path | None, settings: DataSettings) -> Dataset:
        assert path is not None, "a benchmark names its data"
        kinds = {head.name: head.kind for head in self.heads}
        return load_dataset(path, settings, tuple(kinds), kinds=kinds)


def _head(name: str, kind: str = "classification", metric: str = "", order: int = 0) -> TaskHeadSpec:
    return TaskHeadSpec(name, "Of the published data.", _LOADER, kind, metric, order=order)  # type: ignore[arg-type]


snips = Plain((_head("intent"), _head("slots", "tagging", order=1)))
multidogo = Plain((_head("intent"), _head("slots", "tagging", order=1)))
goemotions = Plain((_head("emotion", "multilabel"),))
sst2 = Plain((_head("sentiment"),))
wnut17_ner = Plain((_head("tags", "tagging"),))
ncbi_disease_ner = Plain((_head("tags", "tagging"),))
semeval2010_task8 = Plain((_head("relation", "relation", "macro_f1"),))
clinc150 = Plain((_head("intent"),))
banking77 = Plain((_head("intent"),))
ohsumed_23 = Plain((_head("disease"),))
chnsenticorp = Plain((_head("sentiment"),))
cblue_kuake_qic = Plain((_head("intent"),))
pneumoniamnist = Plain((_head("finding", "image"),))


def install(name: str, site: Path) -> None:
    """Write the metadata of a distribution into `site`, so that `scaffold` finds the vertical of that name."""
    info = site / f"benchmark_{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: benchmark-{name}\nVersion: 1.0\n", encoding="utf-8")
    entry = f"[scaffold.verticals]\n{name} = benchmarks.verticals:{name}\n"
    (info / "entry_points.txt").write_text(entry, encoding="utf-8")
