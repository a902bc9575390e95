"""The texts to pretrain on: plain files, data files and folders of both, each text once."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.layout import every_file
from scaffold.data.load import load_dataset
from scaffold.data.readers.hf_dataset import is_saved
from scaffold.data.readers.open import open_source
from scaffold.data.textfile import inspect, plain_name
from scaffold.errors import DataError
from scaffold.progress import SILENT, Progress
from scaffold.text import folded_hash, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.settings import DataSettings

FEWEST_TEXTS = 2
# A text of a corpus is cut into pieces, so its length is no mistake.
_ANY_LENGTH = 10**12
_BLANK = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True)
class Corpus:
    """Different texts, in the order they were read.

    :ivar source: where they come from, for messages.
    :ivar doubles: how many more there were that read the same as one of them.
    """

    texts: list[str]
    source: str
    doubles: int = 0

    @classmethod
    def of(cls, texts: Iterable[str], source: str) -> Corpus:
        """Each text once; those without a letter or digit are passed over.

        :raises DataError: when nothing is left, or one text only.
        """
        seen: set[int] = set()
        kept: list[str] = []
        doubles = 0
        for text in texts:
            if not any(map(str.isalnum, text)):
                continue
            key = folded_hash(text)
            if key in seen:
                doubles += 1
                continue
            seen.add(key)
            kept.append(text)
        _check(kept, doubles, source)
        return cls(kept, source, doubles)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def content_hash(self) -> str:
        """Hex SHA-256 over the texts in order."""
        digest = hashlib.sha256()
        for text in self.texts:
            digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
        return digest.hexdigest()


def read_corpus(path: Path | str, settings: DataSettings, progress: Progress = SILENT) -> Corpus:
    """Read the texts of a file, of every file in and below a folder, or of a hub dataset.

    A `.txt` without columns holds a text a line, or a text a paragraph where most paragraphs are of several lines.
    Of any other file the column of the text is taken.

    :raises DataError: for a path that is not there, a file that cannot be read, and texts that are too few.
    """
    where = Path(path)
    settings = settings.model_copy(update={"max_text_length": _ANY_LENGTH})
    files: list[Path | str] = [path]
    if where.is_dir() and not is_saved(where):
        files = list(every_file(where))
    with progress.stage(f"Reading {path}", len(files)) as stage:
        texts: list[str] = []
        for file in files:
            texts += _texts(file, settings)
            stage.advance()
    return Corpus.of(texts, str(path))


def paragraphs(content: str) -> list[str]:
    """The texts of a plain file: its lines, or its paragraphs where the lines are mere parts of them.

    >>> paragraphs("a b\\nc d\\n")
    ['a b', 'c d']
    >>> paragraphs("a long\\nline.\\n\\nAnd\\nmore.")
    ['a long line.', 'And more.']
    """
    blocks = [block for block in _BLANK.split(content) if block.strip()]
    several = sum("\n" in block.strip() for block in blocks)
    if len(blocks) > 1 and several * 2 > len(blocks):
        return [normalise(block) for block in blocks]
    return [line for line in map(normalise, content.splitlines()) if line]


def _texts(file: Path | str, settings: DataSettings) -> Iterator[str]:
    path = Path(file)
    if path.is_file() and _is_plain(path, settings):
        with inspect(path, settings).open() as stream:
            return iter(paragraphs(stream.read()))
    data = load_dataset(file, settings, (), need_labels=False, resplit=False)
    return itertools.chain.from_iterable(split.iter_texts() for split in data.splits.values())


def _is_plain(path: Path, settings: DataSettings) -> bool:
    return plain_name(path).lower().endswith(".txt") and open_source(path, settings).format == "plain lines"


def _check(kept: list[str], doubles: int, source: str) -> None:
    if not kept:
        raise DataError(
            "the corpus holds no text", where=source, hint="Give texts: a line each, or a column of a data file."
        )
    if len(kept) < FEWEST_TEXTS and doubles:
        raise DataError(
            f"the corpus is one text, {doubles + 1} times",
            where=source,
            hint="Pretraining needs many different texts.",
        )
