"""An FAQ file, CSV, JSON Lines or Markdown, read into entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.data.readers.open import read_rows
from scaffold.data.textfile import inspect, plain_name
from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold.text import normalise
from scaffold_customer_service.faq.columns import faq_columns
from scaffold_customer_service.faq.entry import FaqEntry, entry_id
from scaffold_customer_service.faq.markdown import read_sections


@dataclass(frozen=True)
class FaqFile:
    """What an FAQ file held.

    :ivar repeated: rows left out because question and answer were there already.
    """

    path: Path
    entries: tuple[FaqEntry, ...]
    repeated: int


class _Raw(NamedTuple):
    values: Mapping[str, str]
    alternatives: tuple[str, ...]
    line: int


def read_faq(path: Path) -> FaqFile:
    """Read `.md`, or any table or JSON the core reads, also `.gz` and `.xz`.

    An entry without an id is named after its question; one without a source quotes `FILE:LINE`.

    :raises DataError: naming file and line of what is missing, unreadable or there twice.
    """
    if not path.is_file():
        raise DataError("there is no such FAQ file", where=str(path), hint="Check the path.")
    markdown = plain_name(path).lower().endswith((".md", ".markdown"))
    raws = _markdown(path) if markdown else _rows(path)
    entries, repeated = _named(raws, path)
    if not entries:
        raise DataError(
            "there are no questions in this file",
            where=str(path),
            hint="Give columns `question` and `answer`, or Markdown with one `## question` heading for each answer.",
        )
    return FaqFile(path, entries, repeated)


def _markdown(path: Path) -> Iterator[_Raw]:
    with inspect(path, DataSettings()).open() as stream:
        for section in read_sections(stream, str(path)):
            values = {"question": section.heading, "answer": section.text, "intent": section.topic, "id": section.id}
            yield _raw(values, (), section.line)


def _rows(path: Path) -> Iterator[_Raw]:
    names: list[str] = []
    columns: dict[str, str] = {}
    for row in read_rows(path, DataSettings()):
        where = f"{path}:{row.line}"
        if list(row.values) != names:
            names, columns = list(row.values), faq_columns(row.values, where)
        found = {role: row.values[column] for role, column in columns.items()}
        alternatives = _alternatives(found.pop("alternatives", None), where)
        values = {role: _text(value, columns[role], where) for role, value in found.items() if value is not None}
        yield _raw(values, alternatives, row.line)


def _text(value: Any, column: str, where: str) -> str:
    if isinstance(value, bool | dict | list):
        raise DataError(f"column {column!r} holds {value!r}, expected a text", where=where, hint="Mend the row.")
    return str(value)


def _raw(values: Mapping[str, str], alternatives: tuple[str, ...], line: int) -> _Raw:
    """The parts that are not empty; an answer keeps its lines."""
    clean = {role: normalise(text) for role, text in values.items() if role != "answer"}
    clean["answer"] = "\n".join(map(normalise, values.get("answer", "").splitlines())).strip()
    return _Raw({role: text for role, text in clean.items() if text}, alternatives, line)


def _alternatives(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise DataError(
            "the other phrasings must be a list of texts, or one text with bars (|) between them",
            where=where,
            hint="Mend the row.",
        )
    return tuple(filter(None, map(normalise, parts)))


def _named(raws: Iterable[_Raw], path: Path) -> tuple[tuple[FaqEntry, ...], int]:
    entries: dict[str, FaqEntry] = {}
    lines: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    repeated = 0
    for raw in raws:
        _complete(raw, path)
        content = (raw.values["question"], raw.values["answer"])
        own = raw.values.get("id")
        if own is None and content in seen:
            repeated += 1
            continue
        seen.add(content)
        name = own or _free_id(*content, entries)
        if name in entries:
            raise DataError(
                f"the id {name!r} is there twice, first on line {lines[name]}",
                where=f"{path}:{raw.line}",
                hint="Give every entry an id of its own.",
            )
        lines[name] = raw.line
        entries[name] = _entry(name, raw, path)
    return tuple(entries.values()), repeated


def _complete(raw: _Raw, path: Path) -> None:
    for role in ("question", "answer"):
        if role not in raw.values:
            raise DataError(
                f"this entry has no {role}", where=f"{path}:{raw.line}", hint="Fill it in, or remove the entry."
            )


def _free_id(question: str, answer: str, taken: Mapping[str, FaqEntry]) -> str:
    plain = entry_id(question)
    return entry_id(question, answer) if plain in taken else plain


def _entry(name: str, raw: _Raw, path: Path) -> FaqEntry:
    source = raw.values.get("source") or f"{path.name}:{raw.line}"
    values = raw.values
    return FaqEntry(
        name,
        values["question"],
        values["answer"],
        source,
        values.get("intent", ""),
        raw.alternatives,
        values.get("updated", ""),
    )
