"""Which column of a table of terms is what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_medical.terminology.chapters import is_icd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Names of columns, without case, blanks and underscores; the first that is there counts.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "code", "termid", "conceptid", "identifier", "curie", "cui", "icd10", "icd10code", "icdcode", "编码",
           "代码", "疾病编码", "诊断编码", "icd编码"),
    "name": ("name", "preferredname", "preferredterm", "preferred", "term", "label", "title", "disease", "diagnosis",
             "drug", "description", "str", "名称", "疾病名称", "诊断名称", "药品名称", "术语", "中文名称"),
    "synonyms": ("synonyms", "synonym", "aliases", "alias", "altlabel", "altlabels", "othernames", "同义词", "别名"),
    "zh": ("zh", "chinese", "namezh", "chinesename", "中文", "中文名"),
    "type": ("type", "semantictype", "kind", "category", "class", "类型", "类别"),
    "chapter": ("chapter", "icdchapter", "章"),
    "group": ("group", "groups", "conditiongroup", "组"),
    "speciality": ("speciality", "specialty", "specialities", "specialties", "department", "科室", "专科"),
    "parent": ("parent", "parents", "parentid", "isa", "broader", "父级", "上级"),
}  # fmt: skip
_PUNCTUATION = re.compile(r"[\s_\-./()（）]+")


@dataclass(frozen=True)
class Columns:
    """What was found.

    :ivar by_role: name of the column by what it holds: id, name, synonyms, zh, type, chapter, group, speciality,
        parent; `name` is always there.
    :ivar coded: whether the ids are codes of ICD-10, which say chapter and parent themselves.
    """

    by_role: Mapping[str, str]
    coded: bool

    def __str__(self) -> str:
        said = ", ".join(f"{role} = {column}" for role, column in self.by_role.items())
        return f"{said}; ids are codes of ICD-10" if self.coded else said


def guess_columns(names: Sequence[str], sample: Sequence[Mapping[str, str]]) -> Columns | None:
    """What the columns hold, by their names; in a table without a header, by their cells.

    :param sample: the first rows, at least one.
    :returns: None where no column can be the name of a term.
    """
    plain = {_PUNCTUATION.sub("", column).casefold(): column for column in reversed(names)}
    found = {role: plain[name] for role, known in _NAMES.items() if (name := next(filter(plain.get, known), None))}
    if "name" not in found and "zh" in found:
        found["name"] = found.pop("zh")
    if "name" not in found:
        found |= _by_cells([name for name in names if name not in found.values()], sample, "id" not in found)
    if "name" not in found:
        return None
    ids = [row[found["id"]] for row in sample if row[found["id"]]] if "id" in found else []
    return Columns(found, bool(ids) and sum(map(is_icd, ids)) >= 0.9 * len(ids))


def _by_cells(names: Sequence[str], sample: Sequence[Mapping[str, str]], want_id: bool) -> dict[str, str]:
    """The first column of codes, and the one with most letters."""
    found: dict[str, str] = {}
    codes = [name for name in names if all(_is_code(row[name]) for row in sample)]
    if codes and want_id:
        found["id"] = codes[0]
    worded = [name for name in names if name not in codes and sum(map(str.isalpha, "".join(_cells(name, sample))))]
    if worded:
        found["name"] = max(worded, key=lambda name: sum(map(len, _cells(name, sample))))
    return found


def _cells(name: str, sample: Sequence[Mapping[str, str]]) -> list[str]:
    return [row[name] for row in sample]


def _is_code(cell: str) -> bool:
    return bool(cell) and " " not in cell and any(map(str.isdigit, cell)) and cell.isascii()
