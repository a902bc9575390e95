"""Terms of the UMLS in Rich Release Format: MRCONSO.RRF, and MRSTY.RRF beside it for the semantic types.

The columns are those of the UMLS Reference Manual, chapter 3 (National Library of Medicine). The files themselves are
under the licence of the UMLS: a hospital brings them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold_medical.terminology.chapters import chapter_of, group_of
from scaffold_medical.terminology.kinds import type_of_semantic
from scaffold_medical.terminology.source import TermSource, broken, numbered_lines, text_of
from scaffold_medical.terminology.term import Term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scaffold.data.textfile import TextFile

_CUI, _LAT, _TS, _STT, _ISPREF, _SAB, _CODE, _STR, _SUPPRESS = 0, 1, 2, 4, 6, 11, 13, 14, 16
_WIDTH = 18
_STY_TUI, _STY_WIDTH = 1, 6
# What sources hold nothing but.
_OF_SOURCE = {"RXNORM": "chemical", "DRUGBANK": "chemical", "ATC": "chemical", "OMIM": "disease", "HPO": "symptom"}

_Kind = tuple[str, str]


@dataclass
class _Concept:
    """One concept while its rows are read."""

    cui: str
    preferred: str = ""
    names: dict[str, None] = field(default_factory=dict)
    zh: dict[str, None] = field(default_factory=dict)
    code: str = ""
    type: str = ""


def open_rrf(path: Path) -> TermSource:
    """Concepts of MRCONSO.RRF with their English and Chinese names that are not suppressed.

    :param path: the file; MRSTY.RRF (or .gz, .xz) is looked for beside it.
    :raises DataError: when read, with file and line, for a row of another width.
    """
    file = text_of(path)
    packed = path.name.upper().partition(".RRF")[2]
    types = next((found for end in (packed.lower(), "", ".gz", ".xz") if (found := _sibling(path, end))), None)
    note = f"with the semantic types of {types.name}" if types else "without semantic types: no MRSTY.RRF is beside it"
    return TermSource(path, f"UMLS MRCONSO, {note}", lambda: _terms(file, types))


def _sibling(path: Path, end: str) -> Path | None:
    found = path.with_name(f"MRSTY.RRF{end}")
    return found if found.is_file() else None


def _terms(file: TextFile, types: Path | None) -> Iterator[Term]:
    kinds = _semantic_types(text_of(types)) if types else {}
    concept: _Concept | None = None
    for number, line in numbered_lines(file):
        if not line:
            continue
        cells = line.split("|")
        if not _WIDTH <= len(cells) <= _WIDTH + 1 or not cells[_CUI]:
            raise broken(
                file,
                number,
                f"expected the {_WIDTH} columns of MRCONSO.RRF divided by |, found {len(cells)}",
                "Is it MRCONSO.RRF, whole and unchanged? For a table of your own, use CSV or TSV.",
            )
        if concept is None or concept.cui != cells[_CUI]:
            if concept:
                yield from _term(concept, kinds)
            concept = _Concept(cells[_CUI])
        _add(concept, cells)
    if concept:
        yield from _term(concept, kinds)


def _add(concept: _Concept, cells: list[str]) -> None:
    name, source = cells[_STR].strip(), cells[_SAB]
    if cells[_SUPPRESS] in ("O", "E", "Y") or not name:
        return
    if source.startswith("ICD10") and not concept.code:
        concept.code = cells[_CODE]
    concept.type = concept.type or _OF_SOURCE.get(source, "")
    if cells[_LAT] == "ENG":
        concept.names[name] = None
        if cells[_TS] == "P" and cells[_STT] == "PF" and cells[_ISPREF] == "Y":
            concept.preferred = concept.preferred or name
    elif cells[_LAT] == "CHI":
        concept.zh[name] = None


def _term(concept: _Concept, kinds: dict[str, _Kind]) -> Iterator[Term]:
    """The term, if any name of it is left."""
    name = concept.preferred or next(iter((*concept.names, *concept.zh)), "")
    if not name:
        return
    kind, group = kinds.get(concept.cui, ("", ""))
    chapter = chapter_of(concept.code)
    group = group or group_of(chapter)
    concept.names.pop(name, None)
    yield Term(
        concept.cui,
        name,
        tuple(concept.names),
        tuple(each for each in concept.zh if each != name),
        type=kind or concept.type or ("disease" if group else ""),
        chapter=chapter,
        groups=(group,) if group else (),
    )


def _semantic_types(file: TextFile) -> dict[str, _Kind]:
    """Type and group of the concepts for which they are known."""
    found: dict[str, _Kind] = {}
    for number, line in numbered_lines(file):
        cells = line.split("|")
        if line and not _STY_WIDTH <= len(cells) <= _STY_WIDTH + 1:
            hint = "Is it MRSTY.RRF, whole and unchanged?"
            raise broken(file, number, f"expected the {_STY_WIDTH} columns of MRSTY.RRF, found {len(cells)}", hint)
        if line and any(kind := type_of_semantic(cells[_STY_TUI])):
            found.setdefault(cells[_CUI], kind)
    return found
