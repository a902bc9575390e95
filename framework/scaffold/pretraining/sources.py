"""Where the texts come from: a path of the user, or what a vertical brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import PluginError, UserError
from scaffold.plugins.blame import blaming
from scaffold.pretraining.corpus import Corpus, read_corpus
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.plugins.vertical import Vertical
    from scaffold.settings import DataSettings, PretrainingObjective


@dataclass(frozen=True)
class Source:
    """What to pretrain on.

    :ivar objective: what the vertical pretrains with; None if it says nothing.
    :ivar terms: of the domain, worth word pieces of their own.
    """

    corpus: Corpus
    objective: PretrainingObjective | None = None
    terms: tuple[str, ...] = ()


def find_source(
    path: str | None, vertical: Vertical | None, settings: DataSettings, progress: Progress = SILENT
) -> Source:
    """The texts of `path`; without a path all corpora that the vertical ships.

    A path is read by the vertical where it brings exactly one reader of a corpus, else by our own readers.

    :raises UserError: when neither is given.
    :raises PluginError: when the vertical brings no corpus, or one of its own fails.
    :raises DataError: for a path or texts that cannot be used.
    """
    specs = vertical.pretraining[:] if vertical else ()
    objective = specs[0].objective if specs else None
    terms = tuple(dict.fromkeys(term for spec in specs for term in spec.vocabulary))
    if path is not None and len(specs) != 1:
        return Source(read_corpus(path, settings, progress), objective, terms)
    if vertical is None:
        raise UserError("there is nothing to pretrain on", hint="Give texts with --corpus PATH, or name a vertical.")
    if not specs:
        raise PluginError(
            f"the vertical {vertical.name!r} brings no corpus to pretrain on", hint="Give texts with --corpus PATH."
        )
    with progress.stage(f"Reading the corpus of {vertical.name}"):
        texts = _texts(vertical, Path(path) if path else None)
        return Source(Corpus.of(texts, path or f"the corpus of {vertical.name}"), objective, terms)


def _texts(vertical: Vertical, path: Path | None) -> Iterator[str]:
    for spec in vertical.pretraining:
        provider = vertical.pretraining.provider(spec.name)
        with blaming(provider, f"its pretraining corpus {spec.name!r} cannot be read", user_errors_pass=True):
            yield from spec.corpus(path)
