"""Terms in a file beside the rules."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from scaffold.errors import RuleError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_FORMS = (".txt", ".csv")


@dataclass(frozen=True)
class TermFile:
    """The terms of a lexicon, by category.

    :ivar name: the file as the rules name it.
    :ivar text: its content.
    :ivar terms: category (empty for a plain list) to terms, in their order.
    """

    name: str
    text: str
    terms: dict[str, tuple[str, ...]]

    def of(self, categories: Sequence[str], where: str) -> list[str]:
        """Terms of some categories, or all of them.

        :raises RuleError: for a category that no term has.
        """
        for category in categories:
            if category not in self.terms:
                raise RuleError(
                    f"the lexicon {self.name} has no category {category!r}{did_you_mean(category, self.terms)}",
                    where=where,
                )
        return [term for category in categories or self.terms for term in self.terms[category]]


def read_terms(name: str, folder: Path | None, where: str) -> TermFile:
    """Read the lexicon `name` of a file of rules in `folder`.

    :param where: the rule, for messages.
    :raises RuleError: for a file that is missing, elsewhere, empty, or not of one of the two forms.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise RuleError(
            f"the lexicon {name} lies outside the folder of the rules", where=where, hint="Put it beside the rules."
        )
    if path.suffix.lower() not in _FORMS:
        raise RuleError(
            f"the lexicon {name} is neither .txt nor .csv",
            where=where,
            hint="Write a term a line into a .txt, or the columns term,category into a .csv file.",
        )
    if folder is None:
        raise RuleError(
            f"the lexicon {name} cannot be found: these rules come from code, not from a file",
            where=where,
            hint="Let the factory of the RuleSource return the path of the file instead of its text.",
        )
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError(f"the lexicon {name} is not UTF-8", where=where, hint="Save it as UTF-8.") from error
    except (OSError, ValueError) as error:
        raise RuleError(
            f"the lexicon {name} cannot be read", where=where, hint=f"It is looked for as {folder / name}."
        ) from error
    return parse_terms(name, text)


def parse_terms(name: str, text: str) -> TermFile:
    """Terms of a text: one a line (`#` starts a comment), or the columns `term` and `category` of a CSV file.

    :raises RuleError: for a CSV file without the column `term`, a row without a term, or no term at all.
    """
    found = _of_table(name, text) if name.lower().endswith(".csv") else _of_lines(name, text)
    terms: dict[str, dict[str, None]] = {}
    for line, term, category in found:
        if not any(map(str.isalnum, term)):
            raise RuleError(f"expected a term with a letter or a digit, found {term!r}", where=f"{name}:{line}")
        terms.setdefault(category, {})[term] = None
    if not terms:
        raise RuleError("the lexicon has no terms", where=name)
    return TermFile(name, text, {category: tuple(each) for category, each in terms.items()})


def _of_lines(name: str, text: str) -> Iterable[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        term = line.strip()
        if term and not term.startswith("#"):
            yield number, term, ""


def _of_table(name: str, text: str) -> Iterable[tuple[int, str, str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        fields = reader.fieldnames or []
        if "term" not in fields:
            raise RuleError(
                f"expected the columns term,category, found {', '.join(fields) or 'nothing'}", where=f"{name}:1"
            )
        for row in reader:
            yield reader.line_num, (row["term"] or "").strip(), (row.get("category") or "").strip()
    except csv.Error as error:
        raise RuleError(f"the row cannot be read: {error}", where=f"{name}:{reader.line_num + 1}") from error
