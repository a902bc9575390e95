"""Terms of an OBO file, versions 1.2 and 1.4.

Read are stanzas `[Term]` with id, name, namespace, synonym, is_a, xref and is_obsolete; what else they say is passed
over. The syntax is that of the "OBO Flat File Format 1.4 Syntax and Semantics" (Mungall et al. 2012).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.errors import DataError
from scaffold_medical.terminology.chapters import chapter_of, group_of
from scaffold_medical.terminology.kinds import type_of_prefix
from scaffold_medical.terminology.source import TermSource, broken, numbered_lines, text_of
from scaffold_medical.terminology.term import Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from scaffold.data.textfile import TextFile

SCOPES = ("EXACT", "NARROW")
"""Synonyms that stand for the term itself, or for a kind of it; BROAD and RELATED ones may mean something else."""

_ESCAPED = {"n": "\n", "W": " ", "t": "\t"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(EXACT|BROAD|NARROW|RELATED)?')
# A comment begins with a blank and an exclamation mark outside of quotes; modifiers in braces come last.
_VALUE = re.compile(r'(?:"(?:[^"\\]|\\.)*"|\\.|(?!\s!).)*')
_MODIFIERS = re.compile(r"\s\{[^{}]*=[^{}]*\}\s*$")
_ICD = re.compile(r"ICD-?10(?:CM|GM|WHO)?:\s*([^\s,]+)", re.IGNORECASE)
_OLD_SYNONYMS = {"exact_synonym": "EXACT", "narrow_synonym": "NARROW", "broad_synonym": "BROAD"}
_HINT = "A line of a stanza is `tag: value`; see the OBO flat file format 1.4."


@dataclass
class _Stanza:
    """A term while its lines are read."""

    line: int
    id: str = ""
    name: str = ""
    namespace: str = ""
    synonyms: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    code: str = ""
    is_obsolete: bool = False


def open_obo(path: Path, scopes: Collection[str] = SCOPES) -> TermSource:
    """A file in OBO.

    :param scopes: of synonyms that are taken for names.
    :raises DataError: when read, with file and line, for a line that is no OBO and for a file without a term.
    """
    file = text_of(path)
    return TermSource(path, f"OBO, synonyms of the scopes {' and '.join(scopes)}", lambda: _terms(file, scopes))


def _terms(file: TextFile, scopes: Collection[str]) -> Iterator[Term]:
    found = False
    for stanza in _stanzas(file, scopes):
        found = True
        if stanza.name and not stanza.is_obsolete:
            yield _term(stanza)
    if not found:
        raise DataError("no stanza [Term] is in this file", where=str(file.path), hint="Is it an OBO file?")


def _term(stanza: _Stanza) -> Term:
    chapter = chapter_of(stanza.code)
    group = group_of(chapter)
    return Term(
        stanza.id,
        stanza.name,
        tuple(dict.fromkeys(each for each in stanza.synonyms if each != stanza.name)),
        type=type_of_prefix(stanza.id, stanza.namespace),
        chapter=chapter,
        groups=(group,) if group else (),
        parents=tuple(stanza.parents),
    )


def _stanzas(file: TextFile, scopes: Collection[str]) -> Iterator[_Stanza]:
    """Term by term; the header and stanzas of other kinds are passed over."""
    stanza: _Stanza | None = None
    for number, line in _joined(file):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            if stanza:
                yield _complete(stanza, file)
            stanza = _Stanza(number) if text == "[Term]" else None
        elif stanza and text and not text.startswith("!"):
            _read(stanza, text, file, number, scopes)
    if stanza:
        yield _complete(stanza, file)


def _complete(stanza: _Stanza, file: TextFile) -> _Stanza:
    if not stanza.id:
        raise broken(file, stanza.line, "this term has no id", "Give it a line `id: PREFIX:NUMBER`.")
    return stanza


def _joined(file: TextFile) -> Iterator[tuple[int, str]]:
    """Lines, those that end in a backslash with the next one; the number is that of the first."""
    begun, parts = 0, list[str]()
    for number, line in numbered_lines(file):
        begun = begun if parts else number
        if (len(line) - len(line.rstrip("\\"))) % 2:
            parts.append(line[:-1])
            continue
        yield begun, "".join((*parts, line))
        parts = []
    if parts:
        yield begun, "".join(parts)


def _read(stanza: _Stanza, text: str, file: TextFile, number: int, scopes: Collection[str]) -> None:
    tag, colon, rest = text.partition(":")
    if not colon or not tag.strip():
        raise broken(file, number, f"expected `tag: value`, found {text[:60]!r}", _HINT)
    if tag in ("synonym", "related_synonym", *_OLD_SYNONYMS):
        found = _QUOTED.match(rest.strip())
        if not found:
            hint = 'Write it as: synonym: "heart attack" EXACT []'
            raise broken(file, number, "expected a synonym in double quotes", hint)
        if (found[2] or _OLD_SYNONYMS.get(tag, "RELATED")) in scopes:
            stanza.synonyms.append(_plain(found[1]))
        return
    value = _VALUE.match(rest.strip())
    _set(stanza, tag, _plain(_MODIFIERS.sub("", value.group()).strip() if value else ""))


def _set(stanza: _Stanza, tag: str, value: str) -> None:
    if tag in ("id", "name", "namespace"):
        setattr(stanza, tag, value)
    elif tag == "is_a":
        stanza.parents.append(value)
    elif tag == "is_obsolete":
        stanza.is_obsolete = value == "true"
    elif tag == "xref" and not stanza.code and (found := _ICD.match(value)):
        stanza.code = found[1]


def _plain(text: str) -> str:
    r"""Without escapes: `\n` is a line break, `\W` a blank, `\t` a tab, and any other character itself."""
    return " ".join(_ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text).split())
