"""A log of counts as a file: NumPy arrays in a `.npz`, never a pickle."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import DataError
from scaffold.files import new_file
from scaffold_financial_sentiment.backtest.count_log import CountLog
from scaffold_financial_sentiment.backtest.packed_texts import PackedTexts
from scaffold_financial_sentiment.backtest.story_table import StoryTable
from scaffold_financial_sentiment.detection.key import Key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    Arrays = Mapping[str, npt.NDArray[Any]]

SUFFIX = ".npz"
_FORMAT = 1
_ROWS = ("tick_of", "key_of", "negative", "total", "link_starts", "link_story", "link_negative")
_STORIES = ("times", "copies", "publication_starts", "publisher_of", "published")
_TEXTS = ("ids", "texts", "publishers")
_DAMAGE = (KeyError, ValueError, TypeError, IndexError, EOFError, zipfile.BadZipFile, zlib.error)


def write_counts(log: CountLog, path: Path) -> None:
    """Store a log; the same log gives the same bytes.

    :raises UserError: when the disk is full, read-only or not ours to write to.
    """
    arrays: dict[str, npt.NDArray[Any]] = {
        "format": np.array([_FORMAT]),
        "tick": np.array([log.tick]),
        "span": np.array([log.begin, log.end], dtype=np.int64),
        **PackedTexts.of(key.company for key in log.keys).arrays("company"),
        **PackedTexts.of(key.topic for key in log.keys).arrays("topic"),
        **{name: getattr(log, name) for name in _ROWS},
        **{f"story_{name}": getattr(log.stories, name) for name in _STORIES},
    }
    for name in _TEXTS:
        arrays |= getattr(log.stories, name).arrays(f"story_{name}")
    with new_file(path) as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def read_counts(path: Path) -> CountLog:
    """The log that `write_counts` stored.

    :raises DataError: when there is none, it is damaged or of another version.
    """
    if not path.is_file():
        raise DataError("there is no such file of counts", where=str(path), hint="Check the path.")
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: np.asarray(stored[name]) for name in stored.files}
        return _checked(_log_of(arrays))
    except _DAMAGE as error:
        raise DataError(
            "this is no file of counts, or it is damaged",
            where=str(path),
            hint="Make it anew from the dated news: it is written by the backtest as counts.npz.",
        ) from error


def _log_of(arrays: Arrays) -> CountLog:
    if arrays["format"].tolist() != [_FORMAT]:
        raise ValueError("another version")
    stories: dict[str, Any] = {name: _texts(arrays, f"story_{name}") for name in _TEXTS}
    stories |= {name: arrays[f"story_{name}"] for name in _STORIES}
    begin, end = arrays["span"].tolist()
    companies, topics = _texts(arrays, "company"), _texts(arrays, "topic")
    return CountLog(
        tick=float(arrays["tick"][0]),
        begin=begin,
        end=end,
        keys=tuple(Key(companies[at], topics[at]) for at in range(len(companies))),
        **{name: arrays[name] for name in _ROWS},
        stories=StoryTable(**stories),
    )


def _texts(arrays: Arrays, name: str) -> PackedTexts:
    return PackedTexts(arrays[f"{name}_content"], arrays[f"{name}_starts"])


def _checked(log: CountLog) -> CountLog:
    """The log, if its parts belong together."""
    rows, stories = len(log.tick_of), len(log.stories)
    good = (
        log.tick > 0
        and all(len(each) == rows for each in (log.key_of, log.negative, log.total))
        and len(log.link_starts) == rows + 1
        and int(log.link_starts[-1]) == len(log.link_story) == len(log.link_negative)
        and _below(log.key_of, len(log.keys))
        and _below(log.link_story, stories)
        and len(log.stories.texts) == len(log.stories.ids) == len(log.stories.copies) == stories
        and len(log.stories.publication_starts) == stories + 1
        and _below(log.stories.publisher_of, len(log.stories.publishers))
    )
    if not good:
        raise ValueError("parts that do not belong together")
    return log


def _below(numbers: npt.NDArray[Any], end: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < end)
