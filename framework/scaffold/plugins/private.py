"""What a vertical reads, de-identified before anyone sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.data.dataset import Dataset
    from scaffold.plugins.specs import DataLoaderSpec, PretrainingSpec
    from scaffold.settings import DataSettings, PrivacySettings


def private_loader(privacy: PrivacySettings | None) -> Callable[[DataLoaderSpec], DataLoaderSpec]:
    """Loaders whose `load` is told by its settings to de-identify; the core's readers do so row by row."""

    def change(spec: DataLoaderSpec) -> DataLoaderSpec:
        def load(path: Path | None, settings: DataSettings) -> Dataset | None:
            return spec.load(path, settings.model_copy(update={"privacy": privacy}))

        return replace(spec, load=load) if privacy else spec

    return change


def private_corpus(privacy: PrivacySettings | None) -> Callable[[PretrainingSpec], PretrainingSpec]:
    """Corpora whose texts are de-identified as they are read."""

    def change(spec: PretrainingSpec) -> PretrainingSpec:
        def corpus(path: Path | None) -> Sequence[str]:
            from scaffold.privacy.cleaner import Cleaner

            cleaner = Cleaner.of(privacy)
            assert cleaner, "there is one where these settings are"
            return [cleaner.clean(text).text for text in spec.corpus(path)]

        return replace(spec, corpus=corpus) if privacy else spec

    return change
