"""Where the index of an FAQ lies, and how it comes to be there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.files import sha256
from scaffold_customer_service.faq.file import read_faq
from scaffold_customer_service.faq.queries import read_queries
from scaffold_customer_service.faq.search import FaqSearch

if TYPE_CHECKING:
    from scaffold.models.encoder import Embedder
    from scaffold.progress import Progress
    from scaffold_customer_service.faq.entry import FaqEntry

DEFAULT_FOLDER = Path(".scaffold") / "faq-index"
_SAMPLE = Path(__file__).parents[1] / "sample"


def open_faq(index: Path | None, faq: Path | None, encoder: Embedder, progress: Progress) -> FaqSearch:
    """Open the index asked for, or build it first.

    With neither, the index is the default folder, built from the shipped sample if it is not there. With `faq`
    alone, the folder is named after the file's content, so a changed file gets a new index.

    :param index: folder of the index.
    :param faq: file to build it from.
    :raises UserError: when `index` is there already and `faq` is given as well, or neither is there.
    """
    if index and faq and index.exists():
        raise UserError(
            "this index is there already",
            where=str(index),
            hint=f"Leave out --faq to search it, or take the file in: index add {faq} --index {index}",
        )
    folder = index or (DEFAULT_FOLDER.with_name(f"faq-{_digest(faq)}") if faq else DEFAULT_FOLDER)
    if folder.exists() or (index and not faq):
        return FaqSearch.open(folder, encoder)
    queries = None
    if faq is None:
        progress.say(f"There is no index yet: making one of the shipped sample FAQ in {folder}")
        faq, queries = _SAMPLE / "faq.jsonl", _SAMPLE / "faq_queries.csv"
    return build_faq(folder, read_faq(faq).entries, queries, encoder, progress)


def build_faq(
    folder: Path, entries: Sequence[FaqEntry], queries: Path | None, encoder: Embedder, progress: Progress
) -> FaqSearch:
    """Build an index in a new folder.

    :param queries: questions with known answers to learn the confidence from.
    :raises UserError: when the folder holds something already, or the queries cannot be read.
    """
    known = read_queries(queries) if queries else []
    with progress.stage(f"Indexing {len(entries)} FAQ entries"):
        return FaqSearch.build(folder, entries, encoder, known, progress=progress)


def _digest(faq: Path) -> str:
    return sha256(faq)[:12] if faq.is_file() else "missing"
